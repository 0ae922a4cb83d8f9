// A panel member's form: what is typed is kept, and the keyboard is enough. The form works without this file.

import { Autosave } from "./autosave.js";

class DraftKeeper extends Autosave {
  saved(said, content) {
    this.sent = content;
    this.tell(`${this.words.saved} ${said.saved_at}`, "saved");
    if (this.dirty()) this.later(0);
  }
}

const form = document.getElementById("judge");

if (form) {
  new DraftKeeper(form, { ...document.getElementById("save-words").dataset }).start();
  const marks = [...form.querySelectorAll("input[type=number]")];
  const votes = [...form.querySelectorAll("input[type=radio]")];

  form.addEventListener("keydown", (event) => {
    const place = marks.indexOf(event.target);
    if (event.key !== "Enter" || event.ctrlKey || place < 0 || place + 1 === marks.length) return;
    event.preventDefault();
    marks[place + 1].focus();
    marks[place + 1].select();
  });

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey && event.key === "Enter") form.requestSubmit();
    const writing = event.target.matches("textarea, input[type=number]");
    if (!writing && !event.altKey && !event.ctrlKey && votes[Number(event.key) - 1]) votes[Number(event.key) - 1].click();
  });

  // On a phone the material stands first: jumping to the form would skip it.
  const wide = window.matchMedia("(min-width: 992px)").matches;
  if (wide && document.activeElement === document.body) (form.querySelector(".is-invalid") ?? marks[0])?.focus();
}

document.addEventListener("keydown", (event) => {
  const rel = event.altKey && { PageUp: "prev", PageDown: "next" }[event.key];
  if (rel) document.querySelector(`a[rel=${rel}]`)?.click();
});
