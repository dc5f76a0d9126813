// The layer: how the worker cut each page into cells, laid over its image when somebody asks.
import { call, say, TRIES } from "./calls.js";
import * as views from "./views.js";
import { t } from "./words.js";

const SVG = "http://www.w3.org/2000/svg";
const view = document.getElementById("sheets");
const button = document.getElementById("layer");

/** Lay the cells over the pages, or take them away; the next form is shown the same way. */
export function toggle() {
  const on = !view.classList.contains("with-layer");
  views.keep("layer", on);
  show(on);
}

function show(on) {
  view.classList.toggle("with-layer", on);
  button.setAttribute("aria-pressed", String(on));
  document.getElementById("layer-legend").hidden = !on;
  if (on) for (const figure of view.querySelectorAll(".sheet:not([data-layer])")) lay(figure);
}

/** A page that is being drawn answers 202: ask again until its layer is there. */
async function lay(figure) {
  figure.dataset.layer = "asked";
  for (let tries = 0; tries < TRIES; tries += 1) {
    const answer = await call(figure.dataset.layerAddress);
    if (answer.status === 200) {
      draw(figure, answer.data);
      figure.dataset.layer = "there";
      return;
    }
    if (answer.status !== 202) break;
    await new Promise((resolve) => { setTimeout(resolve, 1500); });
  }
  delete figure.dataset.layer;
  say(t("layer_failed", { page: figure.dataset.page }));
}

function draw(figure, layer) {
  if (layer.code) say(t("layer_failed", { page: layer.page }));
  else if (layer.rulings.length + layer.cells.length === 0) say(t("layer_none", { page: layer.page }));
  else if (layer.left_out) say(t("layer_cut", { page: layer.page, count: layer.left_out }));
  const page = figure.querySelector("svg");
  const group = element("g", { class: "layer" });
  for (const [x1, y1, x2, y2] of layer.rulings) group.append(element("line", { x1, y1, x2, y2 }));
  for (const { rows, columns, box } of layer.cells) {
    group.append(element("rect", sides(box)), word("at", `r${span(rows)} c${span(columns)}`, box, 3.4, "top", layer.turn));
  }
  for (const rect of page.querySelectorAll("rect[data-all]")) group.append(named(rect, layer.turn));
  page.append(group);
}

/** What a box of the page says: its fields by column, or the text that no field claimed. */
function named(rect, turn) {
  const [x, y, width, height] = ["x", "y", "width", "height"].map((name) => Number(rect.getAttribute(name)));
  const box = [x, y, x + width, y + height];
  const title = rect.querySelector("title").textContent;
  const apart = ["stray", "outside", "noted"].find((kind) => rect.classList.contains(kind));
  if (apart) return word(apart, title, box, 7, "top", turn);
  const columns = new Set(title.split(" / ").map((name) => name.split(" · ").at(-1)));
  return word("name", [...columns].join(" / "), box, 3.4, "bottom", turn);
}

/** A text at the top or bottom of a box; on a page that lies on its side it lies there as the page's text does. */
function word(kind, text, [left, top, right, bottom], most, place, turn = 0) {
  const upright = turn % 180 === 0;
  const width = upright ? right - left : bottom - top;
  const height = upright ? bottom - top : right - left;
  const ems = [...text].reduce((sum, letter) => sum + (letter > "\u2e80" ? 1 : 0.56), 0) || 1;
  // The middle half of a cell stays free for what is printed there.
  const share = kind === "at" || kind === "name" ? 4 : 2;
  const size = Math.max(1.2, Math.min(most, height / share, (width - 2) / ems));
  const corner = [turn === 180 || turn === 270 ? right : left, turn === 90 || turn === 180 ? bottom : top];
  const made = element("text", { class: kind, x: 0.5, y: place === "top" ? size * 0.85 : height - size / 5, "font-size": size, transform: `translate(${corner}) rotate(${-turn})` });
  made.textContent = text;
  return made;
}

function element(name, attributes) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

const sides = ([left, top, right, bottom]) => ({ x: left, y: top, width: Math.max(0, right - left), height: Math.max(0, bottom - top) });
const span = ([first, last]) => (first === last ? `${first}` : `${first}–${last}`);

button.addEventListener("click", toggle);
if (views.isOn("layer", false)) show(true);
