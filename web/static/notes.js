// Notes of collections: saved as they are written; and the passage that is chosen in a report.
async function send(form, body) {
  // What is under way goes on when the page is left; browsers do so for 64 kB.
  const keepalive = [...body.values()].reduce((all, sent) => all + sent.length, 0) < 15_000;
  const headers = { Accept: "application/json" };
  const answer = await fetch(form, { method: "POST", body, headers, keepalive });
  const { error, ...made } = await answer.json();
  if (error) throw new Error(error.message);
  return { ...made, ok: answer.ok };
}

// A note is saved when its field is left, and a moment after the last key: one request at a time,
// or the second would come with a text that the first has just changed.
const PAUSE = 1200;
const states = new Map();

function stateOf(item) {
  if (!states.has(item)) states.set(item, { timer: 0, busy: false, again: false, unanswered: [] });
  return states.get(item);
}

async function save(item) {
  const state = stateOf(item);
  clearTimeout(state.timer);
  state.timer = 0;
  state.again = state.busy;
  if (state.busy) return;
  state.busy = true;
  await saveNow(item, state);
  state.busy = false;
  if (state.again) save(item);
}

// What was sent and not answered goes along: the server may have it or not.
async function saveNow(item, state) {
  const form = item.closest("form");
  const status = item.querySelector("[data-item-said]");
  const body = new FormData();
  body.append("token", form.elements.token.value);
  for (const [name, value] of state.unanswered) body.append(`sent-${name}`, value);
  state.unanswered = [...item.querySelectorAll("input, textarea")].map(({ name, value }) => [name, value]);
  for (const [name, value] of state.unanswered) body.append(name, value);
  try {
    const { bases, conflict } = await send(form.dataset.save, body);
    state.unanswered = [];
    if (!conflict) {
      for (const [name, base] of Object.entries(bases)) {
        if (form.elements[name]) form.elements[name].value = base;
      }
    }
    status.textContent = conflict || status.dataset.saved;
  } catch (error) {
    status.textContent = error instanceof TypeError ? status.dataset.unsaved : error.message;
  }
}

// The page is left: what is typed is sent at once, though a request may be under way.
addEventListener("pagehide", () => {
  for (const [element, state] of states) if (state.timer || state.again) saveNow(element, state);
});

// Ctrl + Enter: to the next note.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
  const notes = [...document.querySelectorAll("form[data-save] textarea")];
  const next = notes[notes.indexOf(event.target) + 1];
  if (!next || !notes.includes(event.target)) return;
  event.preventDefault();
  next.focus();
});

const item = (target) => target.closest?.("form[data-save]") && target.closest("[data-item]");
document.addEventListener("input", ({ target }) => {
  const element = item(target);
  if (!element) return;
  const state = stateOf(element);
  clearTimeout(state.timer);
  element.querySelector("[data-item-said]").textContent = "";
  state.timer = setTimeout(() => save(element), PAUSE);
});
document.addEventListener("change", ({ target }) => item(target) && save(item(target)));

// The words chosen in a report, with how many characters stand before them.
let passage = "", before = 0;
function choose() {
  const text = document.querySelector(".report .text");
  const chosen = getSelection();
  if (!text || !chosen.rangeCount) return;
  if (!text.contains(chosen.anchorNode) || !text.contains(chosen.focusNode)) return;
  if (!chosen.toString().trim()) return;
  const range = chosen.getRangeAt(0);
  passage = chosen.toString();
  const ahead = document.createRange();
  ahead.setStart(text, 0);
  ahead.setEnd(range.startContainer, range.startOffset);
  before = [...ahead.toString().replace(/\s/g, "")].length;
}
document.addEventListener("selectionchange", choose);
choose(); // what was chosen before this script was there

// A report may be shown beside a list, and then another one: each has one button.
function offerNote() {
  const details = document.querySelector("[data-quote-form]");
  const bar = document.querySelector(".quote:not([data-noting])");
  if (!details || !bar) return;
  bar.dataset.noting = "";
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = details.dataset.label;
  button.addEventListener("click", () => {
    const form = details.querySelector("form");
    details.open = true;
    form.elements.quote.value = passage.trim();
    form.elements.before.value = before;
    form.elements.quote_note.focus();
    details.scrollIntoView({ block: "center" });
  });
  bar.prepend(button);
}
document.addEventListener("shown", offerNote);
offerNote();
