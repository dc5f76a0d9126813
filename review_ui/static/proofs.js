// How far the form's arithmetic proves its numbers, and the scores that its targets make due.
import { t } from "./words.js";

const SIGNS = { proven: "✓", consistent: "·", conflict: "?", bare: "○", none: "" };
const line = document.getElementById("proofs");
const bare = document.getElementById("uncovered");
const grade = document.getElementById("derived-grade");

/** Draw the mark beside one value and return what it means in words, "" where it has none. */
export function paintMark(cell, desk) {
  const { pointer } = cell.dataset;
  const kind = desk.derived.uncovered.includes(pointer) ? "bare" : desk.evidence[pointer]?.proof ?? "none";
  const words = kind === "none" ? "" : t(`proof.${kind}`);
  const sign = cell.querySelector(":scope > .proof");
  sign.textContent = SIGNS[kind];
  sign.className = `proof ${kind}`;
  for (const [name, value] of [["role", "img"], ["aria-label", words]]) {
    if (words) sign.setAttribute(name, value);
    else sign.removeAttribute(name);
  }
  return words;
}

/** Draw what one row's target and actual make due, beside its score. */
export function paintDue(cell, desk) {
  const place = cell.querySelector(":scope > .due");
  if (!place) return;
  const hint = desk.dues[cell.dataset.pointer];
  place.title = hint?.words ?? "";
  place.replaceChildren(...(hint?.lines ?? []).map((words) => {
    const one = document.createElement("span");
    one.textContent = words;
    return one;
  }));
}

/** Draw the counts of proofs, the numbers that no rule covers, and the grade of the total. */
export function paintWhole(desk, nameOf) {
  for (const place of line.querySelectorAll("[data-count]")) place.textContent = desk.proofs[place.dataset.count];
  bare.hidden = desk.derived.uncovered.length === 0;
  bare.querySelector("ul").replaceChildren(...desk.derived.uncovered.map((pointer) => {
    const item = document.createElement("li");
    const link = document.createElement("button");
    link.className = "link";
    link.dataset.go = pointer;
    link.textContent = nameOf(pointer);
    item.append(link);
    return item;
  }));
  grade.hidden = !desk.grade;
  grade.querySelector("b").textContent = desk.grade ? t(`grade.${desk.grade}`) : "";
}
