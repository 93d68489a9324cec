// The states of alerts over the time axis of the graph, one band each: pending dotted, firing filled, kept hatched. A canvas, as
// an alert that flaps has thousands of spans.
import type { Band, History } from '../../src/preview/messages';
import { fitted } from '../chart/fitted';
import type { ChartTheme } from '../chart/theme';
import { visible } from '../format';

/** Where the time axis lies: pixels of the page from the left edge of the canvas, seconds since the epoch. */
export interface Axis {
  readonly left: number;
  readonly width: number;
  readonly from: number;
  readonly to: number;
}

export const rowHeight = 30;
const labelHeight = 15;
const bandHeight = 11;

/** The colour of a state; it is told apart by its pattern as well. */
export const stateColours = { pending: 'yellow', firing: 'red', kept: 'orange' } as const;

/** The part of all bands that is drawn, in pixels of the page from the top of the first. */
export interface Part {
  readonly top: number;
  readonly height: number;
  readonly width: number;
}

/** Draws bands; `chosen` is the change that is looked at. */
export function paintBands(
  canvas: HTMLCanvasElement,
  { bands, changes }: History,
  axis: Axis,
  part: Part,
  theme: ChartTheme,
  chosen: number | undefined,
  row: number | undefined,
): void {
  const ratio = devicePixelRatio;
  const [width, high] = [Math.round(part.width * ratio), Math.round(part.height * ratio)];
  if (canvas.width !== width || canvas.height !== high) {
    canvas.style.height = `${part.height}px`;
    canvas.width = width;
    canvas.height = high;
  }
  const context = canvas.getContext('2d');
  if (!context) return;
  context.resetTransform();
  context.clearRect(0, 0, width, high);
  context.setTransform(ratio, 0, 0, ratio, 0, -part.top * ratio);
  const height = bands.length * rowHeight;
  const patterns = patternsOf(context, theme);
  const change = chosen === undefined ? undefined : changes[chosen];
  const last = Math.min(bands.length - 1, Math.floor((part.top + part.height) / rowHeight));
  for (let i = Math.floor(part.top / rowHeight); i <= last; i++)
    paintBand(context, bands[i]!, i * rowHeight, axis, theme, patterns, i === row);
  if (!change) return;
  const x = axis.left + ((change.atMs / 1000 - axis.from) / (axis.to - axis.from)) * axis.width;
  if (x < axis.left || x > axis.left + axis.width) return;
  context.strokeStyle = theme.foreground;
  context.lineWidth = 1;
  context.setLineDash([3, 3]);
  context.beginPath();
  context.moveTo(x, 0);
  context.lineTo(x, height);
  context.stroke();
  context.setLineDash([]);
  if (change.band === undefined) return;
  const top = change.band * rowHeight + labelHeight;
  context.lineWidth = 2;
  context.strokeRect(x - 3, top - 2, 6, bandHeight + 4);
}

function paintBand(
  context: CanvasRenderingContext2D,
  band: Band,
  top: number,
  axis: Axis,
  theme: ChartTheme,
  patterns: Patterns,
  strong: boolean,
): void {
  context.font = `${strong ? 'bold ' : ''}11px ${theme.fontFamily}`;
  context.fillStyle = theme.foreground;
  context.textBaseline = 'alphabetic';
  context.fillText(fitted(context, visible(band.label, 200), axis.width), axis.left, top + labelHeight - 4);
  const [y, right] = [top + labelHeight, axis.left + axis.width];
  context.fillStyle = theme.grid;
  context.fillRect(axis.left, y + bandHeight - 1, axis.width, 1);
  for (const { state, from, to } of runsOf(band, axis, right)) {
    context.fillStyle = patterns[state];
    context.fillRect(from, y, to - from, bandHeight);
    if (state === 'firing' || to - from < 4) continue;
    context.strokeStyle = theme.colour(stateColours[state]);
    context.lineWidth = 1;
    context.strokeRect(from + 0.5, y + 0.5, to - from - 1, bandHeight - 1);
  }
}

/** A state from one pixel of the page to another. */
interface Run {
  readonly state: Band['spans'][number]['state'];
  readonly from: number;
  to: number;
}

/**
 * What is drawn of a band, in whole pixels, which takes a third of the time of parts of them. Of an alert that flaps a thousand
 * times hundreds of spans share a pixel: those of one state that touch become one.
 */
function runsOf({ spans }: Band, axis: Axis, right: number): readonly Run[] {
  const perMs = axis.width / (axis.to - axis.from) / 1000;
  const left = Math.round(axis.left);
  const end = Math.round(right);
  const runs: Run[] = [];
  const place = (ms: number): number => Math.round(axis.left + (ms - axis.from * 1000) * perMs);
  for (const span of spans) {
    const { state } = span;
    if (span.to <= axis.from * 1000) continue;
    const from = Math.max(left, place(span.from));
    // Also what is too short for a pixel happened.
    const to = Math.min(end, Math.max(from + leastWidth, place(span.to)));
    if (from >= end) continue;
    const last = runs[runs.length - 1];
    if (last?.state === state && from <= last.to) last.to = Math.max(last.to, to);
    else runs.push({ state, from, to });
  }
  return runs;
}

const leastWidth = 2;

type Patterns = ReturnType<typeof makePatterns>;
const made = new WeakMap<ChartTheme, Patterns>();

/** Fills for the states; none is like another without its colour. */
export function patternsOf(context: CanvasRenderingContext2D, theme: ChartTheme): Patterns {
  const known = made.get(theme) ?? makePatterns(context, theme);
  made.set(theme, known);
  return known;
}

function makePatterns(context: CanvasRenderingContext2D, theme: ChartTheme) {
  const pattern = (state: keyof typeof stateColours, draw: (ink: CanvasRenderingContext2D) => void) => {
    const tile = document.createElement('canvas');
    tile.width = tile.height = 6;
    const ink = tile.getContext('2d');
    const colour = theme.colour(stateColours[state]);
    if (!ink) return colour;
    ink.fillStyle = colour;
    ink.strokeStyle = colour;
    draw(ink);
    return context.createPattern(tile, 'repeat') ?? colour;
  };
  return {
    pending: pattern('pending', ink => ink.fillRect(2, 2, 2, 2)),
    firing: theme.colour(stateColours.firing),
    kept: pattern('kept', ink => {
      ink.lineWidth = 2;
      ink.beginPath();
      for (const shift of [-6, 0, 6]) {
        ink.moveTo(shift - 1, 7);
        ink.lineTo(shift + 7, -1);
      }
      ink.stroke();
    }),
  };
}
