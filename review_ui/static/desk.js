// The desk: keys and clicks → one save at a time through the API → the newest state drawn.
import { call, say } from "./calls.js";
import { ask, newerOf } from "./conflicts.js";
import * as fields from "./fields.js";
import * as floats from "./floats.js";
import * as histories from "./histories.js";
import { keep } from "./holds.js";
import * as layers from "./layers.js";
import { isTyping } from "./page.js";
import * as sheets from "./sheets.js";
import { t } from "./words.js";

const data = (id) => JSON.parse(document.getElementById(id).textContent);
const facts = data("desk-facts");
const at = (id) => document.getElementById(id);
let desk = data("desk-state");
let saving = Promise.resolve();
let news = null;
let isUnsaved = false;
let faults = 0;

function paint(next) {
  desk = next;
  fields.paint(desk, facts);
  sheets.paint(desk);
  histories.paint(desk.events);
  for (const place of document.querySelectorAll("[data-head]")) {
    place.textContent = desk.record[place.dataset.head] || (place.dataset.head === "project_name" ? t("no_name") : "—");
  }
  at("grade").textContent = desk.grade ? t(`grade.${desk.grade}`) : "";
  const state = at("state-shapes").content.querySelector(`[data-state="${desk.state}"]`);
  at("state").replaceChildren(state.cloneNode(true));
  at("doubts").textContent = t("doubts", { count: desk.doubts });
  at("doubts").classList.toggle("doubt", desk.doubts > 0);
  if (!facts.may_change) return;
  const open = desk.state === "waiting";
  for (const id of ["accept", "reject", "undo"]) at(id).hidden = !open;
  at("reopen").hidden = open;
  at("undo").disabled = !desk.may_undo;
}

/** Save one thing after what is being saved now; null when saved, else what was wrong.  Not if that fails: whoever asked did not know. */
function save(path, payload, about) {
  const [base, known] = [desk, faults];
  saving = saving.then(() => known === faults ? attempt(path, payload, { ...about, base }, desk.version) : drop());
  return saving;
}

function drop() {
  say(t("dropped"));
  return t("dropped");
}

/** Do what depends on how the form stands once nothing is being saved any more. */
const settled = (act) => { saving.then(act); };

async function attempt(path, payload, about, version) {
  document.body.setAttribute("aria-busy", "true");
  const answer = await call(`${facts.form}/${path}`, { ...payload, version });
  document.body.removeAttribute("aria-busy");
  if (answer.ok) {
    const before = desk.findings.map(fields.keyOf);
    paint(answer.data);
    tell(desk.findings.filter((one) => !before.includes(fields.keyOf(one))));
    say(about.done);
    return null;
  }
  const theirs = answer.status === 409 ? answer.data.current : undefined;
  if (theirs && isSaved(theirs, about)) {
    // It was saved before, and the answer lost.
    paint(theirs);
    say(about.done);
    return null;
  }
  if (theirs) {
    const mine = await ask({ ...about, theirs, may: (theirs.state === "waiting") !== (payload.decision === "reopen") });
    paint(theirs);
    if (mine) return attempt(path, payload, { ...about, base: theirs }, theirs.version);
    faults += 1;
    say(t("kept_theirs"));
    return null;
  }
  faults += 1;
  const trouble = answer.data.error?.message ?? t("broken", { status: answer.status });
  say(trouble);
  return trouble;
}

/** Whether what was sent is there and stands: it is the newest of what has come to its field, or to the form, since. */
function isSaved(theirs, { base, sent }) {
  const last = newerOf(theirs, base).filter(({ field }) => !sent.field || field === sent.field).at(-1);
  return last?.user_name === facts.me && Object.entries(sent).every(([name, value]) => last[name] === value);
}

/** Name the first new finding that stands out of sight; `n` or a click goes to it. */
function tell(findings) {
  news = findings.find((one) => one.fields.length > 0 && !fields.isInSight(one)) ?? null;
  at("news").hidden = news === null;
  at("news").textContent = news ? t("new_finding", { name: fields.nameOf(news.fields[0]), message: news.message }) : "";
  at("news").title = at("news").textContent;
}

function follow() {
  const [first] = news.fields;
  tell([]);
  fields.focus(fields.cellAt(first));
}

function edit(cell) {
  if (!cell || !mayChange()) return;
  floats.edit(cell, desk, (value, why) => settle(cell, value, why), isOpen(cell));
}

