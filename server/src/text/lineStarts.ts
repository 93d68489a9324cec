// Where the lines of a text begin, kept while it is edited: of a hundred thousand lines an edit looks at those between it and
// the edit before. Layer: text.
import type { Change } from './change';

/** Where lines begin, parted at the place that was edited last: those behind it are counted from the end and need not move. */
export class LineStarts {
  /** Of the lines up to the last edit, from the start of the text. */
  private readonly before: number[];
  /** Of the lines behind it, the last line first, from the end of the text. */
  private readonly behind: number[] = [];

  constructor(private text: string) {
    this.before = lineStarts(text);
  }

  get count(): number {
    return this.before.length + this.behind.length;
  }

  /** Where a line begins that there is. */
  start(line: number): number {
    const { before, behind } = this;
    return line < before.length ? before[line]! : this.text.length - behind[before.length + behind.length - 1 - line]!;
  }

  /** A part of the text is another one now. */
  edit({ from, toBefore, to }: Change, text: string): void {
    const { before, behind } = this;
    const { length } = this.text;
    while (before.length > 1 && before[before.length - 1]! >= from) behind.push(length - before.pop()!);
    while (behind.length > 0 && length - behind[behind.length - 1]! < from) before.push(length - behind.pop()!);
    // A break may be one together with the character on the other side of an end of the edit.
    while (behind.length > 0 && length - behind[behind.length - 1]! <= toBefore) behind.pop();
    for (let at = Math.max(1, from); at <= to; at++) if (isStart(text, at)) before.push(at);
    this.text = text;
  }
}

/** Whether a line begins at an offset behind the first character. */
function isStart(text: string, at: number): boolean {
  const code = text.charCodeAt(at - 1);
  return code === 10 || (code === 13 && text.charCodeAt(at) !== 10);
}

function lineStarts(text: string): number[] {
  const starts = [0];
  let cr = text.indexOf('\r');
  let lf = text.indexOf('\n');
  while (cr >= 0 || lf >= 0) {
    if (cr < 0 || (lf >= 0 && lf < cr)) {
      starts.push(lf + 1);
      lf = text.indexOf('\n', lf + 1);
    } else {
      const end = lf === cr + 1 ? lf + 1 : cr + 1;
      starts.push(end);
      if (lf === cr + 1) lf = text.indexOf('\n', end);
      cr = text.indexOf('\r', end);
    }
  }
  return starts;
}
