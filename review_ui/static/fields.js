// The form's cells: which one has the focus, and how each looks in the newest state.
// All text from a form is set as text, never as markup.
import { paintDue, paintMark, paintWhole } from "./proofs.js";
import { note, paintText } from "./readings.js";
import { t } from "./words.js";

const paper = document.getElementById("paper");
export const cells = [...paper.querySelectorAll(".cell")];
// Texts that no field claimed; those outside the table are folded away and no doubt.
const strays = [...paper.querySelectorAll("section.unplaced [data-key]")];
const byPointer = new Map();
for (const cell of cells) for (const pointer of pointersOf(cell)) byPointer.set(pointer, cell);

const KINDS = ["error", "warning", "unsure", "unclassified", "changed"];
const DOUBTS = KINDS.slice(0, 4);
let current = null;
let stray = null;

/** All pointers of a cell: a merged label stands for one in every row. */
export function pointersOf(cell) {
  return cell.dataset.all ? JSON.parse(cell.dataset.all) : [cell.dataset.pointer];
}

export const cellAt = (pointer) => byPointer.get(pointer) ?? null;
export const nameOf = (pointer) => cellAt(pointer)?.dataset.name ?? pointer;
export const focused = () => current;
export const isReason = (cell) => cell.querySelector(":scope > .labels") !== null;

/** Return the printed value that a JSON Pointer names, "" where none is. */
export function valueAt(record, pointer) {
  let node = record;
  for (const step of pointer.slice(1).split("/")) node = node?.[step.replaceAll("~1", "/").replaceAll("~0", "~")];
  return typeof node === "string" ? node : "";
}

/** Give one cell the focus and tell whoever listens (the page image). */
export function focus(cell, { scroll = true } = {}) {
  if (!cell) return;
  if (current !== cell) {
    leave();
    current = cell;
    stray = null;
    cell.classList.add("focus");
    cell.tabIndex = 0;
    paper.dispatchEvent(new CustomEvent("chosen", { detail: { pointers: pointersOf(cell) } }));
  }
  cell.focus({ preventScroll: true });
  if (scroll) {
    // What is said below the row should be read with it.
    cell.closest("tr")?.nextElementSibling?.scrollIntoView({ block: "nearest" });
    cell.scrollIntoView({ block: "nearest" });
  }
}

const isDoubtful = (cell) => DOUBTS.some((kind) => cell.classList.contains(kind));

/** Go to the next (1) or previous (-1) doubtful cell or text without a field, round the end. */
export function step(direction) {
  const all = [...cells, ...strays];
  const stops = [...cells.filter(isDoubtful), ...strays];
  if (stops.length === 0) return false;
  const from = stray || current ? all.indexOf(stray ?? current) : direction > 0 ? -1 : all.length;
  const ahead = direction > 0
    ? stops.find((stop) => all.indexOf(stop) > from)
    : stops.findLast((stop) => all.indexOf(stop) < from);
  const next = ahead ?? (direction > 0 ? stops[0] : stops.at(-1));
  if (strays.includes(next)) visit(next);
  else focus(next);
  return true;
}

/** Choose a text without a field: no cell is chosen then, so that no key changes one out of sight. */
export function visit(text) {
  leave();
  stray = text;
  text.focus({ preventScroll: true });
  text.scrollIntoView({ block: "nearest" });
  paper.dispatchEvent(new CustomEvent("visited", { detail: text.dataset.key }));
}

function leave() {
  current?.classList.remove("focus");
  if (current && !isDoubtful(current)) current.tabIndex = -1;
  current = null;
  relate([]);
}

/** Move by what the eye sees: to the nearest cell in an arrow's direction. */
export function move(key) {
  if (!current) { focus(cells[0]); return; }
  const [dx, dy] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[key];
  const from = middle(current);
  let best = null;
  let least = Infinity;
  for (const cell of cells) {
    if (cell === current) continue;
    const to = middle(cell);
    const along = (to.x - from.x) * dx + (to.y - from.y) * dy;
    const aside = Math.abs((to.x - from.x) * dy) + Math.abs((to.y - from.y) * dx);
    if (along < 4) continue;
    const far = along + aside * (dx ? 6 : 2);
    if (far < least) { least = far; best = cell; }
  }
  focus(best);
}

