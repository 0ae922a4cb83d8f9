// Everybody's page follows the chair: it asks every few seconds what is under discussion. Without this file there is 刷新.

const PAUSE = 4000; // ms
const link = document.querySelector("[data-meeting]");

async function look() {
  try {
    const answer = await fetch(link.dataset.state, { headers: { "X-Requested-With": "fetch" } });
    if (answer.status === 401) return window.location.reload();
    if (answer.ok && (await answer.json()).version !== link.dataset.meeting) return window.location.replace(link.href);
  } catch {
    // the line is down: the next look may find it up
  }
  return setTimeout(look, PAUSE);
}

setTimeout(look, PAUSE);
