// What this browser keeps: searches and reports, in its own storage.
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
export const sound = (entry) => local(entry?.href) && typeof entry.title === "string";
export const put = (kind, all) => localStorage.setItem(SHELVES[kind], JSON.stringify(all));

export function bookmarks(kind) {
  try {
    return JSON.parse(localStorage.getItem(SHELVES[kind]) ?? "[]").filter(sound);
  } catch {
    return [];
  }
}

const kept = ({ keep, href }) => bookmarks(keep).some((other) => other.href === href);

function label() {
  for (const { dataset, firstElementChild } of document.querySelectorAll("[data-keep]")) {
    firstElementChild.textContent = kept(dataset) ? dataset.off : dataset.on;
  }
}

function keep({ keep: kind, href, title, facts }) {
  const rest = bookmarks(kind).filter((other) => other.href !== href);
  const entry = { href, title, facts, kept: new Date().toISOString() };
  put(kind, rest.length < bookmarks(kind).length ? rest : [entry, ...rest]);
  label();
}

// A list that follows the typing brings new buttons, so the clicks are taken above them.
document.addEventListener("click", (event) => {
  const paragraph = event.target.closest("[data-keep] button")?.parentElement;
  if (paragraph) keep(paragraph.dataset);
});
document.addEventListener("shown", label);
label();
