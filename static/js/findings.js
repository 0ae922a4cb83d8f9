// Bringing the page up to date with what the server said after a save: progress of the sections, findings and faults at the fields.

function noteElement(note, words) {
  const item = document.createElement("li");
  item.className = `item-note item-note--${note.severity}`;
  const kind = document.createElement("b");
  kind.textContent = words[note.severity];
  item.append(kind, ` ${note.message}`);
  if (note.clause) {
    const clause = document.createElement("span");
    clause.className = "item-clause";
    clause.textContent = `${words.basis}${note.clause}`;
    item.append(" ", clause);
  }
  return item;
}

function showItem(form, name, said, words) {
  const item = form.querySelector(`[data-item="${name}"]`);
  if (!item) return;
  item.querySelector("[data-open]").hidden = !said.unanswered;
  for (const old of item.querySelectorAll(".invalid-feedback")) old.remove();
  for (const input of item.querySelectorAll(".is-invalid")) {
    input.classList.remove("is-invalid");
    input.removeAttribute("aria-invalid");
  }
  const faults = Object.entries(said.faults).flatMap(([field, messages]) => {
    for (const input of form.querySelectorAll(`[name="${field}"]`)) {
      input.classList.add("is-invalid");
      input.setAttribute("aria-invalid", "true");
    }
    return messages.map((message) => ({ severity: "hard", message }));
  });
  const notes = [...faults, ...said.notes].map((note) => noteElement(note, words));
  item.querySelector("[data-notes]").replaceChildren(...notes);
}

export function showFindings(form, said, words) {
  for (const [slug, progress] of Object.entries(said.sections)) {
    for (const mark of document.querySelectorAll(`[data-mark="${slug}"]`)) {
      mark.className = `far far--${progress.state}`;
      mark.textContent = progress.label;
    }
  }
  for (const [name, about] of Object.entries(said.items)) showItem(form, name, about, words);
}
