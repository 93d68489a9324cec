// The PromQL in a template's `query`: it is parsed when the alert fires, and a mistake takes the place of the whole text.
// Layer: checks.
import { analyzePromql } from '../../promql/parser';
import { typeOf } from '../../promql/types';
import type { Command, Operand, Pipeline, StringNode } from '../../template/ast';
import { queries, walk } from '../../template/walk';
import type { Span } from '../../text/span';
import { defineCheck, problemOptions } from '../check';

export const check = defineCheck({
  id: 'template/invalid-query',
  summary: 'The query of a template fails when the alert fires.',
  severity: 'warning',
  since: '0.1.0',
  on: 'template',
  given: ['query'],
  actions: true,
  needs: ['dialect'],
  messages: {
    fault: 'The query fails when the alert fires, and the text with it: {message}',
    filled:
      'The query fails when the alert fires, and the text with it: filled in it reads `{query}`; put quotes around the label value, or write `%q`.',
    literal:
      'Nothing is filled in inside a text in quotes: the query asks for `{part}` as it is written; put it together by `printf`, such as `{right}`.',
    type: 'The query fails when the alert fires, and the text with it: its result is {type}, not one value a series.',
  },
  run({ nodes, sound, text }, ctx) {
    if (!sound || !text.includes('query')) return;
    for (const { literal, quote, text: query } of queries(nodes)) {
      const part = unfilled(query);
      if (part === undefined) continue;
      const at = query.indexOf(part);
      const isPlain = text.slice(literal.from + 1, literal.to - 1) === query;
      const place = isPlain ? { from: literal.from + 1 + at, to: literal.from + 1 + at + part.length } : literal;
      // Within backticks the quotes of the query stay as they are.
      const verb = quote === '`' ? '%q' : '%s';
      const read = part.replaceAll(/[{}]/g, '').trim();
      ctx.report(place, 'literal', { part, right: `printf "…${verb}…" ${read}` });
    }
    for (const literal of queriesIn(nodes)) {
      if (unfilled(literal.value) !== undefined) continue;
      const { problems, expr } = analyzePromql(literal.value, ctx.dialect);
      const [first] = problems;
      if (first) ctx.report(placeIn(literal, first, text), 'fault', { message: first.message }, problemOptions(first));
      const type = first ? undefined : typeOf(expr);
      if (type === 'matrix' || type === 'string') {
        ctx.report(literal, 'type', { type: type === 'matrix' ? 'a range of samples' : 'a text' });
      }
    }
    const isRight = (query: string | undefined): boolean =>
      query !== undefined && analyzePromql(query, ctx.dialect).problems.length === 0;
    for (const { format, count } of formatsIn(nodes)) {
      const filled = examples.map(one => fillIn(format.value, count, one));
      // Right with quotes and never without: these are what is missing.
      const [query] = filled;
      if (query === undefined || filled.some(isRight) || !isRight(fillIn(format.value, count, '"x"'))) continue;
      ctx.report(format, 'filled', { query });
    }
  },
});

/** What was to be filled into a query and stands inside its text. */
function unfilled(query: string): string | undefined {
  return /\{\{ ?(?:\$labels\.\w+|\$value|\$externalLabels\.\w+|\.(?:Labels\.\w+|Value)) ?\}\}|\$(?:labels\.\w+|externalLabels\.\w+|value\b)/.exec(
    query,
  )?.[0];
}

/** The texts that are given to `query` as they stand. */
function queriesIn(nodes: Parameters<typeof walk>[0]): readonly StringNode[] {
  const found: StringNode[] = [];
  const inPipeline = ({ commands }: Pipeline): void => {
    commands.forEach((command, i) => {
      if (!isQuery(command.args[0])) return;
      const given = command.args[1] ?? (i > 0 ? only(commands[i - 1]) : undefined);
      if (given?.kind === 'string') found.push(given);
    });
  };
  walk(nodes, node => {
    if ('pipe' in node && node.pipe) inPipeline(node.pipe);
    return true;
  });
  return found;
}

interface Format {
  readonly format: StringNode;
  /** How many label values it is given; nothing else is. */
  readonly count: number;
}

/** The formats of queries that are filled with values of labels alone. */
function formatsIn(nodes: Parameters<typeof walk>[0]): readonly Format[] {
  const found: Format[] = [];
  const add = ({ args: [name, format, ...values] }: Command): void => {
    const isFormat = name?.kind === 'ident' && name.name === 'printf' && format?.kind === 'string';
    if (isFormat && values.length > 0 && values.every(isLabel)) found.push({ format, count: values.length });
  };
  walk(nodes, (node, _, command) => {
    const commands = 'pipe' in node && node.pipe ? node.pipe.commands : [];
    for (const [i, one] of commands.entries()) if (isQuery(only(commands[i + 1]))) add(one);
    if (node.kind === 'pipe' && commands.length === 1 && isQuery(command?.args[0])) add(commands[0]!);
    return true;
  });
  return found;
}

function isLabel(operand: Operand): boolean {
  if (operand.kind === 'variable') return operand.name === '$labels' && operand.path.length === 1;
  return operand.kind === 'field' && operand.path.length === 2 && operand.path[0]!.name === 'Labels';
}

/** What a label may hold: a name, a number, a time, a selector. */
const examples = ['x', '1', '5m', 'x{a="b"}'];

/** The query with the same text for every `%s` and `%v`, quoted for `%q`; undefined where the format asks for more. */
function fillIn(format: string, count: number, text: string): string | undefined {
  const [first = '', ...parts] = format.replaceAll('%%', '\0').split('%');
  const isPlain = parts.length === count && parts.every(part => 'svq'.includes(part.charAt(0) || '?'));
  if (!isPlain) return undefined;
  const rest = parts.map(part => (part.startsWith('q') ? JSON.stringify(text) : text) + part.slice(1));
  return [first, ...rest].join('').replaceAll('\0', '%');
}

function isQuery(operand: Operand | undefined): boolean {
  return operand?.kind === 'ident' && operand.name === 'query';
}

/** The operand of a command that is nothing else. */
function only(command: Command | undefined): Operand | undefined {
  return command?.args.length === 1 ? command.args[0] : undefined;
}

/** A place in the query as a place in the template; the whole literal where escapes stand between the two. */
function placeIn(literal: StringNode, { from, to }: Span, text: string): Span {
  const start = literal.from + 1;
  const isPlain = text.slice(start, literal.to - 1) === literal.value;
  return isPlain ? { from: start + from, to: start + to } : literal;
}
