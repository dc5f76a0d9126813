// One way to speak to the API: JSON in and out, the CSRF token in a header, errors as data.
import { t } from "./words.js";

const named = (page, name) => page.querySelector(`meta[name="${name}"]`)?.content;
/** How often a page is asked for that is being drawn, a second and a half apart: for six minutes. */
export const TRIES = 240;
export let csrf = named(document, "csrf-token");

/**
 * Return {ok, status, data}; a network failure is a status 0 with the same shape of error as the API's own.
 * Whose session is over may begin another in a second window; what was typed stays here.
 */
export async function call(path, body = undefined) {
  let answer = await send(path, body);
  if (isOver(answer) && await renew()) answer = await send(path, body);
  const over = document.getElementById("session-over");
  if (over) over.hidden = !isOver(answer);
  return answer;
}

const isOver = ({ data }) => ["not-signed-in", "stale-page"].includes(data?.error?.code);

/** Take over the token of the session that the same person has begun elsewhere; false where there is none. */
export async function renew() {
  try {
    const answer = await fetch("/account", { credentials: "same-origin" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (!named(page, "user") || named(page, "user") !== named(document, "user")) return false;
    csrf = named(page, "csrf-token");
    return true;
  } catch {
    return false;
  }
}

async function send(path, body) {
  const options = { headers: { Accept: "application/json" }, credentials: "same-origin" };
  if (body !== undefined) {
    options.method = "POST";
    options.headers["Content-Type"] = "application/json";
    options.headers["X-CSRFToken"] = csrf;
    options.body = JSON.stringify(body);
    // Whoever goes on to the next page at once has saved all the same; browsers keep no more than 64 KB so.
    options.keepalive = options.body.length < 20_000;
  }
  try {
    const answer = await fetch(path, options);
    return { ok: answer.ok, status: answer.status, data: await json(answer) };
  } catch {
    return { ok: false, status: 0, data: { error: { code: "offline", message: t("offline") } } };
  }
}

async function json(answer) {
  try {
    return await answer.json();
  } catch {
    return { error: { code: "service", message: t("broken", { status: answer.status }) } };
  }
}

let hiding = 0;

/** Say one thing at the foot of the page for a few seconds; screen readers hear it. */
export function say(message) {
  const toast = document.getElementById("toast");
  if (!toast) return;
  toast.textContent = message;
  toast.hidden = false;
  clearTimeout(hiding);
  hiding = setTimeout(() => { toast.hidden = true; }, 6000);
}
