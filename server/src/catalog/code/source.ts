// A source file as the readers of metric definitions see it: tokens, calls with their arguments, and what expressions surely
// are. Layer: catalog. Every answer is certain or undefined; names lead to what the file binds to them.
// Longer than usual: one evaluation of one kind of tokens.
import type { Span } from '../../text/span';
import { type Binding, type Bindings, bindingsOf, endOf, mostBlocks } from './bindings';
import type { DraftLabel, Part, Parts } from './draft';
import type { TextPart } from './quoted';
import { type CodeLanguage, type Token, tokensOf } from './tokens';

/** Tokens from one index up to another. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** How a constant that the file does not bind is called in others; undefined where it cannot stand in one. */
export type RefOf = (name: string) => string | undefined;

/** More than any file needs. */
const mostEvaluations = 200_000;

/** Deeper than any expression that a person writes. */
const deepest = 30;

/** The entries of a list: labels, and the keys of lists that stand in other files. */
export type ListItems = readonly (DraftLabel | { readonly list: string })[];

/** Some entries that nobody knows: the key of no list. */
const unknownItems = { list: '' };

export class Source {
  readonly tokens: readonly Token[];
  private readonly bindings: ReadonlyMap<string, Bindings>;
  /** Constants of constants could ask for more expressions than there is time. */
  private left = mostEvaluations;

  constructor(
    readonly text: string,
    readonly language: CodeLanguage,
    readonly refOf: RefOf = () => undefined,
  ) {
    this.tokens = tokensOf(text, language);
    this.bindings = bindingsOf(this.tokens, language);
  }

  /** The sign, word or text at an index; '' behind the end and for texts in quotes. */
  is(index: number): string {
    const token = this.tokens[index];
    return token === undefined || token.kind === 'text' ? '' : token.is;
  }

  /** Whether the tokens from an index on are these. */
  matches(index: number, ...signs: readonly string[]): boolean {
    return signs.every((sign, i) => this.is(index + i) === sign);
  }

  /** Index of the bracket that closes the one at an index. */
  close(index: number): number {
    return this.tokens[index]?.close ?? this.tokens.length;
  }

  /** The parts between two brackets, split at commas (`;` where given); empty ones at the end left out. */
  parts(open: number, separator = ','): readonly Range[] {
    const end = this.close(open);
    const parts: Range[] = [];
    let from = open + 1;
    for (let i = from; i <= end && i <= this.tokens.length; i++) {
      if (i === end || this.is(i) === separator) {
        if (i > from) parts.push({ from, to: i });
        from = i + 1;
      } else if (this.tokens[i]!.close > i) i = Math.min(this.tokens[i]!.close, end - 1);
    }
    return parts;
  }

  /** The characters of a range: of one text its content, without quotes. */
  span({ from, to }: Range): Span {
    return { from: this.tokens[from]!.from, to: this.tokens[to - 1]!.to };
  }

  /** The words of a dotted name that is all of a range: `a.b.c`, `a::b`. */
  dotted({ from, to }: Range): readonly string[] | undefined {
    const words: string[] = [];
    for (let i = from; i < to; i++) {
      const token = this.tokens[i]!;
      if ((i - from) % 2 === 0) {
        if (token.kind !== 'word') return undefined;
        words.push(token.is);
      } else if (!/^(?:\.|::|\?\.)$/.test(this.is(i))) return undefined;
    }
    return words.length > 0 && (to - from) % 2 === 1 ? words : undefined;
  }

  /** What a range is as a text. */
  textOf(range: Range, depth = 0): Parts | undefined {
    const inner = this.stripped(range);
    if (--this.left < 0 || depth > deepest || inner.to <= inner.from) return undefined;
    const terms = this.terms(inner, '+');
    if (terms.length > 1) {
      const parts = terms.map(term => this.textOf(term, depth + 1));
      return parts.every(part => part !== undefined) ? parts.flat() : undefined;
    }
    const { from, to } = inner;
    const token = this.tokens[from]!;
    if (to === from + 1 && token.kind === 'text') return token.parts && this.resolved(token.parts, from, depth);
    const words = this.dotted(inner);
    if (words) return this.named(words, from, depth);
    const call = this.textCall(inner);
    return call && this.textOf(call, depth + 1);
  }

  /** A text that holds no names of other files. */
  plainText(range: Range | undefined): string | undefined {
    const parts = range && this.textOf(range);
    return parts?.every(part => typeof part === 'string') ? parts.join('') : undefined;
  }

