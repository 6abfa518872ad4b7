// Drag over the bars of a chart to narrow to the periods between.
let from;

const bar = (event) => document.elementsFromPoint(event.clientX, event.clientY)
  .map((mark) => mark.closest(".chart a")).find(Boolean);

function between(first, other) {
  const svg = first.closest("svg");
  const bars = [...svg.querySelectorAll("a")];
  const [low, high] = [bars.indexOf(first), bars.indexOf(other)].sort((a, b) => a - b);
  return bars.slice(low, high + 1);
}

document.addEventListener("pointerdown", (event) => {
  from = event.button === 0 ? event.target.closest?.(".chart a") : null;
});
document.addEventListener("dragstart", (event) => {
  if (event.target.closest?.(".chart")) event.preventDefault();
});
document.addEventListener("pointermove", (event) => {
  const to = from && bar(event);
  if (!to || to.closest("svg") !== from.closest("svg")) return;
  from.closest("svg").querySelectorAll("a.in").forEach((bar) => bar.classList.remove("in"));
  if (to !== from) between(from, to).forEach((bar) => bar.classList.add("in"));
});
document.addEventListener("pointerup", () => {
  const chosen = from ? [...from.closest("svg").querySelectorAll("a.in")] : [];
  from = null;
  if (chosen.length < 2) return;
  const where = new URL(chosen[0].href.baseVal, location.href);
  const end = new URL(chosen.at(-1).href.baseVal, location.href);
  where.searchParams.set("to", end.searchParams.get("to"));
  location.href = where;
});

// A chart as PNG: the server's SVG file, drawn at twice its size.
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[data-png]");
  if (!link) return;
  event.preventDefault();
  const picture = new Image();
  picture.onload = () => {
    const canvas = document.createElement("canvas");
    canvas.width = picture.width * 2;
    canvas.height = picture.height * 2;
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    canvas.toBlob((blob) => {
      const file = document.createElement("a");
      file.href = URL.createObjectURL(blob);
      file.download = "chart.png";
      file.click();
    });
  };
  picture.src = link.href;
});
