// Groups of links are one Tab stop each, with the arrow keys inside; the bars of a chart say their
// value; a menu closes by Escape or a click elsewhere; a facet is searched in place.
const STOPS = "a[href], button, summary";
const stops = (group) => [...group.querySelectorAll(STOPS)].filter((stop) => !stop.closest(".menu > ul"));

function settle() {
  for (const group of document.querySelectorAll("[data-arrows]")) {
    const all = stops(group);
    const active = all.find((stop) => stop === document.activeElement) ?? all[0];
    for (const stop of all) stop.setAttribute("tabindex", stop === active ? 0 : -1);
  }
}

document.addEventListener("keydown", (event) => {
  const group = event.target.closest?.("[data-arrows]");
  const all = group ? stops(group) : [];
  const active = all.indexOf(event.target);
  const to = { ArrowRight: active + 1, ArrowLeft: active - 1, Home: 0, End: all.length - 1 }[event.key];
  if (active < 0 || !all[to] || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  all[to].focus();
  settle();
});

function value(event) {
  const output = event.target.closest?.(".chart, .trend")?.querySelector("output");
  const bar = event.target.closest?.(":is(.chart, .trend) a");
  if (output) output.textContent = bar?.getAttribute("aria-label") ?? "";
}

function close(event) {
  for (const menu of document.querySelectorAll(".menu[open]")) {
    if (event.key ? event.key === "Escape" : !menu.contains(event.target)) {
      menu.open = false;
      if (event.key) menu.querySelector("summary").focus();
    }
  }
}

async function find(event) {
  const form = event.target.closest?.(".facet .find");
  if (!form) return;
  const answer = await fetch(`${form.action}?${new URLSearchParams(new FormData(form))}`);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const values = page.querySelector("[data-values] ul");
  const list = form.closest(".facet").querySelector("ul");
  if (values && event.target.isConnected) list.replaceWith(document.adoptNode(values));
}

for (const kind of ["pointerover", "focusin"]) document.addEventListener(kind, value);
for (const kind of ["keydown", "click"]) document.addEventListener(kind, close);
document.addEventListener("input", find);
document.addEventListener("shown", settle);
settle();
