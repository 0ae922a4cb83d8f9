// Boxes that tick all cases of the page, or of the whole result; without this file each is ticked by itself.

const page = document.querySelector("[data-tick-all]");
const result = document.querySelector("[data-tick-result]");
const boxes = [...document.querySelectorAll('input[name="case"][form="bulk"]')];

function show() {
  const whole = Boolean(result?.checked); // then the address need not name those of this page
  for (const box of [page, ...boxes]) box.disabled = whole;
  for (const box of boxes) box.closest("tr").classList.toggle("ticked", box.checked);
  const ticked = boxes.filter((box) => box.checked).length;
  page.checked = ticked === boxes.length;
  page.indeterminate = ticked > 0 && ticked < boxes.length;
}

function tickAll(ticked) {
  for (const box of boxes) box.checked = ticked;
  show();
}

if (page && boxes.length) {
  page.closest("label").hidden = false;
  page.addEventListener("change", () => tickAll(page.checked));
  result?.addEventListener("change", () => tickAll(result.checked));
  for (const box of boxes) box.addEventListener("change", show);
  window.addEventListener("pageshow", show); // a page that comes back keeps what was ticked
  show();
}
