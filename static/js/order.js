// Putting nominees into order by dragging their rows. The buttons up and down do the same without this file.

import { newestToken } from "./token.js";

class Order {
  constructor(form) {
    this.form = form;
    this.body = form.querySelector("tbody");
    this.state = form.querySelector("[data-order-state]");
    this.moving = null;
    this.saved = this.wanted = this.keys();
  }

  rows() {
    return [...this.body.querySelectorAll("tr[data-key]")];
  }

  start() {
    if (this.rows().length < 2) return;
    for (const row of this.rows()) row.draggable = true;
    this.body.addEventListener("dragstart", (event) => this.lift(event));
    this.body.addEventListener("dragover", (event) => this.drag(event));
    this.body.addEventListener("drop", (event) => event.preventDefault());
    this.body.addEventListener("dragend", () => this.drop());
    this.form.addEventListener("submit", (event) => this.step(event));
  }

  lift(event) {
    this.moving = event.target.closest("tr[data-key]");
    event.dataTransfer.effectAllowed = "move";
    this.moving.classList.add("moving");
  }

  drag(event) {
    const over = event.target.closest("tr[data-key]");
    if (!this.moving || !over) return;
    event.preventDefault();
    if (over === this.moving) return;
    const box = over.getBoundingClientRect();
    const after = event.clientY > box.top + box.height / 2;
    over[after ? "after" : "before"](this.moving);
  }

  drop() {
    this.moving?.classList.remove("moving");
    this.moving = null;
    this.settle();
  }

  // The buttons: move here at once and stay on the button, so that one can press again.
  step(event) {
    const button = event.submitter;
    if (button?.name !== "move") return;
    event.preventDefault();
    const row = button.closest("tr");
    if ("up" in button.dataset) row.previousElementSibling?.before(row);
    else row.nextElementSibling?.after(row);
    this.settle();
    (button.disabled ? row.querySelector("[name=move]:not(:disabled)") : button)?.focus();
  }

  settle() {
    const rows = this.rows();
    // Two that were made public or handed in never change places.
    const fixed = (above, below) => !above || !below || ("settled" in above.dataset && "settled" in below.dataset);
    rows.forEach((row, index) => {
      row.querySelector("[data-place]").textContent = index + 1;
      row.querySelector("[data-up]").disabled = fixed(rows[index - 1], row);
      row.querySelector("[data-down]").disabled = fixed(row, rows[index + 1]);
    });
    if (this.keys() === this.wanted) return;
    this.wanted = this.keys();
    this.save();
  }

  keys() {
    return this.rows().map((row) => row.dataset.key).join(",");
  }

  // One request at a time: two under way could arrive in either order, and the earlier one would win. What is moved
  // meanwhile goes with the next one, and "saved" is said of the last.
  async save() {
    this.tell(this.state.dataset.saving, true);
    if (this.saving) return;
    this.saving = true;
    let sent, outcome;
    do {
      sent = this.wanted;
      outcome = await this.send(sent);
      if (outcome.good) this.saved = sent;
    } while (outcome.good && this.wanted !== sent);
    this.saving = false;
    if (!outcome.good) this.putBack();
    this.tell(outcome.words, outcome.good);
  }

  // What was not saved must not look as if it were.
  putBack() {
    const rows = new Map(this.rows().map((row) => [row.dataset.key, row]));
    const at = document.activeElement;
    this.wanted = this.saved;
    for (const key of this.saved.split(",")) this.body.append(rows.get(key));
    this.settle();
    at.focus();
  }

  // An order of keys -> what to say of it, and whether it was saved.
  async send(keys) {
    const data = new FormData();
    data.set("kind", this.form.dataset.order);
    data.set("keys", keys);
    const { saved, failed } = this.state.dataset;
    try {
      const answer = await fetch(this.form.action, {
        method: "POST",
        body: data,
        keepalive: true, // also when the window is closed at once
        headers: { "X-Requested-With": "fetch", "X-CSRFToken": newestToken(this.form) },
      });
      const said = await answer.json();
      return answer.ok ? { words: saved, good: true } : { words: said.message || failed, good: false };
    } catch {
      return { words: failed, good: false };
    }
  }

  tell(words, good) {
    this.state.textContent = words;
    this.state.classList.toggle("order-state--failed", !good);
  }
}

for (const form of document.querySelectorAll("[data-order]")) new Order(form).start();
