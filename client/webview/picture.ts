// The graph and its bands as one picture, with the rule's name above and the names of the lines below.
import { fitted } from './chart/fitted';
import { readTheme } from './chart/theme';

const margin = 12;
const line = 18;
/** Names that a reader goes through. */
const mostNames = 24;

/** What is drawn: lengths of canvases are pixels of the canvas. */
export interface Picture {
  readonly title: string;
  readonly subtitle: string;
  readonly time: string;
  readonly canvases: readonly HTMLCanvasElement[];
  /** Lines by name; `colour` is the name of a theme colour. */
  readonly lines: readonly { readonly label: string; readonly colour: string; readonly dash: readonly number[] }[];
}

/** A PNG in base64; undefined where nothing is drawn. */
export function pictureOf({ title, subtitle, time, canvases, lines }: Picture): string | undefined {
  const drawn = canvases.filter(({ width, height }) => width > 0 && height > 0);
  if (drawn.length === 0) return undefined;
  const ratio = devicePixelRatio;
  const theme = readTheme();
  const names = lines.slice(0, mostNames);
  const rows = names.length + (lines.length > names.length ? 1 : 0);
  const head = (margin + 3 * line) * ratio;
  const picture = document.createElement('canvas');
  picture.width = Math.max(...drawn.map(({ width }) => width)) + 2 * margin * ratio;
  const below = head + drawn.reduce((sum, { height }) => sum + height + margin * ratio, 0);
  picture.height = below + (rows > 0 ? rows * line + margin : 0) * ratio;
  const ink = picture.getContext('2d');
  if (!ink) return undefined;
  const room = picture.width - 2 * margin * ratio;
  const write = (text: string, x: number, y: number): void =>
    ink.fillText(fitted(ink, text, room - x * ratio), (margin + x) * ratio, y);
  ink.fillStyle = theme.background;
  ink.fillRect(0, 0, picture.width, picture.height);
  ink.fillStyle = theme.foreground;
  ink.textBaseline = 'top';
  ink.font = `bold ${14 * ratio}px ${theme.fontFamily}`;
  write(title, 0, margin * ratio);
  ink.font = `${12 * ratio}px ${theme.fontFamily}`;
  write(subtitle, 0, (margin + line) * ratio);
  write(time, 0, (margin + 2 * line) * ratio);
  let top = head;
  for (const canvas of drawn) {
    ink.drawImage(canvas, margin * ratio, top);
    top += canvas.height + margin * ratio;
  }
  for (const [i, { label, colour, dash }] of names.entries()) {
    const y = below + i * line * ratio;
    ink.strokeStyle = theme.colour(colour);
    ink.lineWidth = 2 * ratio;
    ink.setLineDash(dash.map(length => length * ratio));
    ink.beginPath();
    ink.moveTo(margin * ratio, y + 7 * ratio);
    ink.lineTo((margin + 22) * ratio, y + 7 * ratio);
    ink.stroke();
    write(label, 30, y);
  }
  if (lines.length > names.length)
    write(`and ${lines.length - names.length} more`, 30, below + names.length * line * ratio);
  return picture.toDataURL('image/png').split(',')[1];
}
