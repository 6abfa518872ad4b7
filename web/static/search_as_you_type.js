// Results and completions as you type: the page's own form, sent early. Nothing is asked while an
// input method is composing; an answer that was overtaken is cancelled.
const PAUSE = 110;
const form = document.querySelector("form.search");
const box = form?.q;
const live = document.getElementById("live");
const offers = document.getElementById("offers");
const listed = () => /\b(list|empty)\b/.test(document.body.className);
let timer, asking, asked = box?.value.trim();

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
  history.replaceState(null, "", where);
  document.dispatchEvent(new Event("shown"));
}

function row(...parts) {
  const made = document.createElement("li");
  made.append(...parts);
  return made;
}

function completion({ text, count }) {
  const link = document.createElement("a");
  const number = document.createElement("small");
  const pairs = new URLSearchParams(address("").slice(1));
  pairs.set("q", text);
  link.href = `/search?${pairs}`;
  link.textContent = text;
  number.textContent = count.toLocaleString();
  return row(link, number);
}

// Below the box: how the last word may go on, and at home the first reports.
function offer(completions, page) {
  const titles = listed() ? [] : [...page.querySelectorAll(".results h3 a")].slice(0, 5);
  const rows = completions.slice(0, 6).map(completion);
  for (const link of titles) {
    const facts = link.closest("li").querySelector(".facts");
    rows.push(row(document.adoptNode(link), document.adoptNode(facts)));
  }
  offers.replaceChildren(...rows);
  offers.hidden = !rows.length;
}

async function completions(signal) {
  const answer = await fetch(address("/api/suggest"), { signal });
  return answer.ok ? (await answer.json()).completions : [];
}

async function type() {
  const text = box.value.trim();
  if (text === asked) return;
  asked = text;
  asking?.abort();
  if (!text) {
    offers.hidden = true;
    return;
  }
  asking = new AbortController();
  const { signal } = asking;
  const where = address("/search");
  try {
    const [answer, words] = await Promise.all([fetch(where, { signal }), completions(signal)]);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const said = page.querySelector("#count") ?? page.querySelector("h1");
    live.textContent = said?.textContent.trim().replace(/\s+/g, " ") ?? "";
    offer(words.filter((one) => one.text !== text), page);
    if (listed()) show(page, where);
  } catch (error) {
    if (error.name !== "AbortError") throw error;
  }
}

function soon() {
  clearTimeout(timer);
  timer = setTimeout(type, PAUSE);
}

function walk(event) {
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const stops = [box, ...offers.querySelectorAll("li > a")];
  const here = stops.indexOf(document.activeElement);
  if (event.key === "Escape") offers.hidden = true;
  if (!by || here < 0 || offers.hidden || event.isComposing) return;
  event.preventDefault();
  stops[Math.min(Math.max(here + by, 0), stops.length - 1)].focus();
}

if (box && live) {
  box.addEventListener("input", (event) => event.isComposing || soon());
  box.addEventListener("compositionstart", () => clearTimeout(timer));
  box.addEventListener("compositionend", soon);
  form.addEventListener("keydown", walk);
  form.addEventListener("submit", () => { clearTimeout(timer); asking?.abort(); });
  document.addEventListener("click", (event) => {
    if (!form.contains(event.target)) offers.hidden = true;
  });
}
