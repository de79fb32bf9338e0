/** A known QR code (version 1, ECC Q), drawn to see whether a phone's detector really reads. */

export const PROOF = "LINESIDE";

// prettier-ignore
const ROWS = [
  0x1fda7f, 0x105541, 0x175c5d, 0x175f5d, 0x17505d, 0x104941, 0x1fd57f, 0x001400, 0x0d6d5f, 0x0dbaad, 0x09c8e5,
  0x1b1bba, 0x04c6ea, 0x001b69, 0x1fd219, 0x10406a, 0x175a4b, 0x174e96, 0x1752c9, 0x105bbf, 0x1fc2dd,
];
const MODULE = 8;
const QUIET = 4;

/** @returns {HTMLCanvasElement} */
export function drawProof() {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = (ROWS.length + 2 * QUIET) * MODULE;
  const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d", { willReadFrequently: true }));
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.fillStyle = "#000";
  for (const [y, row] of ROWS.entries()) {
    for (let x = 0; x < ROWS.length; x++) {
      if ((row >> (ROWS.length - 1 - x)) & 1) pen.fillRect((x + QUIET) * MODULE, (y + QUIET) * MODULE, MODULE, MODULE);
    }
  }
  return canvas;
}
