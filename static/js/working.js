// A long step: says how many are being dealt with until the answer comes, and sends the form once.

for (const form of document.querySelectorAll("form[data-working]")) {
  const note = form.querySelector("[data-working-note]");
  form.addEventListener("submit", (event) => {
    if (event.submitter?.name) return; // works out or proposes, takes no step
    if (!note.hidden) {
      event.preventDefault();
      return;
    }
    const ticked = form.querySelectorAll("input[name=cases]:checked, input[name=case]:checked");
    note.querySelector("[data-working-count]").textContent = ticked.length;
    note.hidden = false;
  });
  // Back from the cache of the browser: nothing is under way any more.
  window.addEventListener("pageshow", () => {
    note.hidden = true;
  });
}