  numberOf(range: Range, depth = 0): number | undefined {
    const inner = this.stripped(range);
    if (--this.left < 0 || depth > deepest || inner.to <= inner.from) return undefined;
    for (const sign of ['+', '*', '/'] as const) {
      const terms = this.terms(inner, sign);
      if (terms.length < 2) continue;
      const numbers = terms.map(term => this.numberOf(term, depth + 1));
      if (!numbers.every(one => one !== undefined)) return undefined;
      return numbers.reduce((a, b) => (sign === '+' ? a + b : sign === '*' ? a * b : a / b));
    }
    const { from, to } = inner;
    if (this.is(from) === '-') {
      const number = this.numberOf({ from: from + 1, to }, depth + 1);
      return number === undefined ? undefined : -number;
    }
    const token = this.tokens[from]!;
    if (to === from + 1 && token.kind === 'number') return numberIn(token.is);
    // A conversion of Go's or Rust's: `float64(5)`, `5 as f64`.
    if (this.is(from + 1) === '(' && this.close(from + 1) === to - 1 && /^(?:float(?:64|32)|int)$/.test(token.is))
      return this.numberOf({ from: from + 2, to: to - 1 }, depth + 1);
    const words = this.dotted(inner);
    if (words && /^(?:Inf|Infinity|INFINITY|POSITIVE_INFINITY)$/.test(words.at(-1)!)) return Number.POSITIVE_INFINITY;
    const bound = words && this.bound(words, from);
    return bound ? this.numberOf(bound, depth + 1) : undefined;
  }

  numbersOf(ranges: readonly Range[]): readonly number[] | undefined {
    const numbers = ranges.map(range => this.numberOf(range));
    return numbers.every(one => one !== undefined) ? numbers : undefined;
  }

  /** The elements of a literal list, or of one that a name stands for; undefined for anything else. */
  elements(range: Range, depth = 0): readonly Range[] | undefined {
    const inner = this.stripped(range);
    if (--this.left < 0 || depth > deepest || inner.to <= inner.from) return undefined;
    const open = this.listStart(inner);
    if (open !== undefined) return this.parts(open);
    const words = this.dotted(inner);
    const bound = words && this.bound(words, inner.from);
    return bound ? this.elements(bound, depth + 1) : undefined;
  }

  /** The names in a list of texts. */
  listOf(range: Range, depth = 0): ListItems | undefined {
    const inner = this.stripped(range);
    if (--this.left < 0 || depth > deepest || inner.to <= inner.from) return undefined;
    // Go: `append(labels, "more")`, `append([]string{…}, labels...)`.
    if (this.matches(inner.from, 'append', '(') && this.close(inner.from + 1) === inner.to - 1)
      return this.joinedLists(this.parts(inner.from + 1), depth);
    const open = this.listStart(inner);
    if (open !== undefined) return this.items(this.parts(open), depth);
    const words = this.dotted(inner);
    if (!words) return undefined;
    const bound = this.bound(words, inner.from);
    if (bound) return this.listOf(bound, depth + 1);
    const ref = bound === undefined ? this.refOf(words.join('.')) : undefined;
    return ref === undefined ? undefined : [{ list: ref }];
  }

  /** Elements of a list, of which `...list` stands for several. */
  items(elements: readonly Range[], depth = 0): ListItems | undefined {
    if (elements.length > mostItems) return undefined;
    const items: (DraftLabel | { readonly list: string })[] = [];
    for (const { from, to } of elements) {
      if (this.is(from) === '...' || this.is(to - 1) === '...' || this.is(from) === '*') {
        const spread = this.is(to - 1) === '...' ? { from, to: to - 1 } : { from: from + 1, to };
        items.push(...(this.listOf(spread, depth + 1) ?? [unknownItems]));
        continue;
      }
      const name = this.textOf({ from, to }, depth + 1);
      items.push(name ? { name, span: this.span({ from, to }) } : unknownItems);
    }
    return items;
  }

  private joinedLists([first, ...rest]: readonly Range[], depth: number): ListItems | undefined {
    const before = first && this.listOf(first, depth + 1);
    const after = this.items(rest, depth + 1);
    return after && [...(before ?? [unknownItems]), ...after];
  }

