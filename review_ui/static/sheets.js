// The page images: loading until rendered, boxes, zoom, and following the chosen field.
import { call, TRIES } from "./calls.js";
import * as views from "./views.js";
import { t } from "./words.js";

const view = document.getElementById("sheets");
const where = document.getElementById("where");
const figures = [...view.querySelectorAll(".sheet")];
const rects = [...view.querySelectorAll("rect")].map((rect) => ({ rect, pointers: JSON.parse(rect.dataset.all) }));
const MARKS = ["error", "warning", "unsure", "unclassified", "changed"];
const [PART, NEARLY] = [0.6, 0.95];
let zoom = 1;
let quarters = 0;

for (const figure of figures) load(figure);

/** A page not rendered yet answers 202: ask again until it is there, and say so meanwhile. */
function load(figure) {
  const image = figure.querySelector("img");
  const wait = figure.querySelector(".waits");
  const done = () => {
    wait.hidden = true;
    figure.dataset.loaded = "yes";
    if ("unsized" in figure.dataset) measure(figure);
    else begin(figure);
  };
  const [address] = image.src.split("?");
  const ask = async (question) => {
    const problem = await drawn(address + question, wait);
    if (problem === null) image.src = `${address}?drawn`;
    else fail(wait, problem);
  };
  const missed = () => (image.src === address ? ask("") : fail(wait, ""));
  wait.querySelector("button").addEventListener("click", () => ask("?again=1"));
  image.addEventListener("load", done);
  image.addEventListener("error", missed);
  if (image.complete) (image.naturalWidth > 0 ? done : missed)();
}

/** Ask until a page is rendered: null, or why it is not; only the first question may be to try once more. */
async function drawn(question, wait) {
  const [address] = question.split("?");
  wait.hidden = false;
  wait.querySelector("button").hidden = true;
  wait.querySelector("span").textContent = t("page_waits");
  for (let tries = 0; tries < TRIES; tries += 1) {
    const answer = await fetch(tries ? address : question, { headers: { Accept: "application/json, image/*" } }).catch(() => null);
    if (answer?.status === 200) return null;
    if (answer && answer.status !== 202) {
      const { error } = await answer.json().catch(() => ({}));
      return error?.message ?? "";
    }
    await new Promise((resolve) => { setTimeout(resolve, 1500); });
  }
  return "";
}

function fail(wait, problem) {
  wait.hidden = false;
  wait.querySelector("button").hidden = false;
  wait.querySelector("span").textContent = `${t("page_failed")} ${problem}`;
}

/** Boxes are in points: learn the page's size in points once its image exists. */
async function measure(figure) {
  const answer = await call(`/api/v1/documents/${view.dataset.document}`);
  const page = answer.ok && answer.data.images.find((one) => String(one.page) === figure.dataset.page);
  if (!page) return;
  figure.querySelector("svg").setAttribute("viewBox", `0 0 ${page.width} ${page.height}`);
  delete figure.dataset.unsized;
  lie(figure);
  begin(figure);
}

/** A form on a part of its only page, as one of two on an A3 sheet, begins as wide as the whole view; one that begins low on a page, there. */
function begin(figure) {
  const own = rects.filter(({ rect, pointers }) => pointers.length && figure.contains(rect)).map(({ rect }) => rect);
  if (figure !== figures[0] || zoom !== 1 || !own.length) return;
  if (view.scrollTop === 0) rise(Math.min(...own.map((rect) => rect.getBoundingClientRect().top)));
  if (figures.length > 1) return;
  const boxes = own.map((rect) => rect.getBBox());
  const width = figure.querySelector("svg").viewBox.baseVal.width;
  const left = Math.min(...boxes.map((box) => box.x));
  const right = Math.max(...boxes.map((box) => box.x + box.width));
  if ((right - left) / width > PART) return;
  scale((NEARLY * width) / (right - left));
  view.scrollLeft = ((left + right) / 2 / width) * view.scrollWidth - view.clientWidth / 2;
}

/** Bring what lies in the lower half of the view, or below it, near the top. */
function rise(top) {
  const frame = view.getBoundingClientRect();
  if (top > frame.top + frame.height / 2) view.scrollTop = top - frame.top - frame.height / 8;
}

/** Light the boxes of the chosen field and bring them into view. */
export function show({ pointers, linked = [] }, name) {
  let first = null;
  for (const { rect, pointers: own } of rects) {
    const chosen = own.some((pointer) => pointers.includes(pointer));
    rect.classList.toggle("focus", chosen);
    rect.classList.toggle("linked", !chosen && own.some((pointer) => linked.includes(pointer)));
    if (chosen) first ??= rect;
  }
  where.textContent = first ? name : t("no_box", { name });
  if (first) follow(first);
}

