// Uploads one file a request, three at a time; each line tells its own outcome as it happens.
// The body is the file itself and the name a query value, so names arrive exactly as they are.
import { call, csrf, renew, say } from "./calls.js";
import { t } from "./words.js";
import { watch } from "./page.js";

const AT_ONCE = 3;
const zone = document.getElementById("drop");
const body = document.querySelector("#outcomes tbody");
const most = Number(zone.dataset.most);
const mostArchive = Number(zone.dataset.mostArchive);
/** What may pass: the file itself was not judged. */
const PASSING = new Set(["offline", "not-signed-in", "stale-page", "too-busy", "no-room", "store-away", "broken-setup", "service"]);
const waiting = [];
const missed = [];
const again = document.getElementById("again");
let archives = 0;
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
  const files = [];
  for (const entry of entries) await walk(entry, entry.name, files);
  add(files);
});

async function walk(entry, name, files) {
  if (entry.isFile) {
    const file = await new Promise((resolve) => { entry.file(resolve, () => resolve(null)); });
    if (file) files.push({ file, name });
    else finish(line(name, 0), { error: { code: "file-vanished", message: t("vanished") } });
    return;
  }
  const reader = entry.createReader();
  for (;;) {
    const some = await new Promise((resolve) => { reader.readEntries(resolve, () => resolve([])); });
    if (some.length === 0) return;
    for (const child of some) await walk(child, `${name}/${child.name}`, files);
  }
}

// A ZIP archive becomes a batch, and one table among the files is the manifest of the one archive beside it.
function add(files) {
  const archives = files.filter(({ name }) => /\.zip$/i.test(name));
  const tables = files.filter(({ name }) => /\.csv$/i.test(name));
  const manifest = archives.length === 1 && tables.length === 1 ? tables[0] : null;
  for (const one of files) {
    const row = line(one.name, one.file.size);
    if (one === manifest) accompany(row);
    else if (tables.includes(one)) finish(row, { error: { code: "not-a-pdf", message: t("manifest_alone") } });
    else waiting.push({ ...one, row, archive: archives.includes(one), manifest });
  }
  pump();
}

function pump() {
  while (running < AT_ONCE && waiting.length) {
    running += 1;
    send(waiting.shift()).finally(() => { running -= 1; pump(); });
  }
}

addEventListener("beforeunload", (event) => { if (running || waiting.length) event.preventDefault(); });

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

function accompany(row) {
  totals.files -= 1;
  row.dataset.code = "";
  mark(row, "batch", t("manifest_with"));
  tell();
}

// The plain form sends a whole archive while nothing is seen: here its progress is.
document.getElementById("archive").addEventListener("submit", (event) => {
  event.preventDefault();
  const [file, table] = ["archive", "manifest"].map((name) => event.target.elements[name].files[0]);
  const manifest = table ? { file: table, name: table.name } : null;
  waiting.push({ file, name: file.name, row: line(file.name, file.size), archive: true, manifest });
  if (table) accompany(line(table.name, table.size));
  event.target.reset();
  pump();
});

function bodyOf({ file, name, manifest }) {
  if (!manifest) return file;
  const parts = new FormData();
  parts.append("archive", file, name);
  parts.append("manifest", manifest.file, manifest.name);
  return parts;
}

/** Send once more what was refused for what may have passed, also with the session of another window. */
again.addEventListener("click", async () => {
  again.disabled = true;
  const answer = await call("/api/v1/documents?ids=");
  again.disabled = false;
  if (!answer.ok) { say(answer.data.error?.message ?? t("broken", { status: answer.status })); return; }
  await renew();
  for (const one of missed.splice(0)) {
    totals.refused -= 1;
    one.row.querySelector(".outcome").replaceChildren(t("waits"));
    one.row.querySelector(".why").replaceChildren();
    delete one.row.dataset.code;
    waiting.push(one);
  }
  tell();
  pump();
});

function send(one) {
  const { file, name, row, archive, manifest } = one;
  const end = (answer) => {
    if (PASSING.has(answer.error?.code)) missed.push(one);
    finish(row, answer);
  };
  const limit = archive ? mostArchive : most;
  if (file.size > limit) {
    finish(row, { error: { code: "too-large", message: t("too_large", { size: Math.floor(limit / 1e6) }) } });
    return Promise.resolve();
  }
  const body = bodyOf({ file, name, manifest: archive ? manifest : null });
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    const bar = row.querySelector("progress");
    bar.hidden = false;
    row.querySelector(".outcome").textContent = "";
    const query = body === file ? `?name=${encodeURIComponent(name)}` : "";
    request.open("POST", `/api/v1/${archive ? "batches" : "documents"}${query}`);
    if (body === file) request.setRequestHeader("Content-Type", file.type || "application/octet-stream");
    request.setRequestHeader("X-CSRFToken", csrf);
    request.responseType = "json";
    request.upload.addEventListener("progress", (event) => { bar.value = event.loaded / (event.total || 1); });
    request.addEventListener("load", () => end(request.response ?? broken(request.status)));
    // Chromium reports a file that changed or vanished since it was chosen as a network error with no answer.
    request.addEventListener("error", () => unreadable(file).then(end));
    request.addEventListener("loadend", resolve);
    request.send(body);
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
  const outcome = answer.error ? "refused" : answer.outcome ?? "batch";
  if (outcome === "batch") { totals.files -= 1; archives += 1; }
  else totals[outcome] += 1;
  row.querySelector("progress").hidden = true;
  mark(row, outcome, t(`outcome.${outcome}`));
  const why = row.querySelector(".why");
  if (answer.error) {
    why.replaceChildren(`${answer.error.message} `, codeOf(answer.error));
    row.dataset.code = answer.error.code;
  } else if (outcome === "batch") {
    row.dataset.code = "";
    why.append(t("kept.batch"), linkTo(`/batches/${answer.id}`, answer.label));
  } else {
    why.append(t(`kept.${outcome}`), linkTo(`/documents/${answer.document.id}`, answer.document.name));
    row.dataset.poll = answer.document.id;
    row.querySelector(".reading").textContent = t("reading");
    watch();
  }
  tell();
}

function linkTo(address, words) {
  const link = document.createElement("a");
  link.href = address;
  link.textContent = words;
  return link;
}

function mark(row, outcome, words) {
  const tag = document.createElement("span");
  tag.className = `tag ${{ accepted: "done", batch: "done", duplicate: "plain", refused: "failed" }[outcome]}`;
  tag.textContent = `${{ accepted: "✓", batch: "✓", duplicate: "=", refused: "✕" }[outcome]} ${words}`;
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
  again.hidden = missed.length === 0;
  again.textContent = t("again", { count: missed.length });
  document.getElementById("totals").textContent = [totals.files && t("totals", totals), archives && t("totals_archives", { count: archives })].filter(Boolean).join(" ");
}
document.body.dataset.ready = "yes";
