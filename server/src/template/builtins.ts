// Go's own template functions, but for and, or and call, which the interpreter knows.
// Layer: template.

import { compareText } from '../go/order';
import { fromUtf8, utf8, utf8Length } from '../go/utf8';
import type { Call } from './calls';
import { CallError, queryEscape, textOf } from './calls';
import { format, isPrintable, sprint, sprintf, sprintln } from './fmt';
import type { Value } from './values';
import {
  bool,
  INVALID,
  indirect,
  int,
  isTrue,
  NIL_INTERFACE,
  slice as sliceOf,
  text,
  typeName,
  zeroElement,
} from './values';

export const BUILTINS: Readonly<Record<string, Call>> = {
  not: ([value]) => bool(!isTrue(value ?? INVALID)),
  len: ([value]) => int(length(value ?? INVALID)),
  index: ([value, ...keys]) => index(value ?? INVALID, keys),
  slice: ([value, ...bounds]) => slice(value ?? INVALID, bounds),
  print: args => text(sprint(args)),
  printf: ([layout, ...args]) => text(sprintf(textOf(layout), args)),
  println: args => text(sprintln(args)),
  html: args => text(escapeHtml(joined(args))),
  js: args => text(escapeJs(joined(args))),
  urlquery: args => text(queryEscape(joined(args))),
  eq: ([first, ...others]) => bool(equalsAny(first ?? INVALID, others)),
  ne: ([a, b]) => bool(!equalsAny(a ?? INVALID, [b ?? INVALID])),
  lt: ([a, b]) => bool(less(a ?? INVALID, b ?? INVALID)),
  le: ([a, b]) => bool(lessOrEqual(a ?? INVALID, b ?? INVALID)),
  gt: ([a, b]) => bool(!lessOrEqual(a ?? INVALID, b ?? INVALID)),
  ge: ([a, b]) => bool(!less(a ?? INVALID, b ?? INVALID)),
};

function joined(args: readonly Value[]): string {
  if (args.length === 1 && args[0]?.kind === 'string') return args[0].v;
  return sprint(args.map(arg => (arg.kind === 'invalid' ? text('<no value>') : indirect(arg))));
}

function length(value: Value): number {
  switch (value.kind) {
    case 'invalid':
      if (value === NIL_INTERFACE) throw new CallError('len of nil pointer');
      // Go panics on the type of nothing; the message is that of the panic.
      throw new CallError('reflect: call of reflect.Value.Type on zero Value');
    case 'string':
      return utf8Length(value.v);
    case 'map':
      return value.entries.size;
    case 'slice':
      return value.items.length;
    default:
      throw new CallError(`len of type ${typeName(indirect(value))}`);
  }
}

function position(key: Value, limit: number): number {
  if (key.kind === 'invalid') throw new CallError('cannot index slice/array with nil');
  const n = key.kind === 'int' ? key.v : key.kind === 'duration' && !key.pointer ? key.ns : undefined;
  if (n === undefined) throw new CallError(`cannot index slice/array with type ${typeName(key)}`);
  if (n < 0n || n > BigInt(limit)) throw new CallError(`index out of range: ${n}`);
  return Number(n);
}

function index(start: Value, keys: readonly Value[]): Value {
  if (start.kind === 'invalid') throw new CallError('index of untyped nil');
  let value: Value = start;
  for (const key of keys) {
    const inner = indirect(value);
    if (inner.kind === 'invalid') throw new CallError('index of nil pointer');
    if (inner.kind === 'map') {
      if (key.kind === 'invalid') throw new CallError('value is nil; should be of type string');
      if (typeName(key) !== 'string') throw new CallError(`value has type ${typeName(key)}; should be string`);
      value = inner.entries.get(textOf(key)) ?? zeroElement(inner);
    } else if (inner.kind === 'slice' || inner.kind === 'string') {
      const bytes = inner.kind === 'string' ? utf8(inner.v) : undefined;
      const size = bytes ? bytes.length : inner.kind === 'slice' ? inner.items.length : 0;
      const at = position(key, size);
      // Go checks against the length included, and then panics at the length itself.
      if (at === size) throw new CallError(`reflect: ${bytes ? 'string' : 'slice'} index out of range`);
      value = bytes ? int(bytes[at]!, 'uint8') : inner.kind === 'slice' ? inner.items[at]! : INVALID;
    } else throw new CallError(`can't index item of type ${typeName(inner)}`);
  }
  return value;
}

