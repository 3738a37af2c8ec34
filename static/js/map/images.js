/* Symbols that MapLibre draws, made on canvas: no image is fetched. */
import { CARD, INK, INK_2, LEVEL, SEVERITY } from "./palette.js";

const RATIO = 2;

function canvas(width, height, draw) {
  const sheet = document.createElement("canvas");
  sheet.width = width * RATIO;
  sheet.height = height * RATIO;
  const context = sheet.getContext("2d");
  context.scale(RATIO, RATIO);
  draw(context);
  return context.getImageData(0, 0, sheet.width, sheet.height);
}

function ring(context, middle, radius, width, colour) {
  context.beginPath();
  context.arc(middle, middle, radius, 0, 2 * Math.PI);
  context.fillStyle = CARD;
  context.fill();
  context.lineWidth = width;
  context.strokeStyle = colour;
  context.stroke();
}

function star(context, middle, outer) {
  context.beginPath();
  for (let corner = 0; corner < 10; corner += 1) {
    const radius = corner % 2 ? outer * 0.42 : outer;
    const angle = (corner * Math.PI) / 5 - Math.PI / 2;
    context.lineTo(middle + radius * Math.cos(angle), middle + radius * Math.sin(angle));
  }
  context.closePath();
  context.fillStyle = SEVERITY.block;
  context.fill();
}

/** Ring with star: seat of the province. */
export function provinceSeat(context) {
  ring(context, 9, 7.4, 1.5, INK);
  star(context, 9, 5.4);
}

/** Ring with dot: seat of a prefecture. */
export function prefectureSeat(context) {
  ring(context, 9, 5.3, 1.6, INK);
  context.beginPath();
  context.arc(9, 9, 2.2, 0, 2 * Math.PI);
  context.fillStyle = INK;
  context.fill();
}

/** Small ring: seat of a county. */
export function countySeat(context) {
  ring(context, 9, 3.2, 1.4, INK_2);
}

/** Dot: any other place. */
export function place(context) {
  ring(context, 9, 2.1, 1.1, INK_2);
}

/** The sign of the national border: a thick stroke between two bars, then a dot. */
export function nationalSign(context) {
  context.fillStyle = LEVEL.national;
  context.fillRect(0, 4.2, 31, 3.6);
  context.fillRect(0, 2, 1.8, 8);
  context.fillRect(29.2, 2, 1.8, 8);
  context.beginPath();
  context.arc(36.5, 6, 2, 0, 2 * Math.PI);
  context.fill();
}

export const NATIONAL_SIGN = [42, 12];

/** Gives a MapLibre map all images of the style. */
export function addImages(glMap) {
  const seats = { "seat-province": provinceSeat, "seat-prefecture": prefectureSeat, "seat-county": countySeat, place };
  for (const [name, draw] of Object.entries(seats)) {
    if (!glMap.hasImage(name)) glMap.addImage(name, canvas(18, 18, draw), { pixelRatio: RATIO });
  }
  if (!glMap.hasImage("national")) {
    glMap.addImage("national", canvas(...NATIONAL_SIGN, nationalSign), { pixelRatio: RATIO });
  }
}