  /** What the file binds to a name: the expression; null where it cannot be told; undefined where the file does not bind it. */
  bound(words: readonly string[], at: number): Range | null | undefined {
    const { language } = this;
    const name = words[words.length - 1]!;
    if (words.length === 1) return this.lookup(name, at);
    // Constants of a class or a module are asked for through it, and by `self`, `this`, `Self`.
    if (language === 'go') return undefined;
    const owner = words[words.length - 2]!;
    const object = language === 'javascript' ? this.lookup(owner, at) : undefined;
    if (object) return this.property(object, name);
    if (object === null) return null;
    if (!/^(?:this|self|Self|cls)$/.test(owner) && !/^[A-Z]/.test(owner) && language !== 'rust') return undefined;
    return this.bindings.get(name)?.size === 1 ? this.lookup(name, at, true) : undefined;
  }

  /** The value of a key of an object literal. */
  property(range: Range, name: string): Range | null {
    const inner = this.stripped(range);
    if (this.is(inner.from) !== '{') return null;
    for (const { from, to } of this.parts(inner.from)) {
      const token = this.tokens[from]!;
      if (token.is === name && this.is(from + 1) === ':') return { from: from + 2, to };
    }
    return null;
  }

  /** The keys of an object or composite literal, by name; what is spread into it by `...`; undefined where something else stands in it. */
  fields(open: number, sign = ':'): ReadonlyMap<string, Range> | undefined {
    const found = new Map<string, Range>();
    for (const { from, to } of this.parts(open)) {
      const key = this.tokens[from]!;
      if (key.is === '...' && key.kind === 'sign') {
        found.set('...', { from: from + 1, to });
        continue;
      }
      if (key.kind === 'sign' || key.kind === 'number') return undefined;
      if (this.is(from + 1) === sign) found.set(key.is, { from: from + 2, to });
      // `{ name }` of JavaScript; a method is none of ours.
      else if (to === from + 1 && this.language === 'javascript') found.set(key.is, { from, to });
      else if (this.is(from + 1) !== '(') return undefined;
    }
    return found;
  }

  /** Names that can never be anything else, with their values, for other files; `ownerOf` says what they are called there. */
  constants(keyOf: (name: string, block: number) => string | undefined): Record<string, string | readonly string[]> {
    const found: Record<string, string | readonly string[]> = {};
    for (const [name, all] of this.bindings) {
      const [[block, binding] = []] = all;
      const value = all.size === 1 && binding?.isConstant ? this.valueOf(binding) : null;
      if (!value) continue;
      const key = keyOf(name, block!);
      if (key === undefined) continue;
      const text = this.plainText(value);
      if (text !== undefined) {
        if (text.length <= longestConstant) found[key] = text;
        continue;
      }
      const items = this.listOf(value)?.map(item => ('list' in item ? undefined : plain(item.name)));
      if (items && items.length <= mostItems && items.every(item => item !== undefined)) found[key] = items;
    }
    return found;
  }

  /** The name of the class or object whose block this is. */
  classOf(block: number): string | undefined {
    for (let i = block - 1; i > Math.max(-1, block - 24); i--) {
      if (/^(?:class|object|interface|enum)$/.test(this.is(i)) && this.tokens[i + 1]?.kind === 'word')
        return this.is(i + 1);
      if (/^[;{}]$/.test(this.is(i))) return undefined;
    }
    return undefined;
  }

  private lookup(name: string, at: number, anywhere = false): Range | null | undefined {
    const all = this.bindings.get(name);
    if (!all) return undefined;
    if (anywhere) return this.valueOf([...all.values()][0]);
    for (
      let block = this.tokens[at]?.block ?? -1, count = 0;
      count < mostBlocks;
      block = this.tokens[block]!.block, count++
    ) {
      const here = all.get(block);
      if (here !== undefined) return this.valueOf(here);
      if (block < 0) return undefined;
    }
    return null;
  }

  private valueOf(binding: Binding | null | undefined): Range | null {
    const from = binding?.from;
    const to = from === undefined ? undefined : endOf(from, this.tokens, this.language);
    return from === undefined || to === undefined ? null : { from, to };
  }

  private named(words: readonly string[], at: number, depth: number): Parts | undefined {
    const bound = this.bound(words, at);
    if (bound) return this.textOf(bound, depth + 1);
    if (bound === null) return undefined;
    const ref = this.refOf(words.join('.'));
    return ref === undefined ? undefined : [{ ref }];
  }

  private resolved(parts: readonly TextPart[], at: number, depth: number): Parts | undefined {
    const resolved: Part[] = [];
    for (const part of parts) {
      if (typeof part === 'string') resolved.push(part);
      else {
        const value = this.named(part.name.split('.'), at, depth);
        if (!value) return undefined;
        resolved.push(...value);
      }
    }
    return resolved;
  }

