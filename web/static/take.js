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
  const citation = document.querySelector("pre[data-copy]").textContent;
  let passage = "";
  quote.append(button(words.quote, (made) => copy(`${passage}\n\n${citation}`, made)));
  document.addEventListener("selectionchange", () => {
    const selection = getSelection();
    const inside = selection.rangeCount && text.contains(selection.anchorNode)
      && text.contains(selection.focusNode);
    const chosen = inside ? selection.toString().trim() : "";
    if (chosen) passage = chosen;
    quote.hidden = !chosen;
  });
}

const SHELVES = { search: "baogao.searches", report: "baogao.reports" };
const shelf = (kind) => JSON.parse(localStorage.getItem(SHELVES[kind]) ?? "[]");
const put = (kind, all) => localStorage.setItem(SHELVES[kind], JSON.stringify(all));

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
  link.href = /^\/(?!\/)/.test(one.href) ? one.href : "/";
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
for (const place of document.querySelectorAll("[data-carry]")) {
  place.append(button(words.carry, () => {
    const all = { searches: shelf("search"), reports: shelf("report") };
    download("baogao-kept.json", "application/json", JSON.stringify(all, null, 1));
  }));
}