function slice(start: Value, bounds: readonly Value[]): Value {
  if (start.kind === 'invalid') throw new CallError('slice of untyped nil');
  const value = indirect(start);
  if (bounds.length > 3) throw new CallError(`too many slice indexes: ${bounds.length}`);
  if (value.kind === 'string' && bounds.length === 3) throw new CallError('cannot 3-index slice a string');
  if (value.kind !== 'string' && value.kind !== 'slice') {
    throw new CallError(`can't slice item of type ${typeName(value)}`);
  }
  const bytes = value.kind === 'string' ? utf8(value.v) : undefined;
  const size = bytes ? bytes.length : value.kind === 'slice' ? value.items.length : 0;
  const at = [0, size, size];
  for (const [i, bound] of bounds.entries()) at[i] = position(bound, size);
  if (at[0]! > at[1]!) throw new CallError(`invalid slice index: ${at[0]} > ${at[1]}`);
  if (at[1]! > at[2]!) throw new CallError(`invalid slice index: ${at[1]} > ${at[2]}`);
  if (bytes) return text(fromUtf8(bytes.slice(at[0], at[1])), value.kind === 'string' ? value.type : 'string');
  return value.kind === 'slice' ? sliceOf(value.items.slice(at[0], at[1]), value.type) : INVALID;
}

type Kind = 'bool' | 'int' | 'uint' | 'float' | 'complex' | 'string' | 'none';

function kindOf(value: Value): Kind {
  switch (value.kind) {
    case 'bool':
    case 'float':
    case 'complex':
    case 'string':
      return value.kind;
    case 'int':
      return value.type.startsWith('uint') ? 'uint' : 'int';
    case 'duration':
      return value.pointer ? 'none' : 'int';
    default:
      return 'none';
  }
}

function integer(value: Value): bigint {
  return value.kind === 'int' ? value.v : value.kind === 'duration' ? value.ns : 0n;
}

function isInteger(kind: Kind): boolean {
  return kind === 'int' || kind === 'uint';
}

function equalsAny(first: Value, others: readonly Value[]): boolean {
  if (others.length === 0) throw new CallError('missing argument for comparison');
  return others.some(other => equals(first, other));
}

function equals(a: Value, b: Value): boolean {
  const left = kindOf(a);
  const right = kindOf(b);
  if (isInteger(left) && isInteger(right)) return integer(a) === integer(b);
  if (left !== right) {
    if (a.kind !== 'invalid' && b.kind !== 'invalid') throw incompatible(a, b);
    return false;
  }
  if (a.kind === 'float' && b.kind === 'float') return a.v === b.v;
  if (a.kind === 'bool' && b.kind === 'bool') return a.v === b.v;
  if (a.kind === 'string' && b.kind === 'string') return a.v === b.v;
  if (a.kind === 'complex' && b.kind === 'complex') return a.re === b.re && a.im === b.im;
  if (a.kind === 'invalid' || b.kind === 'invalid') return a.kind === b.kind;
  if (reflectKind(a) !== reflectKind(b)) {
    throw new CallError(`non-comparable types ${sprintf('%s', [a])}: ${typeName(a)}, ${typeName(b)}: ${format(b)}`);
  }
  // The kinds of Go whose values cannot be compared at all.
  if (b.kind === 'map' || b.kind === 'slice' || (b.kind === 'struct' && !b.pointer)) {
    throw new CallError(`non-comparable type ${sprintf('%s', [b])}: ${typeName(b)}`);
  }
  if (a.kind === 'time' && b.kind === 'time' && !a.pointer && !b.pointer) return a.ns === b.ns && a.zone === b.zone;
  return a === b;
}

function reflectKind(value: Value): string {
  if ('pointer' in value && value.pointer) return 'pointer';
  return value.kind === 'time' ? 'struct' : value.kind === 'histogram' ? 'pointer' : value.kind;
}

function incompatible(a: Value, b: Value): CallError {
  return new CallError(`incompatible types for comparison: ${typeName(a)} and ${typeName(b)}`);
}

function less(a: Value, b: Value): boolean {
  const left = kindOf(a);
  const right = kindOf(b);
  if (left === 'none' || right === 'none') throw new CallError('invalid type for comparison');
  if (isInteger(left) && isInteger(right)) return integer(a) < integer(b);
  if (left !== right) throw incompatible(a, b);
  if (a.kind === 'float' && b.kind === 'float') return a.v < b.v;
  if (a.kind === 'string' && b.kind === 'string') return compareText(a.v, b.v) < 0;
  throw new CallError('invalid type for comparison');
}

function lessOrEqual(a: Value, b: Value): boolean {
  return less(a, b) || equals(a, b);
}

export function escapeHtml(source: string): string {
  const names: Readonly<Record<string, string>> = {
    '"': '&#34;',
    "'": '&#39;',
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '\0': '\ufffd',
  };
  return source.replace(/["'&<>\0]/g, c => names[c] ?? c);
}

function escapeJs(source: string): string {
  let out = '';
  for (const char of source) {
    const code = char.codePointAt(0)!;
    if ('\\\'"'.includes(char)) out += `\\${char}`;
    else if ('<>&='.includes(char) || code < 0x20 || (code >= 0x80 && !isPrintable(char))) {
      out += `\\u${code.toString(16).toUpperCase().padStart(4, '0')}`;
    } else out += char;
  }
  return out;
}
