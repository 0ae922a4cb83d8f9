// Proof of work: a worker looks for the number while one fills in the form; sent before it is found, the form waits.

const box = document.querySelector("[data-proof]");
const form = box.closest("form");
const state = box.querySelector("[data-proof-state]");
const { algorithm, challenge, salt, signature, maxNumber } = JSON.parse(box.dataset.proof);
let waiting = null; // the button that was pressed

function say(words) {
  state.textContent = box.dataset[words];
}

function take(number) {
  const answer = { algorithm, challenge, number, salt, signature };
  box.querySelector("input").value = btoa(JSON.stringify(answer));
  say("done");
  if (waiting) form.requestSubmit(waiting);
}

form.addEventListener("submit", (event) => {
  if (box.querySelector("input").value || state.textContent === box.dataset.failed) return;
  event.preventDefault();
  waiting = event.submitter;
  say("wait");
});

say("working");
const worker = new Worker(box.dataset.worker);
worker.addEventListener("message", (event) => take(event.data));
worker.addEventListener("error", () => say("failed"));
worker.postMessage({ challenge, salt, maxNumber });
