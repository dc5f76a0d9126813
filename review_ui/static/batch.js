// A batch while it runs: its numbers as they are now, asked for ever less often; nothing else on the page moves.
import { call } from "./calls.js";
import { t } from "./words.js";

const FIRST_PAUSE = 1500;
const LONGEST_PAUSE = 10000;
/** Counting a very large batch takes its time: the server shall have so many times as long for others, up to a minute. */
const IDLE = 10;
const LONGEST_IDLE = 60000;
const batch = document.getElementById("batch");
let pause = FIRST_PAUSE;

async function look() {
  const asked = performance.now();
  const answer = await call(`/api/v1/batches/${batch.dataset.batch}`);
  let idle = 0;
  if (answer.ok) {
    idle = Math.min(IDLE * (performance.now() - asked), LONGEST_IDLE);
    tell(answer.data);
    if (isOther(answer.data) && document.activeElement === document.body) { location.reload(); return; }
  }
  pause = Math.min(pause * 1.1, LONGEST_PAUSE);
  setTimeout(look, Math.max(pause, idle));
}

function tell({ files, documents, failures, refusals, ...now }) {
  const ended = documents.done + documents.failed;
  const total = Object.values(files).reduce((sum, count) => sum + count, 0);
  const coming = now.state === "open" ? Math.max(0, (now.expected ?? 0) - total) : 0;
  const all = ended + documents.waiting + coming;
  const bar = batch.querySelector("[data-ended]");
  bar.max = all || 1;
  bar.value = ended;
  const values = { ...files, total, ended, all, failed: documents.failed, forms: now.forms, to_review: now.to_review };
  values.rate = now.documents_a_minute ? t("a_minute", { count: now.documents_a_minute }) : "—";
  values.end = now.ends_at ? when(now.ends_at) : "—";
  for (const place of batch.querySelectorAll("[data-of]")) put(place, values[place.dataset.of]);
  for (const place of batch.querySelectorAll("[data-failed]")) put(place, failures[place.dataset.failed] ?? 0);
  for (const place of batch.querySelectorAll("[data-refused]")) put(place, refusals[place.dataset.refused] ?? 0);
}

function put(place, value) {
  if (place.textContent !== String(value)) place.textContent = value;
}

// As review_ui.presentations.when says it: in the server's own zone.
function when(instant) {
  const there = new Date(Date.parse(instant) + batch.dataset.zone * 60_000);
  return there.toISOString().slice(0, 16).replace("T", " ");
}

// Whether other codes have come, or the end: then the page is built anew, unless somebody is at work on it.
function isOther({ failures, refusals, running }) {
  const codes = [failures, refusals].map((counts) => Object.keys(counts).sort().join(" ")).join("|");
  const known = batch.dataset.codes.split("|").map((part) => part.split(" ").sort().join(" ")).join("|");
  return !running || codes !== known;
}

if (batch.dataset.running !== undefined) setTimeout(look, pause);
document.body.dataset.ready = "yes";
