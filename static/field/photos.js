/* Pictures from the camera (照片): the original as it is under its SHA-256, beside it a small one that keeps the EXIF. */
(function (self) {
  "use strict";

  const LONGEST = 1600; // pixels of the longer side of a small picture

  async function sha256(blob) {
    const digest = await crypto.subtle.digest("SHA-256", await blob.arrayBuffer());
    return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  /* The EXIF segment (APP1) of a JPEG with its marker, or null. */
  function exifOf(bytes) {
    if (bytes[0] !== 0xff || bytes[1] !== 0xd8) return null;
    let at = 2;
    while (at + 4 <= bytes.length && bytes[at] === 0xff && bytes[at + 1] !== 0xda) {
      const length = (bytes[at + 2] << 8) + bytes[at + 3];
      const exif = bytes[at + 1] === 0xe1 && String.fromCharCode(...bytes.subarray(at + 4, at + 8)) === "Exif";
      if (exif) return bytes.slice(at, at + 2 + length);
      at += 2 + length;
    }
    return null;
  }

  /* The pixels of the small picture stand upright already: orientation 1 in its copy of the EXIF. */
  function upright(segment) {
    const view = new DataView(segment.buffer, segment.byteOffset, segment.byteLength);
    const little = view.getUint16(10) === 0x4949;
    const first = 10 + view.getUint32(14, little);
    if (first + 2 > segment.length) return segment;
    for (let place = 0; place < view.getUint16(first, little); place += 1) {
      const entry = first + 2 + place * 12;
      if (entry + 12 > segment.length) break;
      if (view.getUint16(entry, little) === 0x0112) view.setUint16(entry + 8, 1, little);
    }
    return segment;
  }

  /* A smaller JPEG of a picture; the picture itself where it is small enough or cannot be drawn. */
  async function smaller(file) {
    let drawn;
    try {
      drawn = await createImageBitmap(file, { imageOrientation: "from-image" });
    } catch (error) {
      return file;
    }
    const scale = LONGEST / Math.max(drawn.width, drawn.height);
    if (scale >= 1) return file;
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(drawn.width * scale);
    canvas.height = Math.round(drawn.height * scale);
    canvas.getContext("2d").drawImage(drawn, 0, 0, canvas.width, canvas.height);
    drawn.close();
    const jpeg = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.82));
    const exif = exifOf(new Uint8Array(await file.slice(0, 256 * 1024).arrayBuffer()));
    if (!jpeg || !exif) return jpeg || file;
    return new Blob([jpeg.slice(0, 2), upright(exif), jpeg.slice(2)], { type: "image/jpeg" });
  }

  /* What an item says of a picture, and what the phone keeps of it. */
  async function take(file, kind, shrink) {
    const original = await sha256(file);
    const small = shrink ? await smaller(file) : file;
    const hash = small === file ? original : await sha256(small);
    const taken = new Date(file.lastModified || Date.now()).toISOString();
    const said = { sha256: hash, original, kind, name: file.name || "照片.jpg", taken_at: taken };
    const kept = [{ sha256: original, blob: file, done: false }];
    if (hash !== original) kept.unshift({ sha256: hash, blob: small, done: false });
    return { said, kept };
  }

  self.field = Object.assign(self.field || {}, { photos: { take, sha256, exifOf, upright } });
})(self);