/** Light the box of a text that no field claimed, or of a note. */
export function showBox(key) {
  const found = rects.find(({ rect }) => rect.dataset.key === key);
  if (found) light(found.rect);
}

function light(rect) {
  for (const { rect: other } of rects) other.classList.toggle("focus", other === rect);
  where.textContent = rect.textContent;
  follow(rect);
}

function follow(rect) {
  const box = rect.getBoundingClientRect();
  const frame = view.getBoundingClientRect();
  const margin = Math.min(80, frame.height / 6);
  const upright = box.top >= frame.top + margin && box.bottom <= frame.bottom - margin;
  const level = box.left >= frame.left && box.right <= frame.right;
  if (!upright) view.scrollTop += box.top + box.height / 2 - frame.top - frame.height / 2;
  if (!level) view.scrollLeft += box.left + box.width / 2 - frame.left - frame.width / 2;
}

/** Colour the boxes as the newest state says. */
export function paint(desk) {
  for (const { rect, pointers } of rects) {
    const marks = new Set(pointers.flatMap((pointer) => (desk.marks[pointer] ?? "").split(" ")));
    if (pointers.length) for (const kind of MARKS) rect.classList.toggle(kind, marks.has(kind));
  }
}

/** Zoom by a factor about the middle of what is seen; 0 fits the width again. */
export function scale(factor) {
  const before = { x: (view.scrollLeft + view.clientWidth / 2) / view.scrollWidth, y: (view.scrollTop + view.clientHeight / 2) / view.scrollHeight };
  zoom = factor === 0 ? 1 : Math.max(0.5, Math.min(4, zoom * factor));
  for (const figure of figures) figure.style.setProperty("--zoom", zoom);
  view.scrollLeft = before.x * view.scrollWidth - view.clientWidth / 2;
  view.scrollTop = before.y * view.scrollHeight - view.clientHeight / 2;
}

/** Turn the pages clockwise by a quarter, as wide as they may be; what is boxed or laid over turns with them. */
export function turn() {
  quarters = (quarters + 1) % 4;
  for (const figure of figures) lie(figure);
}

function lie(figure) {
  const [, , width, height] = figure.querySelector("svg").getAttribute("viewBox").split(" ").map(Number);
  figure.style.setProperty("--shape", width / height);
  figure.dataset.quarters = quarters;
}

/** Show or hide all boxes but the focused one; the next form is shown the same way. */
export function toggle() {
  const on = view.classList.contains("no-boxes");
  views.keep("boxes", on);
  showBoxes(on);
}

function showBoxes(on) {
  view.classList.toggle("no-boxes", !on);
  document.getElementById("boxes").setAttribute("aria-pressed", String(on));
}

document.getElementById("zoom-in").addEventListener("click", () => scale(1.25));
document.getElementById("zoom-out").addEventListener("click", () => scale(0.8));
document.getElementById("zoom-fit").addEventListener("click", () => scale(0));
document.getElementById("turn").addEventListener("click", turn);
document.getElementById("boxes").addEventListener("click", toggle);
if (!views.isOn("boxes", true)) showBoxes(false);
view.addEventListener("wheel", (event) => {
  if (!event.ctrlKey) return;
  event.preventDefault();
  scale(event.deltaY < 0 ? 1.1 : 0.9);
}, { passive: false });

let drag = null;
let dragged = false;
view.addEventListener("pointerdown", (event) => {
  if (event.pointerType === "mouse" && event.button === 0) drag = { x: event.clientX, y: event.clientY };
  dragged = false;
});
addEventListener("pointermove", (event) => {
  if (!drag) return;
  if (!dragged && Math.hypot(event.clientX - drag.x, event.clientY - drag.y) < 5) return;
  dragged = true;
  view.classList.add("drags");
  view.scrollLeft -= event.clientX - drag.x;
  view.scrollTop -= event.clientY - drag.y;
  drag = { x: event.clientX, y: event.clientY };
});
addEventListener("pointerup", () => { drag = null; view.classList.remove("drags"); });
view.addEventListener("dragstart", (event) => event.preventDefault());

/** Call back with the pointers of a box that was clicked (not dragged over), or the key of one without fields. */
export function onChoose(callback) {
  view.addEventListener("click", (event) => {
    const rect = event.target.closest("rect");
    if (!rect || dragged) return;
    callback(JSON.parse(rect.dataset.all), rect.dataset.key);
  });
}
