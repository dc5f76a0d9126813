// Two people met: show both versions and let this one choose.  Nothing is overwritten before.
import { t } from "./words.js";
import { nameOf, valueAt } from "./fields.js";
import { change } from "./histories.js";

const dialog = document.getElementById("conflict");

/** What has come to a form since a state of it. */
export const newerOf = (theirs, base) => theirs.events.filter((event) => !base.events.some((known) => known.id === event.id));

/** Resolve to true to save mine over the newest version, false to leave it; where it `may` not be saved so, that alone is left. */
export function ask({ what, pointer, mine, base, theirs, codes, may }) {
  const newer = newerOf(theirs, base);
  const last = newer.filter((event) => !pointer || event.field === pointer).at(-1) ?? newer.at(-1);
  fill("conflict-name", pointer ? nameOf(pointer) : what);
  fill("conflict-mine", mine || t("blank"));
  fill("conflict-theirs", pointer ? (codes ? codes(theirs) : valueAt(theirs.record, pointer)) || t("blank") : t(`state.${theirs.state}`));
  fill("conflict-who", last ? t("by", { name: last.user_name, at: last.when }) : "");
  document.getElementById("keep-mine").hidden = !may;
  document.getElementById("conflict-decided").hidden = may;
  document.getElementById("conflict-since").replaceChildren(...newer.map(change));
  dialog.returnValue = "";
  dialog.showModal();
  document.getElementById("keep-theirs").focus();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "mine"), { once: true });
  });
}

const fill = (id, words) => { document.getElementById(id).textContent = words; };
document.getElementById("keep-mine").addEventListener("click", () => dialog.close("mine"));
document.getElementById("keep-theirs").addEventListener("click", () => dialog.close("theirs"));
