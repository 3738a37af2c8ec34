/* The bar under the head of a drawing map: which thing is drawn, its steps, how many vertices and metres. */

const metres = new Intl.NumberFormat("zh-CN", { maximumFractionDigits: 0 });

export class DrawBar {
  constructor(frame, drawing) {
    this.drawing = drawing;
    this.bar = document.createElement("div");
    this.bar.className = "draw-bar no-print";
    this.bar.setAttribute("role", "toolbar");
    this.bar.setAttribute("aria-label", "绘图");
    this.tabs = this.bar.appendChild(document.createElement("span"));
    this.tabs.className = "draw-bar__tabs";
    this.buttons = {
      adding: this.button("添点", "点地图加点；键盘：方向键移图，回车在十字处加点", () => this.toggle()),
      drop: this.button("删点", "删除所选的点；没有选中时删除最后加的点", (tool) => tool.drop()),
      undo: this.button("撤销", "撤销上一步（Ctrl+Z）", (tool) => tool.undo()),
      clear: this.button("重画", "清除已画的点，重新画", (tool) => tool.clear()),
      start: this.button("恢复原线", "回到登记中的原线", (tool) => tool.set(this.startOf(tool))),
      join: this.button("两端接到交会点", "把首尾两点改为交会点的坐标", (tool) => tool.join()),
    };
    this.said = this.bar.appendChild(document.createElement("output"));
    this.said.className = "draw-bar__said";
    frame.querySelector(".map-frame__body").before(this.bar);
  }

  button(label, title, deed) {
    const made = this.bar.appendChild(document.createElement("button"));
    Object.assign(made, { type: "button", className: "button button--small", textContent: label, title });
    made.addEventListener("click", () => deed(this.drawing.tool));
    return made;
  }

  toggle() {
    this.drawing.tool.adding = !this.drawing.adding;
    this.drawing.draw(this.drawing.tool);
  }

  startOf(tool) {
    return tool.told.start.split("\n").filter(Boolean).map((pair) => pair.split(",").map(Number));
  }

  tell(tool, tools) {
    if (this.tabs.childElementCount !== tools.length && tools.length > 1) this.drawTabs(tools);
    [...this.tabs.children].forEach((tab, index) => tab.setAttribute("aria-pressed", String(tools[index] === tool && !this.drawing.choosing)));
    const { adding, drop, undo, clear, start, join } = this.buttons;
    adding.hidden = tool.single;
    adding.setAttribute("aria-pressed", String(this.drawing.adding));
    drop.hidden = tool.single;
    undo.disabled = !tool.past.length;
    clear.disabled = !tool.points.length;
    start.hidden = !tool.told.start;
    join.hidden = tool.joined;
    this.said.textContent = this.words(tool);
  }

  drawTabs(tools) {
    this.tabs.replaceChildren(...tools.map((tool) => {
      const tab = document.createElement("button");
      Object.assign(tab, { type: "button", className: "button button--small draw-bar__tab", textContent: tool.told.label });
      tab.addEventListener("click", () => this.drawing.draw(tool));
      return tab;
    }));
  }

  words(tool) {
    if (this.drawing.choosing && !tool.points.length) return "点图上的区划填入所选字段";
    if (tool.wrong) return `第 ${tool.wrong} 行读不出，应写成 经度,纬度`;
    if (!tool.points.length) return tool.single ? "点地图确定位置" : "点地图开始画";
    const at = tool.chosen == null ? "" : `第 ${tool.chosen + 1} 点 / `;
    if (tool.single) return tool.points[0].map((number) => number.toFixed(6)).join("，");
    return `${at}${tool.points.length} 点 · 约 ${metres.format(tool.metres)} 米`;
  }
}
