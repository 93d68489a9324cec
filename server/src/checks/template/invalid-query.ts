// The PromQL in a template's `query`: it is parsed when the alert fires, and a mistake takes the place of the whole text.
import { analyzePromql } from '../../promql/parser';
import { typeOf } from '../../promql/types';
import type { Command, Operand, Pipeline, StringNode } from '../../template/ast';
import { walk } from '../../template/walk';
import type { Span } from '../../text/span';
import { defineCheck, problemOptions } from '../check';

export const check = defineCheck({
  id: 'template/invalid-query',
  summary: 'The query of a template fails when the alert fires.',
  severity: 'warning',
  since: '0.1.0',
  on: 'template',
  actions: true,
  needs: ['dialect'],
  messages: {
    fault: 'The query fails when the alert fires, and the text with it: {message}',
    type: 'The query fails when the alert fires, and the text with it: its result is {type}, not one value a series.',
  },
  run({ nodes, sound, text }, context) {
    if (!sound || !text.includes('query')) return;
    for (const literal of queriesIn(nodes)) {
      const { problems, expr } = analyzePromql(literal.value, context.dialect);
      const [first] = problems;
      if (first)
        context.report(placeIn(literal, first, text), 'fault', { message: first.message }, problemOptions(first));
      const type = first ? undefined : typeOf(expr);
      if (type === 'matrix' || type === 'string') {
        context.report(literal, 'type', { type: type === 'matrix' ? 'a range of samples' : 'a text' });
      }
    }
  },
});

/** The texts that are given to `query` as they stand. */
function queriesIn(nodes: Parameters<typeof walk>[0]): readonly StringNode[] {
  const found: StringNode[] = [];
  const inPipeline = ({ commands }: Pipeline): void => {
    commands.forEach((command, i) => {
      if (!isQuery(command.args[0])) return;
      const given = command.args[1] ?? (i > 0 ? only(commands[i - 1]!) : undefined);
      if (given?.kind === 'string') found.push(given);
    });
  };
  walk(nodes, node => {
    if ('pipe' in node && node.pipe) inPipeline(node.pipe);
    return true;
  });
  return found;
}

function isQuery(operand: Operand | undefined): boolean {
  return operand?.kind === 'ident' && operand.name === 'query';
}

/** The operand of a command that is nothing else. */
function only({ args }: Command): Operand | undefined {
  return args.length === 1 ? args[0] : undefined;
}

/** A place in the query as a place in the template; the whole literal where escapes stand between the two. */
function placeIn(literal: StringNode, { from, to }: Span, text: string): Span {
  const start = literal.from + 1;
  const isPlain = text.slice(start, literal.to - 1) === literal.value;
  return isPlain ? { from: start + from, to: start + to } : literal;
}
