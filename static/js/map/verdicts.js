/* Points whose verdict is told by shape: disc ✓, triangle !, octagon ×, ring i, two squares for a duplicate.
 * A point drawn where it is only supposed to be is hollow and dashed. */
import { ACCENT, CARD, SEVERITY } from "./palette.js";

const COLOUR = { ...SEVERITY, duplicate: SEVERITY.block, now: ACCENT, plain: "#47535a" };

function polygon(context, x, y, radius, corners, turn) {
  context.beginPath();
  for (let corner = 0; corner < corners; corner += 1) {
    const angle = turn + (corner * 2 * Math.PI) / corners;
    context.lineTo(x + radius * Math.cos(angle), y + radius * Math.sin(angle));
  }
  context.closePath();
}

function disc(context, x, y, radius) {
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
}

function outline(context, verdict, x, y, r) {
  if (verdict === "block" || verdict === "refused") polygon(context, x, y, r * 1.12, 8, Math.PI / 8);
  else if (verdict === "warn") polygon(context, x, y + r * 0.15, r * 1.3, 3, -Math.PI / 2);
  else if (verdict === "duplicate") {
    context.beginPath();
    context.rect(x - r, y - r * 0.4, r * 1.4, r * 1.4);
    context.rect(x - r * 0.4, y - r, r * 1.4, r * 1.4);
  } else disc(context, x, y, verdict === "plain" ? r * 0.7 : r);
}

function mark(context, verdict, x, y, r) {
  context.beginPath();
  if (verdict === "block" || verdict === "refused") {
    const d = r * 0.42;
    context.moveTo(x - d, y - d);
    context.lineTo(x + d, y + d);
    context.moveTo(x + d, y - d);
    context.lineTo(x - d, y + d);
  } else if (verdict === "warn") {
    context.moveTo(x, y - r * 0.4);
    context.lineTo(x, y + r * 0.2);
    context.moveTo(x, y + r * 0.6);
    context.lineTo(x, y + r * 0.62);
  } else if (verdict === "ok") {
    context.moveTo(x - r * 0.45, y);
    context.lineTo(x - r * 0.1, y + r * 0.38);
    context.lineTo(x + r * 0.48, y - r * 0.35);
  } else if (verdict === "info") {
    context.moveTo(x, y - r * 0.45);
    context.lineTo(x, y - r * 0.43);
    context.moveTo(x, y - r * 0.05);
    context.lineTo(x, y + r * 0.5);
  }
  context.stroke();
}

/** Draws one symbol; used by the map and by the legend. */
export function drawVerdict(context, { verdict = "plain", supposed = false, selected = false }, x, y, radius) {
  const colour = COLOUR[verdict] || COLOUR.plain;
  const r = selected ? radius * 1.3 : radius;
  context.save();
  context.setLineDash([]);
  context.globalAlpha = 1;
  context.lineCap = "round";
  context.lineJoin = "round";
  if (selected) {
    disc(context, x, y, r * 1.9);
    context.globalAlpha = 0.18;
    context.fillStyle = ACCENT;
    context.fill();
    context.globalAlpha = 1;
  }
  outline(context, verdict, x, y, r);
  const hollow = supposed || verdict === "info" || verdict === "duplicate";
  context.lineWidth = hollow ? 1.8 : 2.4;
  context.strokeStyle = hollow ? colour : CARD;
  if (!hollow) context.stroke();
  context.fillStyle = hollow ? CARD : colour;
  context.fill();
  if (supposed) context.setLineDash([2.5, 2]);
  if (hollow) context.stroke();
  context.setLineDash([]);
  context.lineWidth = Math.max(1.2, r * 0.24);
  context.strokeStyle = hollow ? colour : CARD;
  if (r >= 5 && verdict !== "plain" && verdict !== "now" && verdict !== "duplicate") mark(context, verdict, x, y, r);
  context.restore();
}

L.Canvas.include({
  _updateVerdict(layer) {
    if (!this._drawing || layer._empty()) return;
    drawVerdict(this._ctx, layer.options, layer._point.x, layer._point.y, Math.max(Math.round(layer._radius), 1));
  },
});

/** A point with a verdict; options: verdict, supposed, selected, radius. Needs the canvas renderer. */
export const VerdictMarker = L.CircleMarker.extend({
  options: { radius: 7, verdict: "plain", supposed: false, selected: false, weight: 0 },
  _updatePath() {
    this._renderer._updateVerdict(this);
  },
});

/** A small canvas with one symbol, for the legend. */
export function verdictSign(options) {
  const sign = document.createElement("canvas");
  const ratio = window.devicePixelRatio || 1;
  sign.width = sign.height = 20 * ratio;
  sign.style.width = sign.style.height = "20px";
  const context = sign.getContext("2d");
  context.scale(ratio, ratio);
  drawVerdict(context, options, 10, 10, 6.5);
  return sign;
}
