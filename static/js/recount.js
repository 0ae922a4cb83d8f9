// The composition meter follows the ticks: the page's own "work it out again" is asked in the background, and the parts that
// carry data-live are taken from its answer. Without this file the button does the same.

import { contentToSend } from "./token.js";

const PAUSE = 250; // ms after a tick

class Recount {
  constructor(form) {
    this.form = form;
    this.state = form.querySelector("[data-recount-state]");
    this.timer = 0;
    this.asking = null;
  }

  start() {
    this.form.addEventListener("change", (event) => {
      if (event.target.name !== "cases") return;
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.ask(), PAUSE);
    });
  }

  async ask() {
    this.asking?.abort();
    this.asking = new AbortController();
    const data = contentToSend(this.form);
    data.set("preview", "1");
    this.form.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(window.location.href, { method: "POST", body: data, signal: this.asking.signal });
      if (!answer.ok || answer.redirected) throw new Error(answer.status);
      this.show(new DOMParser().parseFromString(await answer.text(), "text/html"));
      this.state.textContent = "";
    } catch (error) {
      if (error.name === "AbortError") return;
      this.state.textContent = this.state.dataset.failed;
    }
    this.form.removeAttribute("aria-busy");
  }

  // What somebody is typing in stays, and so does what they have opened.
  show(page) {
    for (const part of document.querySelectorAll("[data-live]")) {
      const fresh = page.querySelector(`[data-live="${part.dataset.live}"]`);
      if (!fresh || part.contains(document.activeElement)) continue;
      const opened = [...part.querySelectorAll("details")].map((one) => one.open);
      fresh.querySelectorAll("details").forEach((one, number) => {
        one.open = opened[number] ?? one.open;
      });
      if (part.innerHTML !== fresh.innerHTML) part.replaceWith(document.importNode(fresh, true));
    }
  }
}

for (const form of document.querySelectorAll("[data-recount]")) new Recount(form).start();
