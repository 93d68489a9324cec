// What a Python expression surely is: strings, numbers and lists that stand in the file, read without running anything.
// Layer: catalog. Serves `pythonMetrics.ts`; every answer is either certain or undefined.
import type { SyntaxNode } from '@lezer/common';
import type { Span } from '../text/span';
import { childrenOf, type PythonScopes } from './pythonScopes';

export type PythonValue =
  | { readonly kind: 'string'; readonly text: string /** Content without quotes. */; readonly span: Span }
  | { readonly kind: 'number'; readonly number: number }
  | { readonly kind: 'list'; readonly items: readonly PythonValue[] }
  | { readonly kind: 'none' };

/** Deeper than any expression that a person writes; keeps cycles (`x = x + "a"`) and hostile input short. */
const maxDepth = 60;

/** The value of an expression, where it is certain. */
export function evaluate(node: SyntaxNode, text: string, scopes: PythonScopes, depth = 0): PythonValue | undefined {
  if (depth > maxDepth) return undefined;
  const value = (child: SyntaxNode): PythonValue | undefined => evaluate(child, text, scopes, depth + 1);
  switch (node.name) {
    case 'String':
      return stringValue(node, text.slice(node.from, node.to));
    case 'FormatString':
      return formatValue(node);
    case 'ContinuedString':
      return joined(childrenOf(node).map(value), node);
    case 'Number': {
      const number = Number(text.slice(node.from, node.to).replace(/_/g, ''));
      return Number.isNaN(number) ? undefined : { kind: 'number', number };
    }
    case 'None':
      return { kind: 'none' };
    case 'ParenthesizedExpression': {
      const [inner, ...more] = childrenOf(node).filter(child => !/^[()]$/.test(child.name));
      return inner && more.length === 0 ? value(inner) : undefined;
    }
    case 'TupleExpression':
    case 'ArrayExpression':
    case 'SetExpression':
      return listValue(node);
    case 'VariableName': {
      const bound = scopes.lookup(text.slice(node.from, node.to), node);
      return bound && at(value(bound), node);
    }
    case 'MemberExpression': {
      const [owner, , property, ...more] = childrenOf(node);
      if (owner?.name !== 'VariableName' || property?.name !== 'PropertyName' || more.length > 0) return undefined;
      const names = [owner, property].map(child => text.slice(child.from, child.to)) as [string, string];
      if (names.join('.') === 'math.inf') return { kind: 'number', number: Number.POSITIVE_INFINITY };
      const bound = scopes.attribute(names[0], names[1], node);
      return bound && at(value(bound), node);
    }
    case 'UnaryExpression': {
      const [sign, operand] = childrenOf(node);
      const inner = operand && value(operand);
      if (inner?.kind !== 'number' || !sign || text.slice(sign.from, sign.to) !== '-') return undefined;
      return { kind: 'number', number: -inner.number };
    }
    case 'BinaryExpression': {
      const [left, operator, right] = childrenOf(node);
      if (!left || !operator || !right || text.slice(operator.from, operator.to) !== '+') return undefined;
      const sides = [value(left), value(right)];
      if (sides.every(side => side?.kind === 'list')) {
        return { kind: 'list', items: sides.flatMap(side => (side?.kind === 'list' ? side.items : [])) };
      }
      return joined(sides, node);
    }
    case 'CallExpression':
      return callValue(node);
    default:
      return undefined;
  }

  function listValue(list: SyntaxNode): PythonValue | undefined {
    const items: PythonValue[] = [];
    let star = false;
    for (const child of childrenOf(list)) {
      if (/^[()[\]{},]$/.test(child.name)) continue;
      if (child.name === '*') {
        star = true;
        continue;
      }
      const item = value(child);
      if (!item) return undefined;
      if (star && item.kind !== 'list') return undefined;
      if (star && item.kind === 'list') items.push(...item.items);
      else items.push(item);
      star = false;
    }
    return { kind: 'list', items };
  }

  /** `list(…)`, `tuple(…)` of something known and `float("inf")`. */
  function callValue(call: SyntaxNode): PythonValue | undefined {
    const [callee, args] = childrenOf(call);
    const parameters = args ? childrenOf(args).filter(child => !/^[(),]$/.test(child.name)) : [];
    if (callee?.name !== 'VariableName' || parameters.length !== 1) return undefined;
    const name = text.slice(callee.from, callee.to);
    const argument = value(parameters[0]!);
    if (name === 'list' || name === 'tuple') return argument?.kind === 'list' ? argument : undefined;
    if (name !== 'float') return undefined;
    if (argument?.kind === 'number') return argument;
    const infinite = argument?.kind === 'string' && /^\s*\+?inf(inity)?\s*$/i.test(argument.text);
    return infinite ? { kind: 'number', number: Number.POSITIVE_INFINITY } : undefined;
  }

  /** An f-string is known where it has no holes, or holes that are known strings without conversion or format. */
  function formatValue(format: SyntaxNode): PythonValue | undefined {
    const source = text.slice(format.from, format.to);
    const open = /^[fFrR]+('''|"""|'|")/.exec(source);
    if (!open) return undefined;
    const raw = /r/i.test(source.slice(0, open[0].length));
    const end = format.to - open[1]!.length;
    const literal = (from: number, to: number): string | undefined =>
      unescaped(text.slice(from, to).replace(/\{\{/g, '{').replace(/\}\}/g, '}'), raw);
    let result = '';
    let from = format.from + open[0].length;
    for (const hole of childrenOf(format)) {
      if (hole.name !== 'FormatReplacement') continue;
      const inner = childrenOf(hole).filter(child => !/^[{}]$/.test(child.name));
      const held = inner.length === 1 ? value(inner[0]!) : undefined;
      const before = literal(from, hole.from);
      if (held?.kind !== 'string' || before === undefined) return undefined;
      result += before + held.text;
      from = hole.to;
    }
    const rest = literal(from, end);
    if (rest === undefined) return undefined;
    return { kind: 'string', text: result + rest, span: { from: format.from + open[0].length, to: end } };
  }
}

/** A value that a name stands for has its place where the name is used. */
function at(value: PythonValue | undefined, node: SyntaxNode): PythonValue | undefined {
  return value?.kind === 'string' ? { ...value, span: { from: node.from, to: node.to } } : value;
}

function joined(parts: readonly (PythonValue | undefined)[], node: SyntaxNode): PythonValue | undefined {
  let text = '';
  for (const part of parts) {
    if (part?.kind !== 'string') return undefined;
    text += part.text;
  }
  return { kind: 'string', text, span: { from: node.from, to: node.to } };
}

function stringValue(node: SyntaxNode, source: string): PythonValue | undefined {
  const open = /^([rRuU]?)('''|"""|'|")/.exec(source);
  if (!open || source.length < open[0].length + open[2]!.length || !source.endsWith(open[2]!)) return undefined;
  const content = source.slice(open[0].length, -open[2]!.length);
  const text = unescaped(content, /r/i.test(open[1]!));
  if (text === undefined) return undefined;
  const from = node.from + open[0].length;
  return { kind: 'string', text, span: { from, to: from + content.length } };
}

const simpleEscapes: Readonly<Record<string, string>> = {
  '\n': '',
  '\r\n': '',
  '\\': '\\',
  "'": "'",
  '"': '"',
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

/** The text that a literal's content means; undefined for `\N{…}`, which needs the names of all characters. */
function unescaped(content: string, raw: boolean): string | undefined {
  if (raw || !content.includes('\\')) return content;
  if (content.includes('\\N{')) return undefined;
  const escapes = /\\(\r\n|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-7]{1,3}|[\s\S])/g;
  return content.replace(escapes, (all, escaped: string) => {
    const simple = simpleEscapes[escaped];
    if (simple !== undefined) return simple;
    const hex = /^[xuU]([0-9a-fA-F]+)$/.exec(escaped)?.[1];
    const code =
      hex !== undefined ? Number.parseInt(hex, 16) : /^[0-7]+$/.test(escaped) ? Number.parseInt(escaped, 8) : -1;
    return code >= 0 && code <= 0x10ffff ? String.fromCodePoint(code) : all;
  });
}
