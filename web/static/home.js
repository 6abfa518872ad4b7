// How many reports came since this browser was here on an earlier day. Only this browser knows.
const VISIT = "baogao.visit";
const grown = document.querySelector(".grown");

function visits() {
  try {
    return JSON.parse(localStorage.getItem(VISIT) ?? "[]").filter((one) => one.day && one.reports >= 0);
  } catch {
    return [];
  }
}

if (grown) {
  const reports = Number(grown.dataset.reports);
  const day = new Date().toLocaleDateString("sv");
  const before = visits().find((one) => one.day !== day);
  if (before && before.reports < reports) {
    const lang = document.documentElement.lang.replace(/^en$/, "en-GB");
    const when = new Date(before.day).toLocaleDateString(lang, { dateStyle: "long" });
    const more = (reports - before.reports).toLocaleString(lang);
    grown.textContent = grown.dataset.more.replace("{0}", when).replace("{1}", more);
    grown.hidden = false;
  }
  const today = visits().find((one) => one.day === day) ?? { day, reports };
  localStorage.setItem(VISIT, JSON.stringify([today, ...(before ? [before] : [])]));
}
