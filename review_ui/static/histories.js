// The form's events, newest first: who, when, what, old and new, why.
import { t } from "./words.js";
import { nameOf } from "./fields.js";

const list = document.getElementById("history");

/** Draw all events of the newest state. */
export function paint(events) {
  list.replaceChildren(...events.map(change).reverse());
  document.getElementById("no-history").hidden = events.length > 0;
}

/** One event as a list item. */
export function change(event) {
  const item = document.getElementById("change-shape").content.cloneNode(true).firstElementChild;
  const same = event.old === event.new;
  const confirms = same && event.kind !== "undo";
  const texts = {
    when: event.when,
    who: event.user_name,
    kind: confirms ? t("event.confirm") : t(`event.${event.kind}`),
    what: event.field ? nameOf(event.field) : "",
    from: event.field && !same ? event.old_words || t("blank") : "",
    to: event.field ? event.new_words || t("blank") : "",
    why: event.why,
  };
  for (const [name, words] of Object.entries(texts)) item.querySelector(`.${name}`).textContent = words;
  return item;
}
