// One way to speak to the API: JSON in and out, the CSRF token in a header, errors as data.
import { t } from "./words.js";

export const csrf = document.querySelector('meta[name="csrf-token"]').content;

/** Return {ok, status, data}; a network failure is a status 0 with the same shape of error as the API's own. */
export async function call(path, body = undefined) {
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
