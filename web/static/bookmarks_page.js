// The page of what this browser keeps: listed, removed, saved as a file and read back.
import { bookmarks, put, sound } from "./bookmarks.js";
import { filled } from "./sentences.js";

const words = document.getElementById("words").dataset;

function button(text, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = text;
  made.addEventListener("click", () => act(made));
  return made;
}

function row(kind, entry, list) {
  const item = document.createElement("li");
  const link = document.createElement("a");
  const facts = document.createElement("small");
  link.href = entry.href;
  link.textContent = entry.title;
  facts.textContent = entry.facts ?? "";
  item.append(link, " ", facts, button(words.forget, () => {
    put(kind, bookmarks(kind).filter((other) => other.href !== entry.href));
    fill(list);
  }));
  return item;
}

function fill(list) {
  const kind = list.dataset.shelf;
  const all = bookmarks(kind);
  list.replaceChildren(...all.map((entry) => row(kind, entry, list)));
  list.nextElementSibling.hidden = all.length > 0;
}

function download(name, type, content) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([content], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

// The kept reports go into a collection of the server: a report's key is its id as addresses have it.
function collect(form) {
  const key = ({ href }) => {
    const url = new URL(href, location);
    const path = url.pathname.slice("/report/".length);
    return path || encodeURIComponent(url.searchParams.get("id") ?? "");
  };
  form.hidden = !bookmarks("report").length;
  form.addEventListener("formdata", ({ formData }) => {
    for (const entry of bookmarks("report")) formData.append("id", key(entry));
  });
}

document.querySelectorAll("[data-shelf]").forEach(fill);
document.querySelectorAll("[data-collect-kept]").forEach(collect);
for (const paragraph of document.querySelectorAll("p[data-carry]")) {
  paragraph.append(button(words.carry, () => {
    const all = { searches: bookmarks("search"), reports: bookmarks("report") };
    download("baogao-kept.json", "application/json", JSON.stringify(all, null, 1));
  }));
  readBack(paragraph);
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
  const all = bookmarks(kind);
  const before = all.length;
  for (const entry of read) {
    if (!all.some((other) => other.href === entry.href)) all.push(entry);
  }
  put(kind, all);
  return all.length - before;
}

async function take(file, status) {
  let read;
  try {
    read = checked(await file.text());
  } catch {
    status.textContent = status.dataset.bad;
    return;
  }
  try {
    const counts = ["search", "report"].map((kind) => added(kind, read[kind]));
    status.textContent = filled(status.dataset.done, ...counts);
  } catch {
    status.textContent = status.dataset.full;
  }
  document.querySelectorAll("[data-shelf]").forEach(fill);
}

function readBack(paragraph) {
  const chosen = paragraph.querySelector("input");
  paragraph.append(button(words.fetch, () => chosen.click()));
  chosen.addEventListener("change", async () => {
    if (chosen.files[0]) await take(chosen.files[0], paragraph.nextElementSibling);
    chosen.value = "";
  });
}
