// What every page has: `/` goes to the search field (or to the queue, where one is).
import { call } from "./calls.js";

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
const waiting = () => [...document.querySelectorAll("[data-poll]")];
let pause = 1000;
let deadline = Date.now() + 15 * 60 * 1000;

async function poll() {
  const ids = [...new Set(waiting().map((row) => row.dataset.poll))].slice(0, 100);
  if (ids.length === 0 || Date.now() > deadline) return;
  const answer = await call(`/api/v1/documents?ids=${ids.join(",")}`);
  for (const document_ of answer.ok ? answer.data.documents : []) {
    for (const row of waiting().filter((one) => one.dataset.poll === String(document_.id))) {
      row.dispatchEvent(new CustomEvent("status", { detail: document_, bubbles: true }));
    }
  }
  pause = Math.min(pause * 1.2, 6000);
  setTimeout(poll, pause);
}

/** Begin asking again soon: new rows have come. */
export function watch() {
  deadline = Date.now() + 15 * 60 * 1000;
  pause = 700;
  poll();
}

if (waiting().length) {
  document.addEventListener("status", (event) => {
    const { state } = event.detail;
    if (event.target.dataset.reload !== undefined && state !== event.target.dataset.state) location.reload();
  });
  poll();
}
