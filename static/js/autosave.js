// Saving while one types. The server keeps whatever was typed, faults and all; it refuses a form made from an older version,
// and then nothing more is sent until the person has compared both texts.

import { showFindings } from "./findings.js";
import { contentToSend, newestToken } from "./token.js";

const PAUSE = 1200; // ms without typing
const RETRY = 8000; // ms after a failure

export class Autosave {
  constructor(form, words) {
    this.form = form;
    this.words = words;
    this.state = document.querySelector("[data-save-state]");
    this.stopped = "conflict" in form.dataset;
    this.sent = this.stopped ? this.content() : this.untouched();
    this.timer = 0;
    this.busy = false;
  }

  start() {
    this.form.addEventListener("input", () => this.changed());
    this.form.addEventListener("change", () => this.changed());
    this.form.addEventListener("submit", () => this.leave());
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden") this.save({ keepalive: true });
      else if (this.dirty()) this.save();
    });
    window.addEventListener("beforeunload", (event) => {
      if (!this.leaving && this.dirty()) event.preventDefault();
    });
    if (this.dirty()) this.changed();
  }

  // What the form says, as one string; the token and the version are no content.
  content(form = this.form) {
    const data = [...new FormData(form)].filter(([name]) => !["csrfmiddlewaretoken", "version"].includes(name));
    return JSON.stringify(data);
  }

  // The same as it came from the server: somebody may have begun to type before this file was there.
  untouched() {
    const copy = this.form.cloneNode(true);
    copy.reset();
    return this.content(copy);
  }

  dirty() {
    return this.content() !== this.sent;
  }

  changed() {
    if (this.stopped) return;
    this.tell(this.words.changed);
    this.later(PAUSE);
  }

  later(pause) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), pause);
  }

  leave() {
    this.leaving = true;
    clearTimeout(this.timer);
    this.form.elements.csrfmiddlewaretoken.value = newestToken(this.form);
  }

  async save({ keepalive = false } = {}) {
    if (this.stopped || this.busy || this.leaving || !this.dirty()) return;
    clearTimeout(this.timer);
    this.busy = true;
    this.tell(this.words.saving);
    const content = this.content();
    try {
      const answer = await fetch(this.form.dataset.autosave, {
        method: "POST",
        body: contentToSend(this.form),
        headers: { "X-Requested-With": "fetch" },
        keepalive,
      });
      await this.receive(answer, content);
    } catch {
      this.tell(this.words.offline, "failed");
      this.later(RETRY);
    } finally {
      this.busy = false;
    }
  }

  async receive(answer, content) {
    if (answer.ok) return this.saved(await answer.json(), content);
    if (answer.status === 401) return this.signedOut();
    if (answer.status === 409) return this.refused(await answer.json());
    if (answer.status === 404) {
      this.stopped = true;
      return this.tell(this.words.gone, "failed");
    }
    this.tell(this.words.offline, "failed");
    return this.later(RETRY);
  }

  saved(said, content) {
    this.sent = content;
    this.form.elements.version.value = said.version;
    showFindings(this.form, said, this.words);
    this.tell(`${this.words.saved} ${said.saved_at}`, "saved");
    if (this.dirty()) this.later(PAUSE);
  }

  signedOut() {
    const link = document.createElement("a");
    link.href = "/login/";
    link.target = "_blank";
    link.rel = "noopener";
    link.textContent = this.words.signIn;
    this.tell(`${this.words.signedOut} `, "failed", link);
    this.later(RETRY);
  }

  refused(said) {
    this.stopped = true;
    if (said.error !== "stale") return this.tell(said.message, "failed");
    const button = document.createElement("button");
    button.className = "btn btn-sm btn-outline-secondary";
    button.textContent = this.words.compare; // sends the form: the server answers with both texts
    return this.tell(`${said.message} `, "failed", button);
  }

  tell(words, mood = "", extra = "") {
    this.state.className = `save-state${mood ? ` save-state--${mood}` : ""}`;
    this.state.replaceChildren(words, extra);
  }
}
