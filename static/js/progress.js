// A batch under way: looks at its page again every two seconds and moves the bar; when it is over, the page is loaded anew.
// Without this file there is 刷新.

const PAUSE = 2000; // ms
const region = document.querySelector("[data-progress]");

async function look() {
  try {
    const answer = await fetch(window.location.href, { headers: { "X-Requested-With": "fetch" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("[data-progress]");
    if (!fresh?.hasAttribute("data-under-way")) return window.location.reload();
    region.replaceChildren(...fresh.childNodes);
  } catch {
    // the line is down: the next look may find it up
  }
  return setTimeout(look, PAUSE);
}

setTimeout(look, PAUSE);
