// What the functions of both targets have in common when a template runs: arguments, errors, texts, regexes.
// Layer: template.

import { RE2JS } from 're2js';
import { expand } from '../go/expand';
import { LimitError, MAX_OUTPUT } from './limits';
import type { Value } from './values';

/** A function's own failure; the interpreter adds the place. */
export class CallError extends Error {}

/** An answer to a template's `query`. */
export type QueryAnswer =
  | { readonly samples: readonly QuerySample[] }
  /** What Prometheus said instead of a result. */
  | { readonly error: string };

export interface QuerySample {
  readonly labels: Readonly<Record<string, string>>;
  /** A histogram is given as the text that Prometheus prints for it; `histogram` stands for one whose text is not known. */
  readonly value: number | 'histogram' | { readonly histogram: string };
}

/** What functions may ask of the outside. */
export interface CallContext {
  /** The answer, undefined while it is on its way, `unknown` where none will come. */
  query(expr: string): QueryAnswer | 'unknown' | undefined;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Undefined where it is not known. */
  readonly externalURL: string | undefined;
  /** The text of a route's label (Alertmanager). */
  routeLabel(name: string): string;
  /** JSON texts of structs that were written before. */
  readonly json?: ReadonlyMap<Value, string>;
}

/** A function's implementation; its arguments have the types that its row declares. */
export type Call = (args: readonly Value[], context: CallContext) => Value;

/** The text of an argument whose parameter is a string. */
export function textOf(value: Value | undefined): string {
  return value?.kind === 'string' ? value.v : '';
}

/** `url.QueryEscape`. */
export function queryEscape(source: string): string {
  // A lone surrogate cannot be encoded; Go would hold U+FFFD there.
  const safe = source.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd');
  return encodeURIComponent(safe)
    .replace(/[!'()*]/g, c => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
    .replace(/%20/g, '+');
}

/** A compiled RE2 regex, or Go's reason against it. */
function compileRegex(pattern: string): RE2JS | { readonly error: string } {
  try {
    return RE2JS.compile(pattern);
  } catch (error) {
    return { error: error instanceof Error ? error.message : 'error parsing regexp' };
  }
}

/** `regexp.MatchString`. */
export function matches(pattern: string, source: string): boolean {
  const regex = compileRegex(pattern);
  if (!(regex instanceof RE2JS)) throw new CallError(regex.error);
  return regex.matcher(source).find();
}

/** `regexp.MustCompile(pattern).ReplaceAllString(source, replacement)`, with Go's `$1`, `$name` and `${name}`. */
export function replaceAll(pattern: string, replacement: string, source: string): string {
  const regex = compileRegex(pattern);
  if (!(regex instanceof RE2JS)) {
    const shown = pattern.includes('`') ? JSON.stringify(pattern) : `\`${pattern}\``;
    throw new CallError(`regexp: Compile(${shown}): ${regex.error}`);
  }
  const matcher = regex.matcher(source);
  const names = regex.namedGroups();
  let out = '';
  let lastEnd = 0;
  let at = 0;
  while (at <= source.length && matcher.find(at)) {
    const start = matcher.start();
    const end = matcher.end();
    out += source.slice(lastEnd, start);
    // An empty match right behind the match before it does not count.
    if (end > lastEnd || start === 0) out += expand(replacement, matcher, names);
    lastEnd = end;
    const width = (source.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
    at = Math.max(end, at + width);
    if (out.length > MAX_OUTPUT) throw new LimitError('the text grows too long');
  }
  return out + source.slice(lastEnd);
}
