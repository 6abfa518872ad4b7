// Copying with a citation, and what this browser keeps: searches and reports, in its own storage.
const words = document.getElementById("words").dataset;

async function copy(text, button) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = document.createElement("textarea");
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
  const said = button.textContent;
  button.textContent = words.copied;
  setTimeout(() => { button.textContent = said; }, 1500);
}

function button(text, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = text;
  made.addEventListener("click", () => act(made));
  return made;
}

for (const block of document.querySelectorAll("pre[data-copy]")) {
  block.after(button(words.copy, (made) => copy(block.textContent, made)));
}

const text = document.querySelector(".report .text");
const quote = document.querySelector(".quote");
if (text && quote) {
  const FORM = "baogao.form";
  const citations = [...document.querySelectorAll("pre[data-copy]")];
  const form = document.createElement("select");
  form.ariaLabel = quote.dataset.form;
  form.append(...citations.map((one) => new Option(one.ariaLabel)));
  form.selectedIndex = Math.max(0, citations.findIndex((one) => one.ariaLabel === localStorage[FORM]));
  form.addEventListener("change", () => { localStorage[FORM] = form.value; });
  let passage = "";
  quote.append(form, button(words.quote, (made) => {
    copy(`${passage}\n\n${citations[form.selectedIndex].textContent}`, made);
  }));
  document.addEventListener("selectionchange", () => {
    const selection = getSelection();
    const inside = selection.rangeCount && text.contains(selection.anchorNode)
      && text.contains(selection.focusNode);
    const chosen = inside ? selection.toString().trim() : "";
    if (chosen) passage = chosen;
    quote.hidden = !chosen && !quote.contains(document.activeElement);
  });
}

const SHELVES = { search: "baogao.searches", report: "baogao.reports" };
// Browsers leave out tabs and line breaks and take \ for /, so only what they make of it tells.
const local = (href) => {
  if (typeof href !== "string" || !href.startsWith("/")) return false;
  try {
    const url = new URL(href, location.origin);
    return url.origin === location.origin && /^\/(search|report)(\/|$)/.test(url.pathname);
  } catch {
    return false;
  }
};
const sound = (one) => local(one?.href) && typeof one.title === "string";
const put = (kind, all) => localStorage.setItem(SHELVES[kind], JSON.stringify(all));

function shelf(kind) {
  try {
    return JSON.parse(localStorage.getItem(SHELVES[kind]) ?? "[]").filter(sound);
  } catch {
    return [];
  }
}

const kept = ({ keep, href }) => shelf(keep).some((other) => other.href === href);

function label() {
  for (const place of document.querySelectorAll("[data-keep]")) {
    place.firstElementChild.textContent = kept(place.dataset) ? place.dataset.off : place.dataset.on;
  }
}

function keep({ keep: kind, href, title, facts }) {
  const rest = shelf(kind).filter((other) => other.href !== href);
  const one = { href, title, facts, kept: new Date().toISOString() };
  put(kind, rest.length < shelf(kind).length ? rest : [one, ...rest]);
  label();
}

// A list that follows the typing brings new buttons, so the clicks are taken above them.
document.addEventListener("click", (event) => {
  const place = event.target.closest("[data-keep] button")?.parentElement;
  if (place) keep(place.dataset);
});
document.addEventListener("shown", label);
label();

function row(kind, one, list) {
  const item = document.createElement("li");
  const link = document.createElement("a");
  const facts = document.createElement("small");
  link.href = one.href;
  link.textContent = one.title;
  facts.textContent = one.facts ?? "";
  item.append(link, " ", facts, button(words.forget, () => {
    put(kind, shelf(kind).filter((other) => other.href !== one.href));
    fill(list);
  }));
  return item;
}

function fill(list) {
  const kind = list.dataset.shelf;
  const all = shelf(kind);
  list.replaceChildren(...all.map((one) => row(kind, one, list)));
  list.nextElementSibling.hidden = all.length > 0;
}

function download(name, type, content) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([content], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

document.querySelectorAll("[data-shelf]").forEach(fill);
for (const place of document.querySelectorAll("p[data-carry]")) {
  place.append(button(words.carry, () => {
    const all = { searches: shelf("search"), reports: shelf("report") };
    download("baogao-kept.json", "application/json", JSON.stringify(all, null, 1));
  }));
  readBack(place);
}

// A saved list read back: all of it or, where anything in it is not as it was saved, nothing.
function checked(text) {
  const { searches, reports } = JSON.parse(text);
  if (![searches, reports].every((list) => Array.isArray(list) && list.every(sound))) throw 0;
  const plain = ({ href, title, facts, kept: when }) => ({ href, title,
    facts: typeof facts === "string" ? facts : "", kept: typeof when === "string" ? when : "" });
  return { search: searches.map(plain), report: reports.map(plain) };
}

function added(kind, read) {
  const all = shelf(kind);
  const before = all.length;
  for (const one of read) {
    if (!all.some((other) => other.href === one.href)) all.push(one);
  }
  put(kind, all);
  return all.length - before;
}

async function take(file, said) {
  let read;
  try {
    read = checked(await file.text());
  } catch {
    said.textContent = said.dataset.bad;
    return;
  }
  try {
    const counts = ["search", "report"].map((kind) => added(kind, read[kind]));
    said.textContent = said.dataset.done.replace(/\{(\d)\}/g, (_, place) => counts[place]);
  } catch {
    said.textContent = said.dataset.full;
  }
  document.querySelectorAll("[data-shelf]").forEach(fill);
}

function readBack(place) {
  const chosen = place.querySelector("input");
  place.append(button(words.fetch, () => chosen.click()));
  chosen.addEventListener("change", async () => {
    if (chosen.files[0]) await take(chosen.files[0], place.nextElementSibling);
    chosen.value = "";
  });
}
