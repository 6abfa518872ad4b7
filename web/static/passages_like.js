// On a report's page the link to passages like it follows what is selected in the text.
document.addEventListener("selectionchange", () => {
  const link = document.querySelector("a[data-like]");
  if (!link) return;
  link.dataset.whole ??= JSON.stringify([link.href, link.textContent]);
  const [whole, label] = JSON.parse(link.dataset.whole);
  const text = document.querySelector("article.report .text");
  const selection = document.getSelection();
  const chosen = selection.toString().trim().slice(0, 1000);
  const inside = chosen && text && text.contains(selection.anchorNode);
  const address = new URL(link.dataset.like, location.href);
  if (inside) address.searchParams.set("text", chosen);
  link.href = inside ? address : whole;
  link.textContent = inside ? link.dataset.selected : label;
});
