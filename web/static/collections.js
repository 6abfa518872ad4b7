// Collections: ticks that last from page to page, and saving without leaving the page.
const TICKS = "baogao.ticks";
const boxes = () => [...document.querySelectorAll("input[form=ticked][name=id]")];

function ticks() {
  try {
    return JSON.parse(sessionStorage.getItem(TICKS) ?? "[]").filter((value) => typeof value === "string");
  } catch {
    return [];
  }
}

function tick(keys) {
  sessionStorage.setItem(TICKS, JSON.stringify(keys));
  const count = document.querySelector("[data-ticked]");
  if (!count) return;
  for (const box of boxes()) box.checked = keys.includes(box.value);
  count.textContent = keys.length.toLocaleString();
  count.hidden = document.querySelector("[data-ticks]").hidden = !keys.length;
}

async function send(form, body) {
  const answer = await fetch(form, { method: "POST", body, headers: { Accept: "application/json" } });
  const { error, ...made } = await answer.json();
  if (error) throw new Error(error.message);
  return { ...made, ok: answer.ok };
}

// Hits that are ticked on other pages go along.
document.addEventListener("formdata", ({ target, formData }) => {
  if (!target.matches("#ticked")) return;
  const shown = formData.getAll("id");
  for (const key of ticks()) if (!shown.includes(key)) formData.append("id", key);
});

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("#ticked") || event.submitter?.value === "compare" || form.method !== "post") return;
  event.preventDefault();
  const status = document.querySelector("[data-said]");
  const body = new FormData(form);
  const by = event.submitter;
  if (by?.name) body.append(by.name, by.value);
  try {
    const { href, text } = await send(form.action, body);
    const link = document.createElement("a");
    link.href = href;
    link.textContent = text;
    status.replaceChildren(link);
    tick([]);
    document.querySelector("[data-collect]").open = false;
    link.focus({ preventScroll: true });
  } catch (error) {
    status.textContent = error.message;
  }
});

document.addEventListener("change", ({ target }) => {
  if (target.matches("input[form=ticked][name=id]")) {
    const rest = ticks().filter((value) => value !== target.value);
    tick(target.checked ? [...rest, target.value] : rest);
  }
});

document.addEventListener("click", ({ target }) => {
  if (target.closest("[data-untick]")) tick([]);
  for (const menu of document.querySelectorAll("details[data-collect][open]")) {
    if (!menu.contains(target)) menu.open = false;
  }
});
document.addEventListener("keydown", (event) => {
  const open = event.key === "Escape" && document.querySelector("details[data-collect][open]");
  if (!open) return;
  open.open = false;
  open.firstElementChild.focus();
});
document.addEventListener("toggle", ({ target }) => {
  if (target.open && target.matches("[data-collect]")) target.querySelector("[name=name]").focus();
}, true);
document.addEventListener("shown", () => tick(ticks()));
tick(ticks());
