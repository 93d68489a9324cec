// The lines of a graph on a canvas: as paths where they are few, as a picture where they are many.
import type { Pyramid } from './pyramid';
import { drawLines } from './raster';
import { spansOf, type View } from './spans';

/** A line that is to be drawn; lengths are in pixels of the canvas. */
export interface DrawnLine {
  readonly pyramid: Pyramid;
  /** A computed colour. */
  readonly colour: string;
  readonly width: number;
  readonly dash: readonly number[];
}

/** Up to this many lines a canvas is fast enough, and its paths are smoother. */
const fewLines = 12;

export interface LinePainter {
  /**
   * Draws into the rectangle of the canvas that begins at `left` and `top` and is as large as the view. The same list of lines in
   * the same view is only copied.
   */
  paint(context: CanvasRenderingContext2D, lines: readonly DrawnLine[], view: View, left: number, top: number): void;
}

export function createLinePainter(): LinePainter {
  const buffer = document.createElement('canvas');
  const channels = createChannels();
  let image: ImageData | undefined;
  let room = new Uint32Array();
  let drawn: { readonly lines: readonly DrawnLine[]; readonly view: View } | undefined;

  function draw(ink: CanvasRenderingContext2D, lines: readonly DrawnLine[], view: View): void {
    if (buffer.width !== view.width || buffer.height !== view.height) {
      buffer.width = view.width;
      buffer.height = view.height;
    } else ink.clearRect(0, 0, view.width, view.height);
    if (lines.length <= fewLines) {
      for (const line of lines) stroke(ink, line, view);
      return;
    }
    if (image?.width !== view.width || image.height !== view.height) {
      image = new ImageData(view.width, view.height);
      room = new Uint32Array(view.width * view.height);
    }
    drawLines(
      new Uint32Array(image.data.buffer),
      room,
      view,
      lines.map(line => ({ ...line, colour: channels(line.colour) })),
    );
    ink.putImageData(image, 0, 0);
  }

  return {
    paint(context, lines, view, left, top) {
      if (view.width < 1 || view.height < 1) return;
      const ink = buffer.getContext('2d');
      if (!ink) return;
      // What moves over the lines, such as a bound, does not change them.
      if (drawn?.lines !== lines || !isSame(drawn.view, view)) draw(ink, lines, view);
      drawn = { lines, view };
      context.drawImage(buffer, left, top);
    },
  };
}

function isSame(a: View, b: View): boolean {
  return (Object.keys(a) as (keyof View)[]).every(key => a[key] === b[key]);
}

/** One line as a path, smooth where samples lie apart, and what it covers in each column where they lie close. */
function stroke(context: CanvasRenderingContext2D, line: DrawnLine, view: View): void {
  context.save();
  context.strokeStyle = line.colour;
  context.fillStyle = line.colour;
  context.lineWidth = line.width;
  context.lineJoin = 'round';
  context.setLineDash([...line.dash]);
  context.beginPath();
  if (view.to - view.from > 2 * view.width) tracePacked(context, line, view);
  else traceSamples(context, line, view);
  context.stroke();
  context.restore();
}

function tracePacked(context: CanvasRenderingContext2D, line: DrawnLine, view: View): void {
  const upper = new Float32Array(view.width);
  const lower = new Float32Array(view.width);
  spansOf(line.pyramid, view, upper, lower);
  let drawing = false;
  for (let column = 0; column < view.width; column++) {
    const [a, b] = [upper[column]!, lower[column]!];
    if (Number.isNaN(a)) {
      drawing = false;
      continue;
    }
    const x = column + 0.5;
    if (drawing) context.lineTo(x, a);
    else context.moveTo(x, a);
    drawing = true;
    // A single column would be nothing at all.
    if (b - a > 0.5 || Number.isNaN(upper[column + 1])) context.lineTo(x, Math.max(b, a + 1));
  }
}

function traceSamples(context: CanvasRenderingContext2D, line: DrawnLine, view: View): void {
  const values = line.pyramid[0].low;
  const perSample = view.width / (view.to - view.from);
  const scale = view.height / (view.high - view.low);
  const end = Math.min(values.length - 1, Math.ceil(view.to) + 1);
  let drawing = false;
  for (let i = Math.max(0, Math.floor(view.from) - 1); i <= end; i++) {
    const value = values[i]!;
    if (Number.isNaN(value)) {
      drawing = false;
      continue;
    }
    const [x, y] = [(i - view.from) * perSample, (view.high - value) * scale];
    const alone = !drawing && !Number.isFinite(values[i + 1]);
    // A sample without neighbours has no line; it is drawn as a dot.
    if (alone) context.fillRect(x - 2, y - 2, 4, 4);
    else if (drawing) context.lineTo(x, y);
    else context.moveTo(x, y);
    drawing = true;
  }
}

/** Red, green and blue of a computed colour, however it is written. */
function createChannels(): (colour: string) => readonly [number, number, number] {
  const known = new Map<string, readonly [number, number, number]>();
  const probe = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  return colour => {
    let found = known.get(colour);
    if (!found) {
      if (probe) {
        probe.fillStyle = colour;
        probe.fillRect(0, 0, 1, 1);
      }
      const [red = 128, green = 128, blue = 128] = probe?.getImageData(0, 0, 1, 1).data ?? [];
      found = [red, green, blue];
      known.set(colour, found);
    }
    return found;
  };
}