/** Save a value; the one that stands is confirmed by it. */
function settle(cell, value, why = "") {
  const { pointer } = cell.dataset;
  const name = fields.nameOf(pointer);
  const stands = value === fields.valueAt(desk.record, pointer);
  const sent = { kind: "correct", field: pointer, new: value.trim(), why };
  return save("corrections", { pointers: fields.pointersOf(cell), value, why }, { pointer, mine: value, sent, done: stands ? t("confirmed_value", { name }) : t("saved", { name }) });
}

/** Whether a person is to choose or confirm what stands in a cell. */
function isOpen(cell) {
  const reading = cell && fields.readingOf(cell, desk);
  return Boolean(reading) && !reading.repaired;
}

function choose(cell, number) {
  const choice = fields.readingOf(cell, desk).choices[number - 1];
  if (choice && mayChange()) settle(cell, choice.text);
}

function confirm(cell) {
  if (!cell || !mayChange()) return;
  const { pointer } = cell.dataset;
  const codes = fields.faintCodes(cell, desk, facts);
  if (isOpen(cell)) settle(cell, fields.valueAt(desk.record, pointer));
  else if (codes) sort(cell, codes, "");
  else say(t("nothing_open"));
}

const codesOf = (pointer) => (state) => wordsOf((state.reasons.find((one) => one.field === pointer)?.labels ?? []).map((one) => one.code));
const wordsOf = (codes) => codes.map((code) => facts.categories[code]?.words ?? code).join("、");

function pick(cell, toggled = 0) {
  if (!cell || !mayChange()) return;
  if (!fields.isReason(cell)) { if (!toggled) say(t("no_reason")); return; }
  floats.pick(cell, desk, toggled, (codes, why) => sort(cell, codes, why), fields.faintCodes(cell, desk, facts) !== null);
}

/** Save the categories of a reason; those that stand are confirmed by it. */
function sort(cell, codes, why) {
  const { pointer } = cell.dataset;
  const name = fields.nameOf(pointer);
  const stands = fields.faintCodes(cell, desk, facts)?.join() === codes.join();
  const sent = { kind: "categorise", field: pointer, new: codes.join(), why };
  return save("categories", { pointer, codes, why }, { pointer, sent, mine: wordsOf(codes), codes: codesOf(pointer), done: stands ? t("confirmed_value", { name }) : t("saved", { name }) });
}

/** A digit chooses a reading where one is to be chosen, else a category of a reason. */
function digit(cell, number) {
  if (isOpen(cell) && fields.readingOf(cell, desk).choices.length > 0) choose(cell, number);
  else pick(cell, number);
}

function mayChange() {
  if (!facts.may_change) { say(t("read_only")); return false; }
  if (desk.state !== "waiting") { say(t("reopen_first")); return false; }
  return true;
}

/** Save a decision, which settles what was typed to reject with; as `save`, or undefined where there is none to take. */
async function decide(decision, why = "") {
  if (!facts.may_change) { say(t("read_only")); return undefined; }
  if ((decision === "reopen") === (desk.state === "waiting")) return undefined;
  floats.close();
  const trouble = await save("decision", { decision, why }, { what: t(`event.${decision}`), mine: [t(`event.${decision}`), why].filter(Boolean).join("\n"), sent: { kind: decision, why }, done: t(`done.${decision}`) });
  if (trouble === null) at("rejection-why").value = "";
  return trouble;
}

function reject() {
  if (!mayChange()) return;
  at("rejection").showModal();
}

/** Accept the form and, if wanted, go on to the next one once that is saved. */
async function accept(onward = false) {
  if (await decide("accept") === null && onward && desk.state === "accepted") go("next");
}

const undo = () => { if (mayChange() && desk.may_undo) save("undo", {}, { sent: { kind: "undo" }, what: t("event.undo"), mine: t("event.undo"), done: t("done.undo") }); };
const go = (id) => { const link = at(id); if (link) link.click(); else say(t("no_more")); };

const KEYS = {
  n: () => news ? follow() : fields.step(1) || say(t("no_doubts")),
  p: () => fields.step(-1) || say(t("no_doubts")),
  e: () => edit(fields.focused()),
  Enter: () => edit(fields.focused()),
  c: () => pick(fields.focused()),
  y: () => { const cell = fields.focused(); settled(() => confirm(cell)); },
  a: (event) => accept(event?.shiftKey),
  r: reject,
  o: () => decide("reopen"),
  u: () => settled(undo),
  s: () => go("next"),
  "]": () => go("next"),
  "[": () => go("previous"),
  0: () => sheets.scale(0),
  "+": () => sheets.scale(1.25),
  "=": () => sheets.scale(1.25),
  "-": () => sheets.scale(0.8),
  t: sheets.turn,
  b: sheets.toggle,
  g: layers.toggle,
  "?": () => at("keys").showModal(),
};

