// Patterns of `.gitignore` as git's wildmatch reads them, byte by byte, in steps that grow with pattern times path whatever
// they are: all places in the pattern at which a match may stand are followed at once. Layer: workspace (pure text).
import { utf8 } from '../go/utf8';

/** What one place of a pattern takes. `stay` may take any number of bytes, `skip` none; both lead on without one. */
type Step =
  | { readonly kind: 'byte'; readonly byte: number }
  | { readonly kind: 'any' }
  | { readonly kind: 'class'; readonly bytes: Uint8Array }
  | { readonly kind: 'stay'; readonly slashes: boolean }
  /** Of a `**` and slash: both may be left out. */
  | { readonly kind: 'skip' };

const slash = 0x2f;

/** Whether a text of bytes (see `bytesOf`) is matched whole; undefined for a pattern that can match nothing. */
export function wildmatch(pattern: string): ((text: string) => boolean) | undefined {
  const steps = stepsOf(pattern);
  if (!steps) return undefined;
  let least = steps.filter(step => step.kind !== 'stay' && step.kind !== 'skip').length;
  // The slash behind a `skip` need not be there.
  least -= steps.filter(step => step.kind === 'skip').length;
  return text => text.length >= least && matches(steps, text);
}

/** A text as git sees it: one character for each byte of its UTF-8. */
export function bytesOf(text: string): string {
  return /^[\0-\x7f]*$/.test(text) ? text : String.fromCharCode(...utf8(text));
}

function matches(steps: readonly Step[], text: string): boolean {
  let here = new Uint8Array(steps.length + 1);
  let next = new Uint8Array(steps.length + 1);
  here[0] = 1;
  // Only places between these are open.
  let low = 0;
  let high = 0;
  for (let at = 0; ; at++) {
    const byte = at < text.length ? text.charCodeAt(at) : -1;
    let nextLow = steps.length + 1;
    let nextHigh = -1;
    for (let i = low; i <= high && i < steps.length; i++) {
      if (!here[i]) continue;
      const step = steps[i]!;
      let to = -1;
      if (step.kind === 'stay') {
        here[i + 1] = 1;
        high = Math.max(high, i + 1);
        if (step.slashes || byte !== slash) to = i;
      } else if (step.kind === 'skip') {
        here[i + 1] = here[i + 3] = 1;
        high = Math.max(high, i + 3);
      } else if (takes(step, byte)) to = i + 1;
      if (to < 0 || byte < 0) continue;
      next[to] = 1;
      nextLow = Math.min(nextLow, to);
      nextHigh = Math.max(nextHigh, to);
    }
    if (byte < 0) return here[steps.length] === 1;
    if (nextHigh < 0) return false;
    here.fill(0, low, high + 1);
    [here, next] = [next, here];
    low = nextLow;
    high = nextHigh;
  }
}

function takes(step: Step, byte: number): boolean {
  if (step.kind === 'byte') return step.byte === byte;
  if (byte === slash || byte < 0) return false;
  return step.kind === 'any' || (step.kind === 'class' && step.bytes[byte] === 1);
}

function stepsOf(pattern: string): readonly Step[] | undefined {
  const steps: Step[] = [];
  for (let i = 0; i < pattern.length; i++) {
    const c = pattern[i]!;
    if (c === '*') {
      const from = i;
      while (pattern[i + 1] === '*') i++;
      const stars = i - from + 1;
      const rest = pattern.slice(i + 1, i + 3);
      const slashes =
        stars > 1 && (from === 0 || pattern[from - 1] === '/') && (rest === '' || rest[0] === '/' || rest === '\\/');
      if (slashes && rest[0] === '/') steps.push({ kind: 'skip' });
      steps.push({ kind: 'stay', slashes });
    } else if (c === '?') steps.push({ kind: 'any' });
    else if (c === '[') {
      const found = classAt(pattern, i + 1);
      if (!found) return undefined;
      steps.push({ kind: 'class', bytes: found.bytes });
      i = found.close;
    } else if (c !== '\\') steps.push({ kind: 'byte', byte: pattern.charCodeAt(i) });
    else if (++i < pattern.length) steps.push({ kind: 'byte', byte: pattern.charCodeAt(i) });
    else return undefined;
  }
  return steps;
}

const named: Readonly<Record<string, RegExp>> = {
  alnum: /[0-9A-Za-z]/,
  alpha: /[A-Za-z]/,
  blank: /[ \t]/,
  cntrl: /[\0-\x1f\x7f]/,
  digit: /[0-9]/,
  graph: /[!-~]/,
  lower: /[a-z]/,
  print: /[ -~]/,
  punct: /[!-/:-@[-`{-~]/,
  space: /[ \t-\r]/,
  upper: /[A-Z]/,
  xdigit: /[0-9A-Fa-f]/,
};

/** The class that begins behind a `[`, and where its `]` stands; undefined where it is malformed. */
function classAt(pattern: string, from: number): { readonly bytes: Uint8Array; readonly close: number } | undefined {
  const bytes = new Uint8Array(256);
  let at = from;
  const negated = pattern[at] === '!' || pattern[at] === '^';
  if (negated) at++;
  // The start of a range that may follow; a range or a named class starts none.
  let before = -1;
  // A `]` at the start is a member.
  for (let first = true; first || pattern[at] !== ']'; first = false, at++) {
    if (at >= pattern.length) return undefined;
    const c = pattern[at]!;
    if (c === '[' && pattern[at + 1] === ':') {
      const close = pattern.indexOf(']', at + 2);
      if (close < 0) return undefined;
      if (close > at + 2 && pattern[close - 1] === ':') {
        const members =
          Object.hasOwn(named, pattern.slice(at + 2, close - 1)) && named[pattern.slice(at + 2, close - 1)];
        if (!members) return undefined;
        for (let byte = 0; byte < 128; byte++) if (members.test(String.fromCharCode(byte))) bytes[byte] = 1;
        at = close;
        before = -1;
        continue;
      }
    }
    const isRange = c === '-' && before >= 0 && at + 1 < pattern.length && pattern[at + 1] !== ']';
    if (isRange) at++;
    if ((isRange || c === '\\') && pattern[at] === '\\' && ++at >= pattern.length) return undefined;
    const byte = pattern.charCodeAt(at);
    bytes.fill(1, isRange ? before : byte, Math.max(byte + 1, isRange ? before : 0));
    before = isRange ? -1 : byte;
  }
  if (negated) for (let byte = 0; byte < 256; byte++) bytes[byte] = 1 - bytes[byte]!;
  return { bytes, close: at };
}
