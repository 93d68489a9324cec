// A person who types a text into an editor, key by key, with what an editor does by itself; and what they see meanwhile.
import type { Diagnostic } from 'vscode-languageserver';
import type { Session } from './session';

/** What the editor adds to the keys. */
export interface Habits {
  /** Brackets and quotes are closed at once; the closing one that is typed then takes the place of the other. */
  readonly closes?: boolean;
  /** Enter begins the line as the one above it is indented. */
  readonly indents?: boolean;
  /** Of a word as long as this only the first letters are typed; the rest comes from a list of offers, with its brackets. */
  readonly takesOffersFrom?: number;
  /** Every so many letters a wrong one is typed and taken back. */
  readonly slipsEvery?: number;
}

export const ordinary: readonly (readonly [name: string, habits: Habits])[] = [
  ['plain', {}],
  ['closed brackets', { closes: true }],
  ['closed brackets and indentation', { closes: true, indents: true }],
  ['offers', { closes: true, indents: true, takesOffersFrom: 6 }],
  ['slips', { slipsEvery: 7, indents: true }],
];

/** A finding that was shown on the way and is not there in the end, or that went and came back. */
export interface Flash {
  readonly kind: 'flash' | 'blink';
  readonly file: string;
  /** The text up to the cursor, its last line. */
  readonly at: string;
  readonly severity: number;
  readonly says: string;
}

const closerOf: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}', '"': '"', "'": "'" };

export class Typist {
  private readonly seen: { readonly key: string; readonly flash: Flash }[] = [];
  private readonly gone = new Map<string, Flash>();
  private before = new Map<string, { readonly uri: string; readonly diagnostic: Diagnostic }>();
  private readonly blinks: Flash[] = [];
  /** Shown before the first key. */
  private readonly known: ReadonlySet<string>;
  private keys = 0;
  /** Closing characters that the editor added behind the cursor, the next one last. */
  private closers: string[] = [];

  constructor(
    private readonly session: Session,
    private readonly uri: string,
    private at: number,
    private readonly habits: Habits = {},
  ) {
    this.before = this.now();
    this.known = new Set(this.before.keys());
  }

  /** Number of keys so far. */
  get typed(): number {
    return this.keys;
  }

  /** Types a text at the cursor. */
  async type(text: string): Promise<void> {
    for (let i = 0; i < text.length; ) i += await this.next(text, i);
  }

  /** Takes back what stands before the cursor, a letter at a time. */
  async erase(count: number): Promise<void> {
    for (let i = 0; i < count; i++) await this.edit(this.at - 1, this.at, '', this.at - 1);
  }

  /** Puts the cursor elsewhere, which the server does not hear of. */
  moveTo(offset: number): void {
    this.at = offset;
    this.closers = [];
  }

  /** Lets the time pass; what was shown before and is not there now flashed. */
  async flashes(): Promise<readonly Flash[]> {
    await this.session.quiet();
    const last = this.now();
    return [...this.seen.filter(({ key }) => !last.has(key)).map(({ flash }) => flash), ...this.blinks];
  }

  /** Types what comes next of a text; how many of its characters that were. */
  private async next(text: string, i: number): Promise<number> {
    const { habits } = this;
    const key = text[i]!;
    if (key === '\n') return this.enter(text, i);
    const word = /^[A-Za-z_]\w*/.exec(text.slice(i))?.[0] ?? '';
    const isStart = i === 0 || !/[\w$.]/.test(text[i - 1]!);
    if (habits.takesOffersFrom && isStart && word.length >= habits.takesOffersFrom) {
      for (const letter of word.slice(0, 3)) await this.edit(this.at, this.at, letter, this.at + 1);
      const from = this.at - 3;
      const isCall = text[i + word.length] === '(';
      await this.edit(from, this.at, isCall ? `${word}()` : word, from + word.length + (isCall ? 1 : 0));
      if (isCall) this.closers.push(')');
      return word.length + (isCall ? 1 : 0);
    }
    if (habits.slipsEvery && this.keys % habits.slipsEvery === habits.slipsEvery - 1 && /\w/.test(key)) {
      await this.edit(this.at, this.at, 'x', this.at + 1);
      await this.edit(this.at - 1, this.at, '', this.at - 1);
    }
    await this.key(key);
    return 1;
  }

