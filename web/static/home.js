// What came since this browser was here on an earlier day. Only this browser knows.
import { filled } from "./sentences.js";

const VISIT = "baogao.visit";
const grown = document.querySelector(".grown");

function visits() {
  try {
    return JSON.parse(localStorage.getItem(VISIT) ?? "[]").filter((visit) => visit.day && visit.reports >= 0);
  } catch {
    return [];
  }
}

// The arrivals as pairs [number, reports], the latest first; an index on a cluster keeps none.
const arrivals = (grown?.dataset.arrivals.trim().split(" ") ?? []).filter(Boolean)
  .map((pair) => pair.split(":").map(Number));

function say(sentence, before, count) {
  const lang = document.documentElement.lang.replace(/^en$/, "en-GB");
  const when = new Date(before.day).toLocaleDateString(lang, { dateStyle: "long" });
  grown.textContent = filled(sentence, when, count.toLocaleString(lang));
  grown.hidden = false;
}

if (grown) {
  const reports = Number(grown.dataset.reports);
  const arrival = arrivals[0]?.[0] ?? 0;
  const day = new Date().toLocaleDateString("sv");
  const before = visits().find((visit) => visit.day !== day);
  const after = Math.max(1, before?.arrival);
  const arrived = arrivals.filter(([number]) => number > after).reduce((all, [, reports]) => all + reports, 0);
  if (arrived) {
    say(grown.dataset.new, before, arrived);
    grown.href = `/search?arrived-after=${after}&sort=arrival`;
  } else if (before && !(before.arrival >= 0) && before.reports < reports) {
    say(grown.dataset.more, before, reports - before.reports);
  }
  const today = visits().find((visit) => visit.day === day) ?? { day, reports, arrival };
  localStorage.setItem(VISIT, JSON.stringify([today, ...(before ? [before] : [])]));
}
