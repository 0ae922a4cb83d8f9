// A calendar beside each field for a month or a day. What it picks is written into the text field, where one may as well type.
// The field itself stays where it is: moving it would take the cursor from somebody who is typing already.

export function startPickers(form, words) {
  for (const field of form.querySelectorAll("[data-month], [data-day]")) {
    const picker = document.createElement("input");
    const month = "month" in field.dataset;
    picker.type = month ? "month" : "date";
    if (picker.type === "text") continue; // a browser without month pickers
    picker.className = "form-control picker";
    picker.tabIndex = -1;
    picker.setAttribute("aria-label", words.picker);
    picker.addEventListener("change", () => {
      if (!picker.value) return;
      field.value = month ? picker.value.replace("-", ".") : picker.value;
      field.dispatchEvent(new Event("input", { bubbles: true }));
    });
    field.after(picker);
    field.parentElement.classList.add("with-picker");
  }
}
