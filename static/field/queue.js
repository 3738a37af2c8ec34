/* The queue as the page shows it (待发队列): each item with its state, what is wrong, its receipts, what can be done. */
(function (self) {
  "use strict";

  const WORDS = { waiting: "待发", refused: "须改", conflict: "冲突", taken: "已收" };
  const CHIPS = { waiting: "chip--quiet", refused: "chip--block", conflict: "chip--warn", taken: "chip--ok" };
  const KINDS = { marker: "界桩", point: "边界点" };

  function make(tag, className, text) {
    const element = document.createElement(tag);
    if (className) element.className = className;
    if (text) element.textContent = text;
    return element;
  }

  function time(iso) {
    return new Date(iso).toLocaleString("zh-CN", { month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", hour12: false });
  }

  function link(href, text) {
    const anchor = make("a", "", text);
    anchor.href = href;
    return anchor;
  }

  function button(text, press) {
    const made = make("button", "button button--small", text);
    made.type = "button";
    made.addEventListener("click", press);
    return made;
  }

  function facts(item) {
    const words = [KINDS[item.kind], item.line, time(item.recorded_at)];
    if (item.position) words.push("精度 " + item.position.accuracy_m + " 米");
    if (item.photos.length) words.push("照片 " + item.photos.length + " 张");
    return words.join(" · ");
  }

  function finding(one) {
    const line = make("p", "field-finding field-finding--" + one.severity);
    line.textContent = (one.row ? "第 " + one.row + " 行 " : "") + one.rule + " " + one.message + (one.fix ? " " + one.fix : "");
    return line;
  }

  function entry(item, acts) {
    const box = make("li", "field-item");
    box.dataset.id = item.id;
    box.dataset.state = item.state;
    const head = make("div", "field-item__head");
    head.append(make("strong", "", item.sheet.number), make("span", "chip " + CHIPS[item.state], WORDS[item.state]));
    box.append(head, make("p", "small ink-2", facts(item)));
    if (item.problem) box.append(make("p", "field-finding field-finding--warn", item.problem));
    if (item.state !== "taken") (item.findings || []).forEach((one) => box.append(finding(one)));
    (item.receipts || []).forEach((receipt) => {
      const line = make("p", "small");
      line.append("回执 ", link(receipt.url, receipt.number), " " + (receipt.at || ""));
      box.append(line);
    });
    const buttons = make("div", "actions");
    if (item.state === "waiting" && !item.attempted) buttons.append(button("修改", () => acts.edit(item)), button("删除", () => acts.discard(item)));
    if (item.state === "waiting" && item.attempted) box.append(make("p", "small ink-2", "已送出，正在等回执；收到回执后可以再改。"));
    if (item.state === "refused") buttons.append(button("改正", () => acts.edit(item)));
    if (item.state === "conflict") buttons.append(link(item.url, "比较两份内容，选定或合并"));
    if (buttons.children.length) box.append(buttons);
    return box;
  }

  /* Draw the list: what needs work first, then what waits, then what arrived. */
  function draw(list, items, acts) {
    const rank = { refused: 0, conflict: 1, waiting: 2, taken: 3 };
    const sorted = [...items].sort((a, b) => rank[a.state] - rank[b.state] || (a.recorded_at < b.recorded_at ? 1 : -1));
    list.replaceChildren(...sorted.map((item) => entry(item, acts)));
  }

  self.field = Object.assign(self.field || {}, { queue: { draw, WORDS } });
})(self);
