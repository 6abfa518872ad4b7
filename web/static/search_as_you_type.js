// Results and completions as you type: the page's own form, sent early. Nothing is asked while an
// input method is composing; an answer that was overtaken is cancelled. A search that stood for
// SETTLED milliseconds has its own place in the browser's history.
const PAUSE = 110;
const SETTLED = 1200;
const HISTORY = "baogao.history";
const REMEMBERED = 8;
const form = document.querySelector("form.search");
const box = form?.q;
const live = document.getElementById("live");
const offers = document.getElementById("offers");
const listed = () => /\b(list|empty)\b/.test(document.body.className);
let timer, asking, asked = box?.value.trim();
let shownAt = 0, cleared = "", closed = false;

function address(path) {
  const pairs = [...new FormData(form)].filter(([, value]) => value);
  return `${path}?${new URLSearchParams(pairs)}`;
}

function show(page, where) {
  for (const part of ["main", ".bottom"]) {
    document.querySelector(part).replaceWith(document.adoptNode(page.querySelector(part)));
  }
  document.title = page.title;
  document.body.className = page.body.className;
  if (where) {
    history[Date.now() - shownAt < SETTLED ? "replaceState" : "pushState"](null, "", where);
    shownAt = Date.now();
  }
  document.dispatchEvent(new Event("shown"));
}

// The list below the box: options of a combobox. The focus stays in the box.
const options = () => [...offers.querySelectorAll("a")];

function activate(link) {
  options().forEach((option) => option.ariaSelected = String(option === link));
  if (link) box.setAttribute("aria-activedescendant", link.id);
  else box.removeAttribute("aria-activedescendant");
  link?.scrollIntoView({ block: "nearest" });
}

function list(rows) {
  offers.replaceChildren(...rows);
  options().forEach((link, number) => {
    link.id = `offer-${number}`;
    link.role = "option";
    link.tabIndex = -1;
    link.parentElement.role = "presentation";
  });
  offers.hidden = !rows.length;
  box.ariaExpanded = String(!offers.hidden);
  activate(null);
}

function row(...parts) {
  const made = document.createElement("li");
  made.append(...parts);
  return made;
}

function link(text, note) {
  const made = document.createElement("a");
  const small = document.createElement("small");
  const pairs = new URLSearchParams(address("").slice(1));
  pairs.set("q", text);
  made.href = `/search?${pairs}`;
  small.textContent = note;
  made.append(text, " ", small);
  return row(made);
}

// How the last word may go on, and at home the first reports.
function offer(completions, page) {
  if (closed) return;
  const titles = listed() ? [] : [...page.querySelectorAll(".results h3 a")].slice(0, 5);
  const rows = completions.slice(0, 6).map(({ text, count }) => link(text, count.toLocaleString()));
  for (const title of titles) {
    const facts = title.closest("li").querySelector(".facts");
    rows.push(row(document.adoptNode(title), document.adoptNode(facts)));
  }
  list(rows);
}

async function completions(signal) {
  const answer = await fetch(address("/api/suggest"), { signal });
  return answer.ok ? (await answer.json()).completions : [];
}

async function read(where, signal) {
  const answer = await fetch(where, { signal });
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

async function type() {
  const text = box.value.trim();
  if (text === asked) return;
  asked = text;
  const signal = overtaking();
  const where = address("/search");
  try {
    const [page, words] = await Promise.all([read(where, signal), completions(signal)]);
    const said = page.querySelector("#count") ?? page.querySelector("h1");
    live.textContent = said?.textContent.trim().replace(/\s+/g, " ") ?? "";
    offer(words.filter((word) => word.text !== text), page);
    if (listed()) show(page, where);
  } catch (error) {
    if (error.name !== "AbortError") throw error;
  }
}

function soon() {
  clearTimeout(timer);
  if (box.value.trim()) {
    timer = setTimeout(type, PAUSE);
  } else {
    asking?.abort();
    asked = "";
    list([]);
  }
}

function searches() {
  try {
    return JSON.parse(localStorage.getItem(HISTORY) ?? "[]").filter((query) => typeof query === "string");
  } catch {
    return [];
  }
}

function remember() {
  const text = new URLSearchParams(location.search).get("q")?.trim();
  if (!text || !listed()) return;
  const rest = searches().filter((query) => query !== text && !text.startsWith(query));
  localStorage.setItem(HISTORY, JSON.stringify([text, ...rest].slice(0, REMEMBERED)));
}

// Escape closes the list until more is typed, then clears the box; once more, and the text is back.
function escape() {
  closed = true;
  if (!offers.hidden) return list([]);
  const text = box.value ? "" : cleared;
  cleared = box.value;
  write(text);
  closed = true; // to write is an input of its own
}

// As if it was typed, so that Ctrl + Z takes it back; browsers forget that of a value which is set.
function write(text) {
  box.select();
  if (document.execCommand(text ? "insertText" : "delete", false, text)) return;
  box.value = text;
  soon();
}

function walk(event) {
  if (event.target !== box || event.isComposing) return;
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (event.key === "Escape") {
    event.preventDefault();
    escape();
  } else if (event.key === "Enter" && !offers.hidden) {
    const active = options().find((option) => option.ariaSelected === "true");
    if (!active) return;
    event.preventDefault();
    active.click();
  } else if (by) {
    if (offers.hidden && !box.value) list(searches().map((text) => link(text, "")));
    const stops = options();
    if (offers.hidden || !stops.length) return;
    event.preventDefault();
    const next = stops.findIndex((stop) => stop.ariaSelected === "true") + by;
    activate(stops[Math.min(next, stops.length - 1)] ?? null);
  }
}

// What is shown already is asked for anew, but has its place in the history only once.
function submit(event) {
  clearTimeout(timer);
  asking?.abort();
  if (location.pathname + location.search !== address(new URL(form.action).pathname)) return;
  event.preventDefault();
  location.replace(location.href.split("#")[0]);
}

// An answer that was overtaken by another search, typed or gone back to, is never shown.
function overtaking() {
  asking?.abort();
  asking = new AbortController();
  return asking.signal;
}

const query = (address) => new URL(address, location).searchParams.get("q") ?? "";

async function goTo(address) {
  box.value = query(address);
  asked = box.value.trim();
  clearTimeout(timer);
  list([]);
  shownAt = 0;
  try {
    show(await read(address, overtaking()));
  } catch (error) {
    if (error.name !== "AbortError") throw error;
  }
}

async function back() {
  const other = query(location.href).trim() !== asked;
  if (location.pathname === "/search" && listed() && other) await goTo(location.href);
}

if (box && live) {
  box.addEventListener("input", (event) => {
    closed = false;
    if (!event.isComposing) soon();
  });
  box.addEventListener("click", () => box.value || list(searches().map((text) => link(text, ""))));
  box.addEventListener("compositionstart", () => clearTimeout(timer));
  box.addEventListener("compositionend", soon);
  form.addEventListener("keydown", walk);
  form.addEventListener("submit", submit);
  addEventListener("popstate", back);
  // A report was chosen from this list: what was typed since then must not put another in its place.
  document.addEventListener("reading", () => {
    clearTimeout(timer);
    overtaking();
    asked = query(location.href).trim();
  });
  document.addEventListener("list", ({ detail }) => { detail.done = goTo(detail.address); });
  addEventListener("pagehide", remember);
  document.addEventListener("click", (event) => form.contains(event.target) || list([]));
  remember();
}
