// Many thin lines drawn into a picture pixel by pixel. A canvas takes a third of a second for the paths of a hundred lines of
// ten thousand points; this takes some milliseconds. Pure; no DOM here.
import type { Pyramid } from './pyramid';
import { spansOf, type View } from './spans';

export interface RasterLine {
  readonly pyramid: Pyramid;
  /** Red, green and blue, 0 to 255. */
  readonly colour: readonly [number, number, number];
  /** Thickness in pixels. */
  readonly width: number;
  /** Lengths of strokes and gaps in pixels, by turns; empty for a line without gaps. */
  readonly dash: readonly number[];
}

/**
 * Draws lines into `pixels` (rows of `view.width` pixels, little-endian RGBA), the last on top. `room` has as many places and is
 * what is drawn in: column by column, as most of a line is upright where many samples share a column.
 */
export function drawLines(pixels: Uint32Array, room: Uint32Array, view: View, lines: readonly RasterLine[]): void {
  const top = new Float32Array(view.width);
  const bottom = new Float32Array(view.width);
  room.fill(0);
  for (const line of lines) {
    spansOf(line.pyramid, view, top, bottom);
    const gaps = gapsOf(line.dash);
    const [red, green, blue] = line.colour;
    const colour = (blue << 16) | (green << 8) | red;
    const half = line.width / 2;
    for (let column = 0; column < view.width; column++) {
      if (Number.isNaN(top[column]) || gaps?.[column % gaps.length]) continue;
      fill(room, view.height, column * view.height, top[column]! - half, bottom[column]! + half, colour);
    }
  }
  turn(room, pixels, view);
}

/** Columns become rows; in tiles, so that what is read and written lies close together. */
function turn(columns: Uint32Array, rows: Uint32Array, { width, height }: View): void {
  const tile = 32;
  for (let x0 = 0; x0 < width; x0 += tile) {
    const x1 = Math.min(width, x0 + tile);
    for (let y0 = 0; y0 < height; y0 += tile) {
      const y1 = Math.min(height, y0 + tile);
      for (let y = y0; y < y1; y++) for (let x = x0; x < x1; x++) rows[y * width + x] = columns[x * height + y]!;
    }
  }
}

/** Which columns of a period of the dash are gaps. */
function gapsOf(dash: readonly number[]): readonly boolean[] | undefined {
  if (dash.length === 0) return undefined;
  return dash.flatMap((length, i) => new Array<boolean>(Math.max(1, Math.round(length))).fill(i % 2 === 1));
}

const opaque = 0xff000000;

/**
 * Fills a part of the column that begins at `begin`; its ends may lie within a pixel, which then is as strong as the part of it
 * that is covered.
 */
function fill(room: Uint32Array, height: number, begin: number, upper: number, lower: number, colour: number): void {
  const from = Math.max(upper, 0);
  const to = Math.min(lower, height);
  if (!(from < to)) return;
  const first = Math.floor(from);
  const last = Math.ceil(to) - 1;
  if (first === last) {
    blend(room, begin + first, colour, to - from);
    return;
  }
  blend(room, begin + first, colour, first + 1 - from);
  const full = (opaque | colour) >>> 0;
  for (let at = begin + first + 1; at < begin + last; at++) room[at] = full;
  blend(room, begin + last, colour, to - last);
}

/** Puts a colour over what is there; the stronger of the two stays where both are faint. */
function blend(pixels: Uint32Array, at: number, colour: number, strength: number): void {
  const alpha = (strength * 255 + 0.5) | 0;
  const there = pixels[at]! >>> 24;
  if (there === 0 || (alpha > there && there < 255)) pixels[at] = ((alpha << 24) | colour) >>> 0;
  else if (alpha >= 128) pixels[at] = ((there << 24) | colour) >>> 0;
}