  private async key(key: string): Promise<void> {
    const text = this.session.texts.get(this.uri)!;
    const following = text[this.at] ?? '';
    if (this.closers.at(-1) === key && following === key) {
      this.closers.pop();
      this.at++;
      return;
    }
    const closer = closerOf[key];
    const isQuote = closer === key;
    const mayClose = /^[\s)\]}]?$/.test(following) && !(isQuote && /\w/.test(text[this.at - 1] ?? ''));
    if (!this.habits.closes || !closer || !mayClose) return this.edit(this.at, this.at, key, this.at + 1);
    this.closers.push(closer);
    return this.edit(this.at, this.at, key + closer, this.at + 1);
  }

  /** Breaks the line, and gives the next one the indentation that the text wants. */
  private async enter(text: string, i: number): Promise<number> {
    if (!this.habits.indents) {
      await this.edit(this.at, this.at, '\n', this.at + 1);
      return 1;
    }
    const { session, uri } = this;
    const before = session.texts.get(uri)!.slice(0, this.at);
    const line = before.slice(before.lastIndexOf('\n') + 1);
    const indent = /^ */.exec(line)![0] + (/[:|>-] *$/.test(line) ? '  ' : '');
    const wanted = /^(?:\n *)*/.exec(text.slice(i))![0];
    const last = wanted.slice(wanted.lastIndexOf('\n') + 1);
    // Blank lines between are breaks without indentation.
    for (let n = wanted.split('\n').length - 1; n > 1; n--) await this.edit(this.at, this.at, '\n', this.at + 1);
    await this.edit(this.at, this.at, `\n${indent}`, this.at + 1 + indent.length);
    for (let n = indent.length; n > last.length; n -= 2) {
      const width = Math.min(2, n - last.length);
      await this.edit(this.at - width, this.at, '', this.at - width);
    }
    for (let n = indent.length; n < last.length; n++) await this.edit(this.at, this.at, ' ', this.at + 1);
    return wanted.length;
  }

  private async edit(from: number, to: number, text: string, cursor: number): Promise<void> {
    this.session.edit(this.uri, { from, to, text });
    this.at = cursor;
    this.keys++;
    await this.session.answered();
    this.look();
  }

  private look(): void {
    const text = this.session.texts.get(this.uri)!.slice(0, this.at);
    const now = this.now();
    const flash = (kind: Flash['kind'], key: string, of: typeof now): Flash => {
      const { uri, diagnostic } = of.get(key)!;
      return {
        kind,
        file: uri.slice(uri.lastIndexOf('/') + 1),
        at: text.slice(text.lastIndexOf('\n') + 1),
        severity: diagnostic.severity ?? 1,
        says: `${diagnostic.code} ${diagnostic.message}`,
      };
    };
    for (const key of now.keys()) {
      if (!this.known.has(key)) this.seen.push({ key, flash: flash('flash', key, now) });
      const left = this.gone.get(key);
      if (left) this.blinks.push(left);
      this.gone.delete(key);
    }
    for (const key of this.before.keys()) if (!now.has(key)) this.gone.set(key, flash('blink', key, this.before));
    this.before = now;
  }

  /** What is shown of all documents, hints apart. */
  private now(): Map<string, { readonly uri: string; readonly diagnostic: Diagnostic }> {
    const shown = new Map<string, { readonly uri: string; readonly diagnostic: Diagnostic }>();
    for (const uri of this.session.shownOf()) {
      for (const diagnostic of this.session.diagnostics(uri)) {
        if (diagnostic.severity === 4) continue;
        shown.set(`${uri} ${diagnostic.code} ${diagnostic.message}`, { uri, diagnostic });
      }
    }
    return shown;
  }
}
