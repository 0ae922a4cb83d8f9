// One box that ticks all cases of the page; without this file each is ticked by itself.

const all = document.querySelector("[data-tick-all]");
const boxes = [...document.querySelectorAll('input[name="case"][form="bulk"]')];

function show() {
  const ticked = boxes.filter((box) => box.checked).length;
  all.checked = ticked === boxes.length;
  all.indeterminate = ticked > 0 && ticked < boxes.length;
}

if (all && boxes.length) {
  all.closest("label").hidden = false;
  all.addEventListener("change", () => {
    for (const box of boxes) box.checked = all.checked;
  });
  for (const box of boxes) box.addEventListener("change", show);
  show();
}