function middle(cell) {
  const box = cell.getBoundingClientRect();
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

/** Show which cells a finding speaks of. */
export function relate(pointers) {
  for (const cell of cells) cell.classList.remove("related");
  for (const pointer of pointers) byPointer.get(pointer)?.classList.add("related");
}

/** What is uncertain in a cell: of the first of its fields that has it. */
export const readingOf = (cell, desk) => desk.readings[pointersOf(cell).find((pointer) => pointer in desk.readings)];

/** The categories of a reason, where one of them is not sure and no person has set them; else null. */
export function faintCodes(cell, desk, { unsure_below: unsureBelow }) {
  const { pointer } = cell.dataset;
  const standing = (desk.reasons.find((one) => one.field === pointer)?.labels ?? []).filter((one) => one.code !== "unclassified");
  const faint = !desk.corrected[pointer] && standing.some((one) => one.confidence < unsureBelow);
  return faint ? standing.map((one) => one.code) : null;
}

/** Draw the newest state: values, marks, categories, what is uncertain, findings. */
export function paint(desk, facts) {
  for (const cell of cells) {
    const { pointer } = cell.dataset;
    const text = valueAt(desk.record, pointer);
    const labels = desk.reasons.find((one) => one.field === pointer)?.labels ?? [];
    paintText(cell.querySelector(":scope > .value"), text, isReason(cell) ? labels : [], readingOf(cell, desk));
    if (isReason(cell)) paintLabels(cell, text, labels, facts);
    const marks = pointersOf(cell).flatMap((one) => (desk.marks[one] ?? "").split(" "));
    for (const kind of KINDS) cell.classList.toggle(kind, marks.includes(kind));
    if (cell !== current) cell.tabIndex = isDoubtful(cell) ? 0 : -1;
    const proof = paintMark(cell, desk);
    cell.title = setBy(desk.corrected[pointer], text) || proof;
    paintDue(cell, desk);
  }
  paintWhole(desk, nameOf);
  paintNotes(desk, facts.may_change && desk.state === "waiting");
}

function setBy(read, text) {
  if (!read) return "";
  if (read.kind === "correct" && read.read === text) return t("confirmed", { by: read.by });
  if (read.read === text) return t("categorised", { by: read.by });
  return t("corrected", { by: read.by, old: read.read || t("blank") });
}

function paintLabels(cell, text, labels, { categories, unsure_below: unsureBelow }) {
  const list = cell.querySelector(":scope > .labels");
  list.replaceChildren(...labels.map(({ code, confidence }) => {
    const kind = categories[code]?.explains ? "" : "empty-words";
    return chip(categories[code]?.words ?? code, confidence < unsureBelow ? `${kind} unsure` : kind, code);
  }));
  if (text && labels.length === 0) list.append(chip(t("unclassified"), "none", ""));
}

export function chip(words, kind, code) {
  const one = document.createElement("span");
  one.className = `chip ${kind}`;
  one.dataset.code = code;
  one.textContent = words;
  return one;
}

/** What makes a finding the same one in two states. */
export const keyOf = (finding) => [finding.code, ...finding.fields].join(" ");

/** Whether a finding's card stands where the person looks. */
export function isInSight(finding) {
  const shown = [...paper.querySelectorAll(".finding")].find((one) => one.dataset.key === keyOf(finding));
  const box = shown?.getBoundingClientRect();
  const frame = paper.getBoundingClientRect();
  return box !== undefined && box.top >= frame.top && box.bottom <= frame.bottom;
}

function paintNotes(desk, open) {
  const places = [...paper.querySelectorAll("[data-notes]")];
  for (const place of places) place.replaceChildren();
  for (const cell of cells) {
    const reading = readingOf(cell, desk);
    const { pointer } = cell.dataset;
    const name = nameOf(pointer).split(" · ").at(-1);
    if (reading) placeFor(pointer, places).append(note(reading, { pointer, name, value: valueAt(desk.record, pointer), open }));
  }
  for (const finding of desk.findings) placeFor(finding.fields[0] ?? "", places).append(card(finding));
}

function placeFor(pointer, places) {
  const fitting = places.filter((place) => place.dataset.notes && `${pointer}/`.startsWith(`${place.dataset.notes}/`));
  return fitting.at(-1) ?? places[0];
}

function card(finding) {
  const one = document.getElementById("finding-shape").content.cloneNode(true).firstElementChild;
  one.classList.add(finding.severity);
  one.dataset.code = finding.code;
  one.dataset.key = keyOf(finding);
  one.dataset.fields = JSON.stringify(finding.fields);
  one.querySelector(".sign").textContent = { error: "▲", warning: "◆", info: "●" }[finding.severity];
  one.querySelector(".said").textContent = t(`severity.${finding.severity}`);
  one.querySelector(".rule").textContent = finding.message;
  for (const [side, words] of [["seen", finding.seen], ["due", finding.expected]]) {
    one.querySelector(`.${side} b`).textContent = words;
    // Most messages say both numbers already.
    one.querySelector(`.${side}`).hidden = words === "" || finding.message.includes(words);
  }
  one.querySelector(".blame").firstChild.textContent = `${t(`blame.${finding.blame}`)} `;
  one.querySelector(".blame code").textContent = finding.code;
  return one;
}

paper.addEventListener("click", (event) => {
  const finding = event.target.closest(".finding");
  if (finding) {
    const pointers = JSON.parse(finding.dataset.fields);
    focus(cellAt(pointers[0]));
    relate(pointers);
    paper.dispatchEvent(new CustomEvent("chosen", { detail: { pointers: pointers.slice(0, 1), linked: pointers.slice(1) } }));
  }
});
