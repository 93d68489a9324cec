// Patterns of matchers: RE2 as Prometheus compiles it, with a short way for the patterns that people mostly write.
// Layer: promql.
import { RE2JS } from 're2js';

/** What RE2 says against a pattern, or undefined where it compiles. */
export function checkPattern(pattern: string): string | undefined {
  if (isPlainPattern(pattern)) return undefined;
  const message = compileError(wellFormed(pattern));
  // Upstream lets one group name stand twice: what else is wrong shows without names.
  if (message && /duplicate/i.test(message)) return compileError(wellFormed(pattern).replace(/\(\?P?<\w+>/g, '(?:'));
  return message;
}

function compileError(pattern: string): string | undefined {
  try {
    RE2JS.compile(pattern, RE2JS.DOTALL);
    return undefined;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return message.replace(/^error parsing regexp: /, '').replace('`(?s)', '`');
  }
}

/** Whether the anchored pattern matches the empty string; false where it does not compile. */
export function matchesEmpty(pattern: string): boolean {
  if (pattern === '' || pattern === '.*') return true;
  if (pattern === '.+' || /^\w+$/.test(pattern)) return false;
  try {
    return RE2JS.compile(wellFormed(pattern), RE2JS.DOTALL).matches('');
  } catch {
    return false;
  }
}

/** A test whether the anchored pattern matches a text; undefined where it does not compile. */
export function patternTest(pattern: string): ((text: string) => boolean) | undefined {
  try {
    const compiled = RE2JS.compile(wellFormed(pattern), RE2JS.DOTALL);
    return text => compiled.matches(text);
  } catch {
    return undefined;
  }
}

/** Bytes that are no UTF-8 stand as lone surrogates; upstream's matcher takes them, so they read as any other character. */
function wellFormed(pattern: string): string {
  return pattern.replace(/[\ud800-\udbff][\udc00-\udfff]|[\ud800-\udfff]/g, unit => (unit.length === 2 ? unit : 'x'));
}

/** Beyond this size or nesting the long way decides: RE2 has limits there. */
const maxLength = 1000;
const maxGroups = 50;

/**
 * Whether the pattern is surely valid: literals, `.`, `^`, `$`, escaped punctuation, the classes `\d \w \s`, simple character
 * classes, groups, flags, `|`, and at most one repetition behind each. Says no where it does not know.
 */
export function isPlainPattern(pattern: string): boolean {
  if (pattern.length > maxLength) return false;
  let depth = 0;
  let repeatable = false;
  /** Behind a group a count is left to the long way: counts of counts multiply. */
  let countable = false;
  for (let i = 0; i < pattern.length; i++) {
    const code = pattern.charCodeAt(i);
    switch (code) {
      case 0x2a: // *
      case 0x2b: // +
      case 0x3f: // ?
        if (!repeatable) return false;
        repeatable = countable = false;
        break;
      case 0x7b: {
        // {
        if (!countable) return false;
        const size = countLength(pattern, i);
        if (size === 0) return false;
        i += size - 1;
        repeatable = countable = false;
        break;
      }
      case 0x7c: // |
      case 0x5e: // ^
      case 0x24: // $
        repeatable = countable = false;
        break;
      case 0x28: {
        // (
        const flags = flagsLength(pattern, i);
        if (flags < 0) return false;
        const opens = flags === 0 || pattern.charCodeAt(i + flags) === 0x3a;
        i += flags;
        if (opens && ++depth > maxGroups) return false;
        repeatable = countable = false;
        break;
      }
      case 0x29: // )
        if (--depth < 0) return false;
        repeatable = true;
        countable = false;
        break;
      case 0x5b: {
        // [
        const end = plainClass(pattern, i);
        if (end < 0) return false;
        i = end;
        repeatable = countable = true;
        break;
      }
      case 0x5c: // \
        if (!safeEscapes.has(pattern.charCodeAt(++i))) return false;
        repeatable = countable = true;
        break;
      case 0x7d: // }
      case 0x5d: // ]
        return false;
      default:
        if (code >= 0xd800 && code <= 0xdfff) return false;
        repeatable = countable = true;
    }
  }
  return depth === 0;
}

const safeEscapes: ReadonlySet<number> = new Set([...'.-/+*?()[]{}|^$\\dwsDWS'].map(char => char.charCodeAt(0)));

/** Length of `{n}`, `{n,}` or `{n,m}` with small ascending counts; 0 for anything else. */
function countLength(pattern: string, from: number): number {
  const found = /\{(\d{1,2})(?:,(\d{0,2}))?\}/y;
  found.lastIndex = from;
  const count = found.exec(pattern);
  if (!count || (count[2] && Number(count[2]) < Number(count[1]))) return 0;
  return count[0].length;
}

/** Characters behind `(` up to the `:` of `(?i:` or the `)` of `(?i)`; 0 for a plain group, -1 for any other kind. */
function flagsLength(pattern: string, from: number): number {
  if (pattern.charCodeAt(from + 1) !== 0x3f) return 0;
  const found = /\(\?(?:[ims]+\)|[ims]*:)/y;
  found.lastIndex = from;
  return found.test(pattern) ? found.lastIndex - from - 1 : -1;
}

/** End of `[…]` with only plain characters, `\d \w \s`, escaped punctuation and the usual ranges; -1 where it holds anything else. */
function plainClass(pattern: string, from: number): number {
  const found = /\[\^?-?(?:a-z|A-Z|0-9|a-f|A-F|[1-8]-9|(?:\\[dwsDWS.\-/[\]]|[A-Za-z0-9_.:/,@ ])(?!-(?!\])))+-?\]/y;
  found.lastIndex = from;
  return found.test(pattern) ? found.lastIndex - 1 : -1;
}
