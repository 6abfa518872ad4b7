// Results as you type: the page's own form, sent early. Nothing is asked while an input method is
// composing; an answer that was overtaken is cancelled.
const PAUSE = 110;
const form = document.querySelector("form.search");
const box = form?.q;
const live = document.getElementById("live");
const list = document.body.classList.contains("list") || document.body.classList.contains("empty");
let timer, asking, asked = box?.value.trim();

function address() {
  const pairs = [...new FormData(form)].filter(([, value]) => value);
  return `${form.getAttribute("action")}?${new URLSearchParams(pairs)}`;
}

async function fetched(where) {
  asking?.abort();
  asking = new AbortController();
  const answer = await fetch(where, { signal: asking.signal });
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

function announce(page) {
  const said = page.querySelector("#count") ?? page.querySelector("h1");
  live.textContent = said?.textContent.trim().replace(/\s+/g, " ") ?? "";
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

// At home the first titles are offered below the box; the page itself stays.
function offer(page) {
  const links = [...page.querySelectorAll(".results h3 a")].slice(0, 6);
  const offers = document.getElementById("offers");
  offers.replaceChildren(...links.map((link) => {
    const row = document.createElement("li");
    const facts = link.closest("li").querySelector(".facts");
    row.append(document.adoptNode(link), document.adoptNode(facts));
    return row;
  }));
  offers.hidden = !links.length;
}

async function type() {
  const text = box.value.trim();
  if (text === asked) return;
  asked = text;
  if (!text) {
    asking?.abort();
    const offers = document.getElementById("offers");
    if (offers) offers.hidden = true;
    return;
  }
  const where = address();
  try {
    const page = await fetched(where);
    announce(page);
    if (list) show(page, where); else offer(page);
  } catch (error) {
    if (error.name !== "AbortError") throw error;
  }
}

function soon() {
  clearTimeout(timer);
  timer = setTimeout(type, PAUSE);
}

if (box && live && (list || document.getElementById("offers"))) {
  box.addEventListener("input", (event) => event.isComposing || soon());
  box.addEventListener("compositionstart", () => clearTimeout(timer));
  box.addEventListener("compositionend", soon);
  form.addEventListener("submit", () => { clearTimeout(timer); asking?.abort(); });
}
