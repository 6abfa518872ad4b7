// Reading beside the list, at wide windows: a report opens right of its list, under its own
// address. At narrower windows, and without this script, the link opens a page of its own.
const wide = matchMedia("(min-width: 80rem)");
const path = (url = location) => url.pathname + url.search;
const pane = () => document.querySelector(".reader");
const links = () => [...document.querySelectorAll(".found-list a[href^='/report/']")];
let list = path();
let opened = "", title, asking;

function mark(address) {
  for (const link of links()) link.removeAttribute("aria-current");
  if (!address) return null;
  const { pathname } = new URL(address, location);
  const link = links().find((candidate) => candidate.pathname === pathname);
  link?.setAttribute("aria-current", "true");
  return link;
}

// Scripts that the page of a report has and a list has not.
function load(page) {
  for (const { src } of page.querySelectorAll("script[src]")) {
    const address = new URL(src, location).href;
    if ([...document.scripts].some((script) => script.src === address)) continue;
    const script = document.createElement("script");
    script.type = "module";
    script.src = address;
    document.head.append(script);
  }
}

async function read(address) {
  asking?.abort();
  asking = new AbortController();
  const answer = await fetch(address, { signal: asking.signal });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (!answer.ok || !page.querySelector(".report")) throw new Error(answer.status);
  return page;
}

// `way` is how the browser's history takes the address; none if it has it already.
async function open(address, way) {
  if (way) document.dispatchEvent(new Event("reading"));
  let page;
  try {
    page = await read(address);
  } catch (error) {
    if (error.name === "AbortError") return;
    if (way) location.href = address;
    else location.reload();
    return;
  }
  const panel = pane();
  const body = panel.lastElementChild;
  title ??= document.title;
  load(page);
  body.replaceChildren(...page.querySelectorAll(".way, .report, .beside"));
  panel.querySelector("[data-page]").href = address;
  panel.hidden = false;
  panel.parentElement.classList.add("with-reader");
  panel.scrollTop = 0;
  document.title = page.title;
  if (way) history[way]({ list }, "", address);
  opened = path();
  document.dispatchEvent(new Event("shown"));
  const link = mark(address);
  panel.scrollIntoView({ block: "nearest" });
  link?.scrollIntoView({ block: "nearest" });
  if (/^#(m|passage-)\d+/.test(location.hash)) {
    document.getElementById(location.hash.slice(1))?.scrollIntoView({ block: "center" });
  }
  panel.focus({ preventScroll: true });
}

function close(way) {
  const panel = pane();
  asking?.abort();
  if (!panel || panel.hidden) return;
  const link = links().find((candidate) => candidate.hasAttribute("aria-current"));
  panel.hidden = true;
  panel.parentElement.classList.remove("with-reader");
  panel.lastElementChild.replaceChildren();
  document.title = title ?? document.title;
  title = undefined;
  opened = "";
  if (way) history.pushState(null, "", list);
  mark("");
  link?.scrollIntoView({ block: "nearest" });
  link?.focus({ preventScroll: true });
}

document.addEventListener("click", (event) => {
  const { altKey, button, ctrlKey, defaultPrevented, metaKey, shiftKey, target } = event;
  if (defaultPrevented || button || altKey || ctrlKey || metaKey || shiftKey || !pane()) return;
  const link = target.closest("a");
  if (target.closest("[data-close]") || link?.matches(".reader .back")) {
    event.preventDefault();
    close(true);
  } else if (link?.closest(".found-list, .reader") && !link.matches("[target], [data-page]")) {
    if (!wide.matches || !link.pathname.startsWith("/report/") || path(link) === opened) return;
    event.preventDefault();
    open(link.href, "pushState");
  }
});

// j and k go on reading.
document.addEventListener("step", ({ detail }) => opened && open(detail.href, "replaceState"));

// Before the menus close themselves: Escape closes one thing at a time.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !opened || event.target.closest("input, textarea, select")) return;
  if (!document.querySelector(".menu[open], .collect[open], dialog[open]")) close(true);
}, true);

addEventListener("popstate", async ({ state }) => {
  const address = path();
  if (document.body.classList.contains("reading")) {
    if (address !== list) location.reload();
  } else if (!address.startsWith("/report/")) {
    close();
  } else if (address !== opened) {
    if (!pane() || (state?.list && state.list !== list)) {
      const wanted = { address: state.list };
      document.dispatchEvent(new CustomEvent("list", { detail: wanted }));
      await wanted.done;
      list = state.list;
    }
    open(location.href);
  }
});

// Back or Forward may have been quicker than this script.
const reading = document.body.classList.contains("reading");
const report = location.pathname.startsWith("/report/");
if (reading ? location.pathname === "/search" : report && pane()) location.reload();

document.addEventListener("shown", () => {
  if (location.pathname !== "/search") return;
  list = path();
  if (pane()?.hidden) [opened, title] = ["", undefined];
});
