// On a report's page the link to passages like it follows what is selected in the text.
const link = document.querySelector("a[data-like]");
if (link) {
  const whole = { href: link.href, text: link.textContent };
  const text = document.querySelector("article.report .text");
  document.addEventListener("selectionchange", () => {
    const selection = document.getSelection();
    const chosen = selection.toString().trim().slice(0, 1000);
    const inside = chosen && text && text.contains(selection.anchorNode);
    const address = new URL(link.dataset.like, location.href);
    if (inside) address.searchParams.set("text", chosen);
    link.href = inside ? address : whole.href;
    link.textContent = inside ? link.dataset.selected : whole.text;
  });
}