  /** The argument of a call that leaves a text as it is. */
  private textCall({ from, to }: Range): Range | undefined {
    const last = to - 1;
    // Rust: "x".to_string(), String::from("x"), "x".into(); JavaScript: 'x' as const.
    if (this.language === 'javascript' && this.matches(to - 2, 'as', 'const')) return { from, to: to - 2 };
    if (this.is(last) !== ')' || this.language !== 'rust') return undefined;
    if (this.matches(from, 'String', '::', 'from', '(') && this.close(from + 3) === last)
      return { from: from + 4, to: last };
    if (
      this.is(last - 1) === '(' &&
      /^(?:to_string|to_owned|into)$/.test(this.is(last - 2)) &&
      this.is(last - 3) === '.'
    )
      return { from, to: last - 3 };
    return undefined;
  }

  /** The bracket of a literal list. */
  private listStart({ from, to }: Range): number | undefined {
    const { language } = this;
    const ends = (open: number): number | undefined =>
      this.close(open) === to - 1 && to - open <= longestList ? open : undefined;
    if (this.is(from) === '[') {
      if (language !== 'go') return ends(from);
      // `[]string{…}`, `[...]string{…}`, `[]float64{…}`
      const open = this.close(from) + 2;
      return this.is(open) === '{' ? ends(open) : undefined;
    }
    if (language === 'go' && this.is(to - 1) === '}') {
      const words = this.is(from + 1) === '{' ? 1 : this.is(from + 1) === '.' && this.is(from + 3) === '{' ? 3 : 0;
      return words > 0 ? ends(from + words) : undefined;
    }
    if (language === 'rust' && this.matches(from, 'vec', '!')) return ends(from + 2);
    if (language === 'java' && this.is(from) === 'new') {
      for (let i = from + 1; i < Math.min(to, from + 6); i++) if (this.is(i) === '{') return ends(i);
      return undefined;
    }
    if (language === 'java' || language === 'kotlin') {
      const isMaker = /^(?:of|asList|arrayOf|listOf|doubleArrayOf)$/;
      for (const i of [from, from + 2]) if (isMaker.test(this.is(i)) && this.is(i + 1) === '(') return ends(i + 1);
      if (this.is(from) === '{') return ends(from);
    }
    return undefined;
  }

  /** The range split at a sign that stands in no bracket. */
  private terms({ from, to }: Range, sign: string): readonly Range[] {
    const terms: Range[] = [];
    let start = from;
    for (let i = from; i < to; i++) {
      if (this.is(i) === sign && i > start) {
        terms.push({ from: start, to: i });
        start = i + 1;
      } else if (this.tokens[i]!.close > i) i = Math.min(this.tokens[i]!.close, to - 1);
    }
    if (start < to) terms.push({ from: start, to });
    return terms;
  }

  /** Without brackets around all of it, a reference sign, or a conversion at its end. */
  private stripped(range: Range): Range {
    let { from, to } = range;
    for (;;) {
      if (this.is(from) === '(' && this.close(from) === to - 1) {
        from++;
        to--;
      } else if (this.is(from) === '&' && this.language !== 'javascript') from++;
      else if (this.language === 'rust' && this.is(to - 2) === 'as') to -= 2;
      else if (this.language === 'javascript' && this.matches(to - 2, 'as', 'const')) to -= 2;
      else if (this.language === 'rust' && this.is(to - 1) === '?') to--;
      else if (this.language === 'rust' && this.matches(to - 4, '.', 'unwrap', '(', ')')) to -= 4;
      else if (this.language === 'rust' && this.matches(to - 4, '.', 'to_vec', '(', ')')) to -= 4;
      else return { from, to };
    }
  }
}

/** Tokens of a list: a longer one is data. */
const longestList = 2000;

/** Longer ones are no part of a metric's name. */
const longestConstant = 80;
const mostItems = 40;

function plain(parts: Parts): string | undefined {
  return parts.every(part => typeof part === 'string') ? parts.join('') : undefined;
}

/** A literal of any of the languages. */
function numberIn(digits: string): number | undefined {
  const plain = digits.replace(/_/g, '');
  const isHex = /^0[xX]/.test(plain);
  const number = Number(isHex ? plain : plain.replace(/(?:[fFdDlLn]|f64|f32|[iu](?:8|16|32|64|size))$/, ''));
  return Number.isNaN(number) ? undefined : number;
}
