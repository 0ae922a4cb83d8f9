// Parts of the form that concern one sector only are put away while another sector is chosen. Until one is chosen all are shown.
// They are hidden, not emptied: what was typed there is kept should the choice be corrected.

function sectorOf(form) {
  for (const name of form.dataset.sectorFrom.split(" ")) {
    const chosen = form.elements[name]?.selectedOptions?.[0]?.dataset.sector;
    if (chosen) return chosen;
  }
  return "";
}

export function startSectors(form) {
  const update = () => {
    const sector = sectorOf(form);
    for (const part of document.querySelectorAll("fieldset[data-sector], .item[data-sector], li[data-sector]")) {
      part.hidden = sector !== "" && part.dataset.sector !== sector;
    }
  };
  for (const name of form.dataset.sectorFrom.split(" ")) {
    form.elements[name]?.addEventListener("change", update);
  }
  update();
}
