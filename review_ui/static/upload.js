// Uploads one file a request, three at a time; each line tells its own outcome as it happens.
// The body is the file itself and the name a query value, so names arrive exactly as they are.
import { csrf } from "./calls.js";
import { t } from "./words.js";
import { watch } from "./page.js";

const AT_ONCE = 3;
const zone = document.getElementById("drop");
const body = document.querySelector("#outcomes tbody");
const most = Number(zone.dataset.most);
const waiting = [];
const totals = { files: 0, accepted: 0, duplicate: 0, refused: 0 };
let running = 0;

document.getElementById("plain-send").hidden = true;
document.getElementById("folder-label").hidden = false;

for (const input of document.querySelectorAll('#drop input[type="file"]')) {
  input.addEventListener("change", () => {
    add([...input.files].map((file) => ({ file, name: file.webkitRelativePath || file.name })));
    input.value = "";
  });
}
for (const name of ["dragenter", "dragover"]) {
  document.addEventListener(name, (event) => { event.preventDefault(); zone.classList.add("over"); });
}
document.addEventListener("dragleave", (event) => { if (!event.relatedTarget) zone.classList.remove("over"); });
document.addEventListener("drop", async (event) => {
  event.preventDefault();
  zone.classList.remove("over");
  const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  for (const entry of entries) await walk(entry, entry.name);
});

async function walk(entry, name) {
  if (entry.isFile) {
    const file = await new Promise((resolve) => { entry.file(resolve, () => resolve(null)); });
    if (file) add([{ file, name }]);
    else finish(line(name, 0), { error: { code: "file-vanished", message: t("vanished") } });
    return;
  }
  const reader = entry.createReader();
  for (;;) {
    const some = await new Promise((resolve) => { reader.readEntries(resolve, () => resolve([])); });
    if (some.length === 0) return;
    for (const child of some) await walk(child, `${name}/${child.name}`);
  }
}

function add(files) {
  for (const one of files) waiting.push({ ...one, row: line(one.name, one.file.size) });
  pump();
}

function pump() {
  while (running < AT_ONCE && waiting.length) {
    running += 1;
    send(waiting.shift()).finally(() => { running -= 1; pump(); });
  }
}

function line(name, size) {
  document.getElementById("outcomes").hidden = false;
  const row = document.getElementById("outcome-shape").content.cloneNode(true).firstElementChild;
  row.querySelector(".name").textContent = name;
  row.querySelector(".size").textContent = sized(size);
  row.querySelector(".outcome").textContent = t("waits");
  body.append(row);
  totals.files += 1;
  tell();
  return row;
}

// As review_ui.presentations.size says it: decimal units, like the limit's own.
function sized(bytes) {
  const [unit, word] = [[1e6, "MB"], [1e3, "kB"]].find(([least]) => bytes >= least * 0.99995) ?? [1, "B"];
  return unit === 1 ? `${bytes} B` : `${(bytes / unit).toFixed(1)} ${word}`;
}

function codeOf({ code }) {
  const words = document.createElement("code");
  words.textContent = code;
  return words;
}

function send({ file, name, row }) {
  if (file.size > most) {
    finish(row, { error: { code: "too-large", message: t("too_large", { size: Math.floor(most / 1e6) }) } });
    return Promise.resolve();
  }
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    const bar = row.querySelector("progress");
    bar.hidden = false;
    row.querySelector(".outcome").textContent = "";
    request.open("POST", `/api/v1/documents?name=${encodeURIComponent(name)}`);
    request.setRequestHeader("Content-Type", file.type || "application/octet-stream");
    request.setRequestHeader("X-CSRFToken", csrf);
    request.responseType = "json";
    request.upload.addEventListener("progress", (event) => { bar.value = event.loaded / (event.total || 1); });
    request.addEventListener("load", () => finish(row, request.response ?? broken(request.status)));
    // Chromium reports a file that changed or vanished since it was chosen as a network error with no answer.
    request.addEventListener("error", () => unreadable(file).then((gone) => finish(row, gone)));
    request.addEventListener("loadend", resolve);
    request.send(file);
  });
}

const broken = (status) => ({ error: { code: "service", message: t("broken", { status }) } });

async function unreadable(file) {
  try {
    await file.slice(0, 1).arrayBuffer();
    return { error: { code: "offline", message: t("offline") } };
  } catch {
    return { error: { code: "file-vanished", message: t("vanished") } };
  }
}

function finish(row, answer) {
  const outcome = answer.error ? "refused" : answer.outcome;
  totals[outcome] += 1;
  row.querySelector("progress").hidden = true;
  mark(row, outcome, t(`outcome.${outcome}`));
  const why = row.querySelector(".why");
  if (answer.error) {
    why.replaceChildren(`${answer.error.message} `, codeOf(answer.error));
    row.dataset.code = answer.error.code;
  } else {
    const link = document.createElement("a");
    link.href = `/documents/${answer.document.id}`;
    link.textContent = answer.document.name;
    why.append(t(`kept.${outcome}`), link);
    row.dataset.poll = answer.document.id;
    row.querySelector(".reading").textContent = t("reading");
    watch();
  }
  tell();
}

function mark(row, outcome, words) {
  const tag = document.createElement("span");
  tag.className = `tag ${{ accepted: "done", duplicate: "plain", refused: "failed" }[outcome]}`;
  tag.textContent = `${{ accepted: "✓", duplicate: "=", refused: "✕" }[outcome]} ${words}`;
  row.querySelector(".outcome").replaceChildren(tag);
}

body.addEventListener("status", (event) => {
  const { state, form_count: count, error, progress } = event.detail;
  const row = event.target;
  if (state === "waiting") {
    if (progress) row.querySelector(".reading").textContent = t("progress", progress);
    return;
  }
  delete row.dataset.poll;
  row.dataset.code = error?.code ?? "";
  const reading = row.querySelector(".reading");
  reading.replaceChildren(error ? `✕ ${error.message} ` : `✓ ${t("forms", { count })}`);
  if (error) reading.append(codeOf(error));
  reading.classList.toggle("wrong", Boolean(error));
});

function tell() {
  document.getElementById("totals").textContent = t("totals", totals);
}
document.body.dataset.ready = "yes";
