// What is wrong with the page as it is shown: a list of sentences. Used by contact_sheets.py.
() => {
  const faults = new Set();
  const root = document.documentElement;
  if (root.scrollWidth > root.clientWidth) faults.add(`too wide: ${root.scrollWidth} of ${root.clientWidth}`);
  const chinese = root.lang.startsWith("zh");
  const where = (node) => `${node.tagName.toLowerCase()}.${node.className?.baseVal ?? node.className}`;
  const inLanguage = (node) => node.closest("[lang]").lang;
  const clips = (box) => { const style = getComputedStyle(box); return style.overflowX !== "visible" || style.overflowY !== "visible"; };
  const meant = (box) => { const style = getComputedStyle(box); return style.textOverflow === "ellipsis" || style.webkitLineClamp !== "none" || /auto|scroll/.test(style.overflowX + style.overflowY); };
  // Whether a line of text is not outside of a box that cuts its lines on purpose.
  const shown = (rect, node) => {
    for (let box = node; box && box !== document.body; box = box.parentElement) {
      if (!clips(box) || !meant(box)) continue;
      const edge = box.getBoundingClientRect();
      if (rect.top > edge.bottom - 3 || rect.bottom < edge.top + 3 || rect.left > edge.right || rect.right < edge.left) return false;
    }
    return true;
  };
  const boxes = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let text = walker.nextNode(); text; text = walker.nextNode()) {
    const words = text.data.trim();
    const node = text.parentElement;
    if (!words || node.closest("script,style,svg,.unseen,.printed,[hidden]") || !node.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
    const range = document.createRange();
    range.selectNodeContents(text);
    const rects = [...range.getClientRects()].filter((rect) => rect.width > 1 && rect.height > 1 && shown(rect, node));
    if (!rects.length) continue;
    const own = node.closest("bdi,blockquote,mark,.snippet,code,pre,kbd,textarea,option,cite,h1 bdi,[role=option],.origin,[lang]:not(html)");
    if (inLanguage(node) === root.lang && !own) {
      if (chinese && /[A-Za-z]{4,} [A-Za-z]{3,}/.test(words)) faults.add(`English: ${where(node)} ${words.slice(0, 80)}`);
      if (!chinese && /[\u4e00-\u9fff]{2,}/.test(words.replace(/“[^”]*”/g, ""))) faults.add(`Chinese: ${where(node)} ${words.slice(0, 60)}`);
    }
    for (let box = node; box && box !== document.body; box = box.parentElement) {
      if (!clips(box)) continue;
      if (meant(box) || getComputedStyle(box).clipPath !== "none") break; // cut on purpose, or only for screen readers
      const edge = box.getBoundingClientRect();
      if (rects.some((rect) => rect.right > edge.right + 2 || rect.bottom > edge.bottom + 4)) faults.add(`cut: ${where(box)} ${words.slice(0, 50)}`);
      break;
    }
    for (const rect of rects) boxes.push([rect, node, words]);
  }
  const fixed = (node) => { for (let box = node; box; box = box.parentElement) if (/fixed|sticky|absolute/.test(getComputedStyle(box).position)) return true; return false; };
  const flowing = boxes.filter(([, node]) => !fixed(node)).slice(0, 3000);
  for (let first = 0; first < flowing.length; first++) {
    for (let second = first + 1; second < Math.min(first + 40, flowing.length); second++) {
      const [a, node, words] = flowing[first], [b, other, more] = flowing[second];
      if (node.closest(".kwic") && other.closest(".kwic")) continue; // the part that its box cuts
      if (node === other || node.contains(other) || other.contains(node)) continue;
      const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
      if (across > 4 && down > Math.min(a.height, b.height) * 0.5) faults.add(`over each other: ${where(node)} ${words.slice(0, 30)} | ${where(other)} ${more.slice(0, 30)}`);
    }
  }
  return [...faults].slice(0, 12);
}
