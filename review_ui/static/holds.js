// Tell the others that this form is on a desk, while it is; say who else has it.
import { call } from "./calls.js";
import { t } from "./words.js";

const EVERY = 60_000;

/** Hold `form` (its API address) while the page is open and `open()`; `place` shows who else holds it. */
export function keep(form, place, open) {
  const tell = async () => {
    if (!open() || document.hidden) return;
    const answer = await call(`${form}/hold`, {});
    if (!answer.ok) return;
    place.hidden = answer.data.mine;
    place.textContent = answer.data.mine ? "" : t("held", { name: answer.data.held_by });
  };
  tell();
  setInterval(tell, EVERY);
  document.addEventListener("visibilitychange", tell);
  window.addEventListener("pagehide", () => call(`${form}/hold`, { release: true }));
}