document.addEventListener("keydown", (event) => {
  if (isTyping(event)) return;
  const control = event.target.closest("button, a, summary");
  if (event.key === "Escape") { floats.close(); return; }
  if (floats.isOpen()) return;
  if (event.key.startsWith("Arrow")) {
    if (event.target.closest("#sheets, .goals .value")) return;
    event.preventDefault();
    fields.move(event.key);
    return;
  }
  if (/^[1-9]$/.test(event.key)) { if (!event.repeat) digit(fields.focused(), Number(event.key)); return; }
  if (control && event.key === "Enter") return;
  const act = KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  if (!act || event.repeat && !["n", "p"].includes(event.key)) return;
  event.preventDefault();
  act(event);
});

const paper = at("paper");
paper.addEventListener("chosen", (event) => sheets.show(event.detail, fields.nameOf(event.detail.pointers[0])));
paper.addEventListener("mousedown", (event) => {
  const cell = event.target.closest(".cell");
  if (!cell || floats.isOpen()) return;
  const again = cell === fields.focused();
  event.preventDefault();
  fields.focus(cell, { scroll: false });
  if (event.target.closest(".labels")) pick(cell);
  else if (again) edit(cell);
});
paper.addEventListener("mouseover", (event) => light(event.target.closest(".chip")?.dataset.code));
function light(code) {
  for (const mark of paper.querySelectorAll("mark[data-codes]")) mark.classList.toggle("lit", Boolean(code) && mark.dataset.codes.split(" ").includes(code) && mark.closest(".cell").querySelector(".chip:hover") !== null);
}
/** A click on an uncertain value's line goes to the value; on a choice, it is chosen too. */
function answer(cell, choice) {
  fields.focus(cell, { scroll: false });
  if (choice?.dataset.choice) choose(cell, Number(choice.dataset.choice) + 1);
  else if (choice) confirm(cell);
}
sheets.onChoose((pointers, key) => {
  if (floats.isOpen()) return;
  if (key) { fields.visit(paper.querySelector(`[data-key="${key}"]`)); return; }
  const now = fields.focused();
  const at_ = now ? pointers.findIndex((pointer) => fields.cellAt(pointer) === now) : -1;
  fields.focus(fields.cellAt(pointers[(at_ + 1) % pointers.length]));
});

paper.addEventListener("visited", (event) => sheets.showBox(event.detail));
paper.addEventListener("click", (event) => {
  if (floats.isOpen()) return;
  const listed = event.target.closest("[data-key]");
  if (listed) fields.visit(listed);
  const named = event.target.closest("[data-go]");
  if (named) fields.focus(fields.cellAt(named.dataset.go));
  const line = event.target.closest(".reading");
  if (line) answer(fields.cellAt(line.dataset.field), event.target.closest(".choice"));
});

for (const [id, act] of Object.entries({ accept: KEYS.a, reject, undo: KEYS.u, reopen: KEYS.o, "show-keys": KEYS["?"] })) {
  at(id)?.addEventListener("click", () => floats.isOpen() || act());
}
at("rejection").querySelector("form").addEventListener("submit", async () => {
  // A reason that was not saved is there again when the dialog is.
  isUnsaved = typeof (await decide("reject", at("rejection-why").value)) === "string";
});
addEventListener("beforeunload", (event) => { if ((isUnsaved || at("rejection").open) && at("rejection-why").value) event.preventDefault(); });
at("rejection-why").addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
  event.preventDefault();
  at("rejection").querySelector("form").requestSubmit();
});
at("rejection").querySelector("[data-cancel]").addEventListener("click", () => at("rejection").close());

paint(desk);
at("doubts").addEventListener("click", () => floats.isOpen() || KEYS.n());
at("news").addEventListener("click", () => floats.isOpen() || follow());
// The next form's first page, into the browser's cache; a page not drawn yet is not waited for.
if (facts.ahead) fetch(facts.ahead, { headers: { "X-No-Wait": "1" } }).catch(() => null);
if (facts.may_change) keep(facts.form, at("held"), () => desk.state === "waiting");
document.body.dataset.ready = "yes";
