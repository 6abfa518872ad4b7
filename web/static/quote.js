// Copying a passage or a citation.
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
  const said = button.dataset.said ??= button.textContent;
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

// The report may be shown beside a list, and then another one: each is prepared once.
function prepare() {
  for (const block of document.querySelectorAll("pre[data-copy]:not([data-ready])")) {
    block.dataset.ready = "";
    block.after(button(words.copy, (made) => copy(block.textContent, made)));
  }
  const quote = document.querySelector(".quote:not([data-ready])");
  if (quote) prepareQuote(quote);
}

const FORM = "baogao.form";
let passage = "";
let page = "";
let number = "";

// Where the passage begins: the last page that begins before it.
function pageOf(node) {
  const pages = [...document.querySelectorAll(".report .text [data-page]")].filter((page) =>
    page.contains(node) || page.compareDocumentPosition(node) & Node.DOCUMENT_POSITION_FOLLOWING);
  const last = pages.at(-1);
  return last ? [(last.querySelector("figcaption") ?? last).textContent.trim(), last.dataset.page] : ["", ""];
}

function prepareQuote(quote) {
  quote.dataset.ready = "";
  const citations = [...document.querySelectorAll("pre[data-copy]")];
  const form = document.createElement("select");
  form.ariaLabel = quote.dataset.form;
  form.append(...citations.map((citation) => new Option(citation.ariaLabel)));
  form.selectedIndex = Math.max(0, citations.findIndex((citation) => citation.ariaLabel === localStorage[FORM]));
  form.addEventListener("change", () => { localStorage[FORM] = form.value; });
  quote.append(form, button(words.quote, (made) => {
    const cited = citations[form.selectedIndex];
    const text = number ? cited.dataset.paged.replace("\ufffc", number) : cited.textContent;
    copy(`${passage}${page ? ` (${page})` : ""}\n\n${text}`, made);
  }));
}

function choose() {
  const text = document.querySelector(".report .text");
  const quote = document.querySelector(".quote");
  if (!text || !quote) return;
  const selection = getSelection();
  const inside = selection.rangeCount && text.contains(selection.anchorNode)
    && text.contains(selection.focusNode);
  const chosen = inside ? selection.toString().trim() : "";
  if (chosen) {
    passage = chosen;
    [page, number] = pageOf(selection.getRangeAt(0).startContainer);
  }
  quote.hidden = !chosen && !quote.contains(document.activeElement);
}
document.addEventListener("shown", prepare);
document.addEventListener("selectionchange", choose);
prepare();
choose(); // what was chosen before this script was there
