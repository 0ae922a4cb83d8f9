// Placing the portrait in the chosen picture. The three sliders are the form's own fields; the canvas shows and moves what they say.
// Geometry as in nominations/photos.py: x and y in percent of the room left, scale from 1.

const [WIDTH_MM, HEIGHT_MM, MIN_WIDTH, MIN_HEIGHT] = [35, 49, 413, 579];
const STEP = 2; // percent a key press

class Cropper {
  constructor(form) {
    this.form = form;
    const find = (name) => form.querySelector(`[data-${name}]`);
    [this.canvas, this.now, this.help, this.size] = ["canvas", "now", "help", "size"].map(find);
    this.fields = { x: form.elements.x, y: form.elements.y, scale: form.elements.scale };
    this.picture = null;
  }

  start() {
    this.form.elements.photo.addEventListener("change", () => this.load());
    for (const field of Object.values(this.fields)) field.addEventListener("input", () => this.draw());
    this.canvas.addEventListener("keydown", (event) => this.press(event));
    this.canvas.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
    this.canvas.addEventListener("pointerdown", (event) => this.canvas.setPointerCapture(event.pointerId));
    this.canvas.addEventListener("pointermove", (event) => this.drag(event));
    if (this.form.elements.photo.files.length) this.load();
  }

  async load() {
    const [file] = this.form.elements.photo.files;
    if (!file) return;
    try {
      this.picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    } catch {
      this.picture = null;
      this.size.textContent = this.size.dataset.unreadable;
      this.size.classList.add("crop-size--small");
      return;
    }
    this.canvas.hidden = this.help.hidden = false;
    this.now.hidden = true;
    this.draw();
  }

  value(name) {
    return Number(this.fields[name].value);
  }

  set(name, value) {
    const { min, max } = this.fields[name];
    this.fields[name].value = Math.min(Math.max(value, Number(min)), Number(max));
  }

  box() {
    const { width, height } = this.picture;
    const wide = Math.min(width, (height * WIDTH_MM) / HEIGHT_MM) / this.value("scale");
    const high = (wide * HEIGHT_MM) / WIDTH_MM;
    const [left, top] = [((width - wide) * this.value("x")) / 100, ((height - high) * this.value("y")) / 100];
    return { left, top, wide, high };
  }

  draw() {
    if (!this.picture) return;
    const { left, top, wide, high } = this.box();
    const pen = this.canvas.getContext("2d");
    pen.fillStyle = "white";
    pen.fillRect(0, 0, this.canvas.width, this.canvas.height);
    pen.drawImage(this.picture, left, top, wide, high, 0, 0, this.canvas.width, this.canvas.height);
    const small = Math.round(wide) < MIN_WIDTH || this.picture.width < MIN_WIDTH || this.picture.height < MIN_HEIGHT;
    const { small: tooSmall, good } = this.size.dataset;
    this.size.textContent = small ? tooSmall : `${good} ${Math.round(wide)}×${Math.round(high)}`;
    this.size.classList.toggle("crop-size--small", small);
  }

  press(event) {
    const moves = { ArrowLeft: ["x", -STEP], ArrowRight: ["x", STEP], ArrowUp: ["y", -STEP], ArrowDown: ["y", STEP] };
    const zooms = { "+": 0.05, "=": 0.05, "-": -0.05 };
    if (event.key in moves) this.change(event, ...moves[event.key]);
    else if (event.key in zooms) this.change(event, "scale", zooms[event.key]);
  }

  wheel(event) {
    if (this.picture) this.change(event, "scale", event.deltaY < 0 ? 0.05 : -0.05);
  }

  change(event, name, by) {
    event.preventDefault();
    this.set(name, this.value(name) + by);
    this.draw();
  }

  // The picture follows the pointer: pixels on screen → pixels of the picture → percent of the room left.
  drag(event) {
    if (!this.picture || !event.buttons) return;
    const { wide, high } = this.box();
    const ratio = wide / this.canvas.clientWidth;
    const rooms = { x: this.picture.width - wide, y: this.picture.height - high };
    for (const [name, moved] of [["x", event.movementX], ["y", event.movementY]]) {
      if (rooms[name] >= 1) this.set(name, this.value(name) - (100 * moved * ratio) / rooms[name]);
    }
    this.draw();
  }
}

for (const form of document.querySelectorAll("[data-cropper]")) new Cropper(form).start();
