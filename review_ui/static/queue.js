// The queue by keyboard: j/k or arrows choose a line, Enter opens it.
import { isTyping } from "./page.js";

const rows = [...document.querySelectorAll("#forms tbody tr")];
let at = -1;

function choose(index) {
  if (rows.length === 0) return;
  rows[at]?.removeAttribute("aria-selected");
  at = Math.max(0, Math.min(rows.length - 1, index));
  rows[at].setAttribute("aria-selected", "true");
  const link = rows[at].querySelector("a.open");
  link.focus({ preventScroll: true });
  rows[at].scrollIntoView({ block: "nearest" });
}

document.addEventListener("keydown", (event) => {
  if (isTyping(event)) return;
  if (["j", "ArrowDown"].includes(event.key)) choose(at + 1);
  else if (["k", "ArrowUp"].includes(event.key)) choose(at - 1);
  else if (event.key === "Home") choose(0);
  else if (event.key === "End") choose(rows.length - 1);
  else if (event.key === "]") document.querySelector("a[rel=next]")?.click();
  else return;
  event.preventDefault();
});

for (const [index, row] of rows.entries()) {
  row.addEventListener("click", (event) => {
    if (event.target.closest("a")) return;
    choose(index);
  });
  row.addEventListener("dblclick", () => row.querySelector("a.open").click());
}

for (const control of document.querySelectorAll("#filters select, #filters input[type=checkbox]")) {
  control.addEventListener("change", () => control.form.requestSubmit());
}
if (new URLSearchParams(location.search).has("find")) document.querySelector("[data-search]")?.focus();
document.body.dataset.ready = "yes";
