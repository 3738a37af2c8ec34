/* The card of a place: name, spelling, chain, codes, former names, the deciding document. A sheet on phones. */

import { withDate } from "./places.js";

const SHEETS = ["peek", "half", "full"];

export function element(tag, className, ...children) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return made;
}

function link(address, text, className = "") {
  const made = element("a", className, text);
  made.href = address;
  return made;
}

function inKorean(text) {
  const made = element("span", "", text);
  made.lang = "ko";
  return made;
}

function fact(list, label, ...value) {
  const shown = value.filter(Boolean);
  if (shown.length) list.append(element("dt", "", label), element("dd", "", ...shown));
}

function chainOf(chain, own, date) {
  const made = element("span", "chain");
  for (const step of chain) {
    const here = own && step.id === own.id;
    made.append(here || !step.code ? element("span", "", step.name) : link(withDate(`/areas/${step.code}/`, date), step.name));
  }
  return made;
}

const SCHEMES = { MCA: ["区划代码", "民政"], NBS: ["统计代码", "国家统计局"] };

export class Card {
  /** `closed` is called when the reader closes the card. */
  constructor(box, closed) {
    this.box = box;
    this.body = box.querySelector(".card__body");
    this.closed = closed;
    box.querySelector(".card__close").addEventListener("click", () => this.close());
    box.addEventListener("keydown", (event) => event.key === "Escape" && this.close());
    this.sheet(box.querySelector(".card__handle"));
    new ResizeObserver(() => this.tellHeight()).observe(box);
  }

  sheet(handle) {
    handle.addEventListener("click", () => {
      const place = SHEETS.indexOf(this.box.dataset.sheet);
      this.box.dataset.sheet = SHEETS[(place + 1) % SHEETS.length];
    });
    let start = null;
    handle.addEventListener("pointerdown", (event) => {
      start = event.clientY;
      handle.setPointerCapture(event.pointerId);
    });
    handle.addEventListener("pointerup", (event) => {
      const moved = event.clientY - start;
      if (start === null || Math.abs(moved) < 24) return;
      const place = SHEETS.indexOf(this.box.dataset.sheet) + (moved < 0 ? 1 : -1);
      if (place < 0) this.close();
      else this.box.dataset.sheet = SHEETS[Math.min(place, SHEETS.length - 1)];
      handle.addEventListener("click", (click) => click.stopImmediatePropagation(), { once: true, capture: true });
    });
  }

  tellHeight() {
    const atlas = this.box.closest(".atlas");
    atlas.style.setProperty("--sheet", `${this.box.hidden ? 0 : this.box.offsetHeight}px`);
    atlas.classList.toggle("has-card", !this.box.hidden);
  }

  close() {
    this.box.hidden = true;
    this.tellHeight();
    this.closed();
  }

  open(...content) {
    this.body.replaceChildren(...content);
    this.box.hidden = false;
    this.box.dataset.sheet = "half";
    this.box.scrollTop = 0;
    this.tellHeight();
  }

  /** Shows a message where nothing is to be shown. */
  say(title, text) {
    this.open(element("h2", "card__title", title), element("p", "small ink-2", text));
  }

  /** A point on a border: both sides, nearest first. */
  showBorder(answer, open) {
    const sides = element("div", "card__sides");
    for (const side of answer.sides) {
      const button = element("button", "button", side.name);
      button.type = "button";
      button.addEventListener("click", () => open(side));
      sides.append(button);
    }
    this.open(
      element("div", "card__head", element("h2", "place-name", "界线上")),
      element("p", "small ink-2", "这一点在界线上，两侧为："),
      sides,
    );
  }

  /** `place` is what places.js makes of the answers of the API. */
  show(place) {
    const chips = element("span", "card__chips", place.label && element("span", "chip", place.label));
    if (place.tombstone) chips.append(element("span", "chip chip--quiet", place.tombstone));
    if (place.sample) chips.append(element("span", "chip chip--sample", "示例数据"));
    const head = element("div", "card__head", element("h2", "place-name", place.name), chips);
    const spelling = element("div", "small ink-2", place.spelling || "");
    this.open(head, spelling, this.facts(place), this.links(place));
  }

  facts(place) {
    const list = element("dl", "facts");
    fact(list, "位置", place.chain.length ? chainOf(place.chain, place.own, place.date) : "");
    for (const form of place.korean) fact(list, "朝鲜文", inKorean(form));
    fact(list, "来历", place.origin);
    fact(list, "批准文件", place.document);
    fact(list, "曾用名", place.former.join("、"));
    fact(list, "别名", place.aliases.join("、"));
    fact(list, "后继", place.successors.map((each) => each.name).join("、"));
    for (const { scheme, code, period } of place.codes) {
      const [label, office] = SCHEMES[scheme];
      fact(list, label, code, element("span", "ink-3", [" ", office, period].filter(Boolean).join(" · ").replace("  ·", " ·")));
    }
    fact(list, "来源", place.source);
    return list;
  }

  links(place) {
    const foot = element("div", "card__foot");
    if (place.page) foot.append(link(place.page, "永久页面", "button button--primary"));
    if (place.history) foot.append(link(place.history, "沿革", "button"));
    return foot;
  }
}
