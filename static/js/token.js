// The token that the server wants back with everything sent. Signing in again in another window changes it, so what a page
// sends takes the newest from the cookie, and its own only where there is none.

export function newestToken(form) {
  const pairs = document.cookie.split("; ");
  const pair = ["__Host-csrftoken=", "csrftoken="].map((name) => pairs.find((one) => one.startsWith(name))).find(Boolean);
  return pair?.split("=")[1] || form.elements.csrfmiddlewaretoken.value;
}

export function contentToSend(form) {
  const data = new FormData(form);
  data.set("csrfmiddlewaretoken", newestToken(form));
  return data;
}
