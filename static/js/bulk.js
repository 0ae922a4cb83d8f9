// Boxes that tick all cases of the page, or of the whole result; without this file each is ticked by itself.

const page = document.querySelector("[data-tick-all]");
const result = document.querySelector("[data-tick-result]");
const boxes = [...document.querySelectorAll('input[name="case"][form="bulk"]')];

function show() {
  const whole = Boolean(result?.checked); // then the ticks beside the cases say nothing, and are not sent
  for (const box of [page, ...boxes]) box.disabled = whole;
  for (const box of boxes) box.closest("tr").classList.toggle("ticked", whole || box.checked);
  const ticked = boxes.filter((box) => box.checked).length;
  page.checked = whole || ticked === boxes.length;
  page.indeterminate = !whole && ticked > 0 && ticked < boxes.length;
}

if (page && boxes.length) {
  page.closest("label").hidden = false;
  page.addEventListener("change", () => {
    for (const box of boxes) box.checked = page.checked;
    show();
  });
  for (const box of [result, ...boxes]) box?.addEventListener("change", show);
  window.addEventListener("pageshow", show); // a page that comes back keeps what was ticked
  show();
}
