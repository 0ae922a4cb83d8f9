// The arrow keys turn to the case before and the one after, as the links at the top do.

const KEYS = { ArrowLeft: "prev", ArrowRight: "next" };

document.addEventListener("keydown", (event) => {
  const rel = KEYS[event.key];
  if (!rel || event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (event.target.closest("input, select, textarea, [contenteditable], .printed-frame")) return;
  document.querySelector(`.neighbours a[rel="${rel}"]`)?.click();
});
