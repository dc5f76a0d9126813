// What every page has: `/` goes to the search field (or to the queue, where one is).
import { call } from "./calls.js";
import { t } from "./words.js";

/** Whether a key press belongs to text being written, an input method or the browser. */
export function isTyping(event) {
  if (event.isComposing || event.keyCode === 229 || event.ctrlKey || event.metaKey || event.altKey) return true;
  return event.target instanceof Element && event.target.closest("input, textarea, select, dialog") !== null;
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || isTyping(event)) return;
  event.preventDefault();
  const field = document.querySelector("[data-search]");
  if (field) field.select();
  else if (document.querySelector(".top nav")) location.assign("/queue?find=1");
});

// Rows whose document is not read yet: ask one cheap endpoint for all of them, ever less often.
const LONGEST_PAUSE = 6000;
const PATIENCE = 15 * 60 * 1000;
const waiting = () => [...document.querySelectorAll("[data-poll]")];
let pause = 0;
let deadline = 0;
let timer = 0;

async function poll() {
  const ids = [...new Set(waiting().map((row) => row.dataset.poll))].slice(0, 100);
  if (ids.length === 0 || Date.now() > deadline) return;
  const answer = await call(`/api/v1/documents?ids=${ids.join(",")}`);
  for (const status of answer.ok ? answer.data.documents : []) {
    for (const row of waiting().filter((one) => one.dataset.poll === String(status.id))) {
      row.dispatchEvent(new CustomEvent("status", { detail: status, bubbles: true }));
    }
  }
  pause = Math.min(pause * 1.2, LONGEST_PAUSE);
  timer = setTimeout(poll, pause);
}

/** Begin asking again soon: new rows have come. */
export function watch() {
  deadline = Date.now() + PATIENCE;
  pause = 700;
  clearTimeout(timer);
  timer = setTimeout(poll, pause);
}

document.addEventListener("status", (event) => {
  tellProgress(event.target, event.detail.progress);
  const isOther = event.target.dataset.reload !== undefined && event.detail.state !== event.target.dataset.state;
  // Not while somebody writes or chooses here: it is asked again, and told again.
  if (isOther && document.activeElement === document.body) location.reload();
});

/** Show how many of a scan's pages are recognised. */
function tellProgress(row, progress) {
  const place = row.querySelector("[data-progress]");
  if (!place || !progress) return;
  place.querySelector("progress").value = progress.done;
  place.querySelector("progress").max = progress.due;
  place.querySelector("span").textContent = t("progress", progress);
}
watch();
