// Drag and drop puts a report of a collection in another place; a number and two buttons beside it
// do the same by keyboard and by touch.
const list = document.querySelector(".dossier-items");
let moved;

// The bar "Save notes" lies over the rows, and behind the last: the row below it counts.
function target({ clientX, clientY, target: over }) {
  const rows = document.elementsFromPoint(clientX, clientY).map((at) => at.closest(".dossier-items > li"));
  return rows.find((row) => row) ?? (over.closest?.(".save-row") && list.lastElementChild);
}
const below = ({ clientY }, item) => {
  const { top, height } = item.getBoundingClientRect();
  return clientY > top + height / 2;
};

function show(item, side) {
  for (const row of list.children) row.classList.remove("drop-above", "drop-below");
  item?.classList.add(side);
}

async function put(item, from, to) {
  const form = item.closest("form");
  const status = item.querySelector("[data-item-said]");
  const body = new FormData();
  body.append("token", form.elements.token.value);
  body.append(`place-${item.id.replace("item-", "")}-${from}`, to);
  try {
    const headers = { Accept: "application/json" };
    const answer = await fetch(form.dataset.save, { method: "POST", body, headers });
    if (!answer.ok) throw new Error(answer.status);
    location.reload();
  } catch {
    status.textContent = status.dataset.unsaved;
  }
}

document.addEventListener("dragstart", (event) => {
  moved = event.target.closest?.("[data-drag]")?.closest("li");
  if (!moved) return;
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", "");
  event.dataTransfer.setDragImage(moved, 20, 20);
});
document.addEventListener("dragover", (event) => {
  const item = moved && target(event);
  if (!item) return;
  event.preventDefault();
  show(item === moved ? null : item, below(event, item) ? "drop-below" : "drop-above");
});
document.addEventListener("drop", (event) => {
  const item = moved && target(event);
  if (!item) return;
  event.preventDefault();
  const position = item.value + (below(event, item) ? 1 : 0);
  const to = position > moved.value ? position - 1 : position;
  if (to !== moved.value) put(moved, moved.value, to);
});
document.addEventListener("dragend", () => {
  show();
  moved = null;
});
