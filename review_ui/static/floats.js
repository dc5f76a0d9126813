// The two cards that float beside a cell: the editor of a value, the picker of categories.
// Both give back what the person chose, or null, and keep what was typed when saving fails.
import { say } from "./calls.js";
import { t } from "./words.js";
import { focus, isReason, nameOf, valueAt } from "./fields.js";

const editor = document.getElementById("editor");
const value = document.getElementById("editor-value");
const why = document.getElementById("editor-why");
const wrong = document.getElementById("editor-wrong");
const picker = document.getElementById("picker");
const filter = document.getElementById("picker-filter");
const offered = [...picker.querySelectorAll("li")];
let items = offered;
let closing = null;
let isChanged = () => false;

export const isOpen = () => closing !== null;
const written = (card) => JSON.stringify([...card.elements].filter((one) => one !== filter).map((one) => one.type === "checkbox" ? one.checked : one.value));

/** Edit one cell's value; `save(value, why)` answers null when it went well, else what was wrong.  What is open is saved unchanged too: that confirms it. */
export function edit(cell, desk, save, open_) {
  const { pointer } = cell.dataset;
  const old = valueAt(desk.record, pointer);
  value.value = old;
  why.value = "";
  wrong.hidden = true;
  document.getElementById("editor-name").textContent = nameOf(pointer);
  const read = document.getElementById("editor-read");
  read.hidden = (desk.corrected[pointer]?.read ?? old) === old;
  read.querySelector("b").textContent = desk.corrected[pointer]?.read || t("blank");
  editor.classList.toggle("wide", old.length > 40 || isReason(cell));
  open(editor, cell);
  grow();
  value.focus();
  value.select();
  editor.onsubmit = async (event) => {
    event.preventDefault();
    if (value.value === old && !open_) { close(); return; }
    const trouble = await save(value.value, why.value);
    if (trouble === null) close();
    else { wrong.textContent = trouble; wrong.hidden = false; }
  };
}

function grow() {
  value.style.height = "auto";
  value.style.height = `${value.scrollHeight + 2}px`;
}
value.addEventListener("input", grow);
value.addEventListener("keydown", (event) => {
  // Enter that ends an input method's word must not save the form.
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing && event.keyCode !== 229) {
    event.preventDefault();
    editor.requestSubmit();
  }
});

/** Choose the categories of one reason; `toggled` is the 1-based item that a digit key chose already, or 0.  What is open is saved unchanged too. */
export function pick(cell, desk, toggled, save, open_) {
  const { pointer } = cell.dataset;
  const labels = desk.reasons.find((one) => one.field === pointer)?.labels ?? [];
  const standing = labels.map((one) => one.code).filter((code) => code !== "unclassified");
  offer(standing);
  filter.value = "";
  document.getElementById("picker-name").textContent = nameOf(pointer);
  document.getElementById("picker-text").textContent = valueAt(desk.record, pointer);
  document.getElementById("picker-why").value = "";
  for (const item of items) box(item).checked = standing.includes(box(item).value);
  sift();
  open(picker, cell);
  filter.focus();
  items.find((item) => box(item).checked)?.scrollIntoView({ block: "nearest" });
  if (toggled) choose(toggled);
  picker.onsubmit = async (event) => {
    event.preventDefault();
    const codes = items.map(box).filter((one) => one.checked).map((one) => one.value);
    const stands = [...codes].sort().join() === [...standing].sort().join();
    if (stands && !open_) { close(); return; }
    if ((await save(stands ? standing : codes, document.getElementById("picker-why").value)) === null) close();
  };
}

const box = (item) => item.querySelector("input");

/** Offer the categories of the taxonomy and, last, those of `standing` that have left it: they can only be taken off. */
function offer(standing) {
  for (const item of items) if (!offered.includes(item)) item.remove();
  const known = offered.map((item) => box(item).value);
  const gone = standing.filter((code) => !known.includes(code)).map(leftover);
  offered.at(-1).after(...gone);
  items = [...offered, ...gone];
}

function leftover(code) {
  const item = offered[0].cloneNode(true);
  box(item).value = code;
  item.querySelector("label").title = t("left_taxonomy");
  item.querySelector(".words").textContent = code;
  item.querySelector("code").textContent = t("left_taxonomy");
  return item;
}
const shown = () => items.filter((item) => !item.hidden);

function choose(number) {
  const item = shown()[number - 1];
  if (!item) return;
  box(item).checked = !box(item).checked;
  item.scrollIntoView({ block: "nearest" });
}

function sift() {
  const wanted = filter.value.trim().toLowerCase();
  for (const item of items) item.hidden = !item.textContent.toLowerCase().includes(wanted);
  for (const item of items) item.querySelector("kbd").textContent = "";
  for (const [index, item] of shown().slice(0, 9).entries()) item.querySelector("kbd").textContent = String(index + 1);
}
filter.addEventListener("input", sift);
picker.addEventListener("keydown", (event) => {
  if (event.isComposing || event.keyCode === 229) return;
  const free = event.target === filter || event.target.type === "checkbox";
  if (free && /^[1-9]$/.test(event.key)) { event.preventDefault(); choose(Number(event.key)); }
  else if (event.key === "Enter" && !event.target.closest("button")) { event.preventDefault(); picker.requestSubmit(); }
  else if (["ArrowDown", "ArrowUp"].includes(event.key)) {
    event.preventDefault();
    const list = shown().map(box);
    const next = list.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1);
    (list[next] ?? filter).focus();
  }
});

function open(card, cell) {
  close({ refocus: false });
  card.hidden = false;
  const near = (cell.querySelector(".value") ?? cell).getBoundingClientRect();
  const size = card.getBoundingClientRect();
  const left = Math.max(8, Math.min(near.left - 8, innerWidth - size.width - 8));
  const below = near.bottom + 6 + size.height <= innerHeight - 8;
  const top = below ? near.bottom + 6 : Math.max(8, near.top - size.height - 6);
  card.style.left = `${left}px`;
  card.style.top = `${top}px`;
  const before = written(card);
  isChanged = () => written(card) !== before;
  closing = () => { card.hidden = true; return cell; };
}

/** Close what floats; the cell it belonged to has the focus again. */
export function close({ refocus = true } = {}) {
  if (!closing) return;
  const cell = closing();
  closing = null;
  if (refocus) focus(cell, { scroll: false });
}

for (const card of [editor, picker]) {
  card.addEventListener("keydown", (event) => { if (event.key === "Escape") { event.stopPropagation(); close(); } });
  card.querySelector("[data-cancel]").addEventListener("click", () => close());
}
document.addEventListener("pointerdown", (event) => {
  if (!isOpen() || event.target.closest(".float, dialog, .toast")) return;
  // Whoever looks closer at the page, or slips, loses nothing of what was written.
  if (!isChanged()) { close({ refocus: false }); return; }
  say(t("unsaved"));
  const field = editor.hidden ? filter : value;
  document.addEventListener("pointerup", () => field.focus({ preventScroll: true }), { once: true });
});
addEventListener("beforeunload", (event) => { if (isOpen() && isChanged()) event.preventDefault(); });
