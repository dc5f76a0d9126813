// What was not read surely: characters marked in a value, the text as read, and choices below its row.
import { t } from "./words.js";

/** Draw a field's text: words that show a category underlined, characters not read surely marked. */
export function paintText(value, text, labels, reading) {
  value.replaceChildren(...segments(text, labels, reading?.spans ?? []).map(({ words, codes, unsure }) => {
    if (codes.length === 0 && !unsure) return document.createTextNode(words);
    const mark = document.createElement("mark");
    if (unsure) mark.className = reading.repaired ? "repaired" : "unsure";
    mark.dataset.codes = codes.join(" ");
    mark.textContent = words;
    return mark;
  }));
}

/** Cut a text at the ends of its evidence and of what is unsure; offsets count code points, as in Python. */
function segments(text, labels, spans) {
  const points = [...text];
  const cuts = new Set([0, points.length]);
  for (const [start, end] of [...labels.map((one) => [one.start, one.end]), ...spans]) {
    for (const cut of [start, end]) if (cut > 0 && cut < points.length) cuts.add(cut);
  }
  const ends = [...cuts].sort((a, b) => a - b);
  return ends.slice(0, -1).map((start, index) => ({
    words: points.slice(start, ends[index + 1]).join(""),
    codes: labels.filter((one) => one.start <= start && start < one.end).map((one) => one.code),
    unsure: spans.some(([first, last]) => first <= start && start < last),
  }));
}

/** One value that was not read surely as a line below its row; each choice is a button with its digit. */
export function note(reading, { pointer, name, value, open }) {
  const one = document.getElementById("reading-shape").content.cloneNode(true).firstElementChild;
  one.classList.toggle("repaired", reading.repaired);
  one.dataset.field = pointer;
  one.querySelector(".sign").textContent = reading.repaired ? "✎" : "?";
  one.querySelector(".what").textContent = name;
  one.querySelector(".words").textContent = reading.words;
  if (reading.repaired) return one;
  const choices = reading.choices.map((choice, index) => button(choice, index, choice.text === value, open));
  if (!reading.choices.some((choice) => choice.text === value)) choices.push(keep(open));
  one.querySelector(".choices").append(...choices);
  return one;
}

function button(choice, index, stands, open) {
  const made = element("button", "choice");
  made.type = "button";
  made.dataset.choice = index;
  made.disabled = !open;
  if (open) made.append(element("kbd", "", String(index + 1)));
  if (open && stands) made.append(element("kbd", "", "y"));
  const shown = element("span", "", choice.parts.length ? "" : t("blank"));
  shown.append(...choice.parts.map((part) => element(part.differs ? "b" : "span", "", part.text)));
  made.append(shown);
  if (stands) made.title = t("stands");
  return made;
}

function keep(open) {
  const made = element("button", "choice", t("keep"));
  made.type = "button";
  made.disabled = !open;
  if (open) made.prepend(element("kbd", "", "y"));
  return made;
}

function element(name, kind, words = "") {
  const made = document.createElement(name);
  made.className = kind;
  made.textContent = words;
  return made;
}
