/* Fields that name divisions: a combobox (WAI-ARIA) whose options htmx fetches into the list under the field.
 *
 * The template is boundaries/divisions/templates/divisions/input.html. An option carries in data-written what goes into
 * the field: alone in a field for one division, after the others in a field for several. Down and up choose, Enter
 * takes, Escape and leaving the field close. A working map sends "workmap:unit" (detail.written): the unit goes
 * into the field that was entered last, else into the first empty one.
 */
const LAST = /[^\s,，、;；]*$/;

class Picker {
  constructor(box) {
    this.input = box.querySelector("input");
    this.list = box.querySelector("[role=listbox]");
    this.several = box.dataset.picker === "several";
    this.place = -1;
    const told = { role: "combobox", autocomplete: "off", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": this.list.id };
    Object.entries(told).forEach(([name, value]) => this.input.setAttribute(name, value));
    this.list.addEventListener("htmx:afterSwap", () => this.shown());
    this.list.addEventListener("pointerdown", (event) => event.preventDefault()); // the field keeps the focus
    this.list.addEventListener("click", (event) => this.take(event.target.closest("[role=option]")));
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("blur", () => this.close());
    this.input.addEventListener("compositionend", () => this.input.dispatchEvent(new Event("input", { bubbles: true })));
  }

  get options() {
    return [...this.list.querySelectorAll("[role=option]")];
  }

  shown() {
    this.mark(-1);
    if (this.list.childElementCount && document.activeElement === this.input) this.open();
    else this.close();
  }

  key(event) {
    const { options } = this;
    if (event.isComposing) return;
    if (event.key === "Escape" && !this.list.hidden) {
      event.preventDefault();
      this.close();
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && options.length) {
      event.preventDefault();
      this.open();
      const from = this.place < 0 && event.key === "ArrowUp" ? 0 : this.place;
      this.mark((from + (event.key === "ArrowDown" ? 1 : -1) + options.length) % options.length);
    } else if (event.key === "Enter" && !this.list.hidden && this.place >= 0) {
      event.preventDefault();
      this.take(options[this.place]);
    }
  }

  mark(place) {
    this.place = place;
    this.options.forEach((option, index) => option.setAttribute("aria-selected", String(index === place)));
    const option = this.options[place];
    if (!option) return this.input.removeAttribute("aria-activedescendant");
    this.input.setAttribute("aria-activedescendant", option.id);
    return option.scrollIntoView({ block: "nearest" });
  }

  take(option) {
    if (option) this.write(option.dataset.written, this.input.value.replace(LAST, ""));
  }

  /* A unit of the map: behind what is there already; a part of a unit takes its place. */
  add(written) {
    const there = this.input.value.split(/[\s,，、;；]+/).filter((part) => part && !written.startsWith(part));
    this.write(written, there.map((part) => `${part}、`).join(""));
  }

  write(written, before) {
    this.input.value = this.several ? `${before}${written}、` : written;
    this.list.replaceChildren();
    this.close();
    this.input.dispatchEvent(new Event("change", { bubbles: true }));
  }

  open() {
    this.list.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
  }

  close() {
    this.list.hidden = true;
    this.mark(-1);
    this.input.setAttribute("aria-expanded", "false");
  }
}

/* What an input method has not finished yet is no question. */
document.addEventListener("input", (event) => event.isComposing && event.target.closest("[data-picker]") && event.stopPropagation(), true);

const pickers = [...document.querySelectorAll("[data-picker]")].map((box) => new Picker(box));
let entered = null;
pickers.forEach((picker) => picker.input.addEventListener("focus", () => (entered = picker)));
document.addEventListener("workmap:unit", ({ detail }) => {
  const picker = entered || pickers.find(({ input }) => !input.value) || pickers[0];
  picker?.add(detail.written);
});
