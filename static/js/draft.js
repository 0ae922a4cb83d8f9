// The page of a draft form: everything here is an addition, the form works without it.

import { Autosave } from "./autosave.js";
import { startFilling } from "./idnumber.js";
import { startPickers } from "./pickers.js";
import { startSectors } from "./sectors.js";
import { startCounters } from "./wordcount.js";

const form = document.getElementById("draft");
const words = { ...document.getElementById("save-words").dataset };

startCounters(form);
startFilling(form);
startPickers(form, words);
startSectors(form);
new Autosave(form, words).start();

// On the page that shows two texts: who goes on writing in a field means their own.
form.addEventListener("input", (event) => {
  const mine = document.querySelector(`[data-typed="${event.target.name}"]`);
  if (mine) mine.checked = true;
});

// Mark in the navigation where one is.
const links = new Map([...document.querySelectorAll("[data-nav]")].map((item) => [item.dataset.nav, item.querySelector("a")]));
const watcher = new IntersectionObserver(
  (entries) => {
    for (const entry of entries.filter((one) => one.isIntersecting)) {
      for (const link of links.values()) link.removeAttribute("aria-current");
      links.get(entry.target.dataset.section)?.setAttribute("aria-current", "true");
    }
  },
  { rootMargin: "-20% 0px -70% 0px" },
);
for (const section of form.querySelectorAll("[data-section]")) watcher.observe(section);
