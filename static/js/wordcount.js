// Counting to the word limit by the server's rule: code points that are not white space.
// The class is that of nominations/policy/wordcount.py, spelt out; \s of ECMAScript is the same set.

export function countCharacters(text) {
  return [...text.replace(/\s/gu, "")].length;
}

export function startCounters(form) {
  for (const counter of form.querySelectorAll("[data-counter]")) {
    const field = form.elements[counter.dataset.counter];
    const shown = counter.querySelector("[data-count]");
    const update = () => {
      const count = countCharacters(field.value);
      shown.textContent = count;
      counter.classList.toggle("counter--over", count > Number(counter.dataset.limit));
    };
    field.addEventListener("input", update);
    update();
  }
}
