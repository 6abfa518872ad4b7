// Keys: / to the box, j k through a list, n p through matches and on into the next report, ? for
// this list. They can be switched off there, and never act while something is typed.
import { filled } from "./sentences.js";

const OFF = "baogao.keys";
const sheet = document.getElementById("keys");
const on = () => localStorage.getItem(OFF) !== "off";

function typing(target) {
  return target.closest?.("input, textarea, select, [contenteditable]") || target.isContentEditable;
}

function step(by) {
  const links = [...document.querySelectorAll(".results h3 a")];
  const read = links.findIndex((candidate) => candidate.ariaCurrent);
  const active = read < 0 ? links.indexOf(document.activeElement) : read;
  const link = links[Math.min(Math.max(active + by, 0), links.length - 1)];
  link?.focus();
  if (link) document.dispatchEvent(new CustomEvent("step", { detail: link }));
}

let current;

function match(by) {
  const marks = [...document.querySelectorAll(".report mark")];
  current += by;
  if (current < 1 || current > marks.length) {
    const neighbour = document.querySelector(`.way a[rel=${by > 0 ? "next" : "prev"}]`);
    current = Math.min(Math.max(current, 0), marks.length + 1);
    if (!neighbour) return;
    neighbour.hash = by > 0 ? "m1" : "last";
    neighbour.click();
    return;
  }
  document.querySelector("mark.now")?.classList.remove("now");
  marks[current - 1].classList.add("now");
  marks[current - 1].scrollIntoView({ block: "center" });
  history.replaceState(history.state, "", `#m${current}`);
  const live = document.getElementById("live");
  live.textContent = filled(live.dataset.match, current, marks.length);
}

const KEYS = {
  "/": () => document.querySelector("input[type=search]")?.focus(),
  "?": () => sheet.showModal(),
  j: () => step(1),
  k: () => step(-1),
  n: () => match(1),
  p: () => match(-1),
};

// The Enter that ends a composition is the input method's: Safari sends it as 229 when it is over.
document.addEventListener("keydown", (event) => {
  const composing = event.isComposing || event.keyCode === 229;
  if (event.key === "Enter" && composing) event.preventDefault();
}, true);

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.key === "Escape" && !event.defaultPrevented && typing(event.target)) event.target.blur();
  if (typing(event.target) || sheet?.open || !KEYS[event.key]) return;
  if (!on() && event.key !== "?") return;
  event.preventDefault();
  KEYS[event.key]();
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-keys]")) sheet.showModal();
  const way = event.target.closest("[data-step]");
  if (way) match(Number(way.dataset.step));
});

if (sheet) {
  const toggle = sheet.querySelector("input");
  toggle.checked = on();
  toggle.addEventListener("change", () => localStorage.setItem(OFF, toggle.checked ? "on" : "off"));
}
function arrive() {
  current = Number(location.hash.match(/^#m(\d+)$/)?.[1] ?? 0);
  if (location.hash !== "#last") return;
  current = document.querySelectorAll(".report mark").length + 1;
  match(-1);
}
document.addEventListener("shown", arrive);
arrive();

// The script for reading beside the list is for wide windows only.
const wide = matchMedia("(min-width: 80rem)");
const widened = () => wide.matches && import(document.getElementById("words").dataset.reader);
wide.addEventListener("change", widened);
widened();
