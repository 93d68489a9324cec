// Proposals inside an expression, by the context of the cursor. Layer: features.

import { available, type Dialect, syntaxHistory } from '../../promql/dialect';
import { metricName } from '../../promql/inspect';
import type { PromqlCursor } from '../cursor/promql';
import type { Ended, PromqlContext } from '../cursor/promqlContext';
import type { Knowledge } from '../knowledge';
import { durationProposals } from './durations';
import type { Proposal, Proposals } from './item';
import { groupingLabels, matcherLabels, selectorAround } from './labels';
import { metricProposals } from './metrics';
import { operandProposals } from './operands';
import { labelValues } from './values';

/** What may stand at the cursor in the expression; undefined where nothing is proposed. `source` is the whole document's text. */
export function promqlProposals(cursor: PromqlCursor, source: string, know: Knowledge): Proposals | undefined {
  const { context, text, at } = cursor;
  if (!context) return undefined;
  const items = itemsFor(context, cursor, source, know);
  const words = context.kind === 'operator' ? wordsBefore(text.slice(0, at), context, items, know) : undefined;
  if (words !== undefined) return { prefix: words, items: metricProposals(words, know, {}), ordered: true };
  return { prefix: context.prefix, items, ordered: context.kind === 'operand' };
}

/** Words that look for a metric (`kv cache`): they are no metric with an operator behind it. */
function wordsBefore(
  before: string,
  { prefix, after }: PromqlContext & { readonly kind: 'operator' },
  items: readonly Proposal[],
  { catalog, workspace }: Knowledge,
): string | undefined {
  if (after !== 'selector' || prefix === '' || items.some(({ label }) => label.startsWith(prefix))) return undefined;
  const [words, first] = /(?<![\w:.})\]"'])([A-Za-z_][\w:]*) +\w+$/.exec(before) ?? [];
  if (first === undefined || catalog.find(first) !== undefined || workspace.recorded(first).length > 0)
    return undefined;
  return words;
}

function itemsFor(
  context: PromqlContext,
  { text, at, expr }: PromqlCursor,
  source: string,
  know: Knowledge,
): readonly Proposal[] {
  const around = { ...know, source, typed: context.prefix };
  switch (context.kind) {
    case 'operand':
      return operandProposals(context, text, at, expr, know);
    case 'operator':
      return operators(context.after, know.dialect);
    case 'aggregate-head':
      return [list('by', 0), list('without', 1)];
    case 'matcher-label':
      return matcherLabels(text, expr, at, context, around).map(label => ({
        ...label,
        ...matcher(label.label, text.slice(at)),
      }));
    case 'matcher-operator':
      return ['=', '!=', '=~', '!~'].map((label, rank) => ({ label, kind: 'keyword', rank }));
    case 'matcher-value': {
      const selector = selectorAround(expr, at);
      const metric = context.metric ?? (selector && metricName(selector));
      return labelValues({ ...context, ...(metric === undefined ? {} : { metric }) }, text.slice(at), source, know);
    }
    case 'grouping':
      return groupingLabels(text, expr, at, context.used, around);
    case 'string':
      return [];
    case 'duration':
      return [...durationProposals(context.prefix), ...durationCalls(know.dialect)];
    case 'anchor':
      return ['start()', 'end()'].map((label, rank) => ({ label, kind: 'keyword', rank }));
  }
}

/** A label in braces is followed by its operator and value, where these are not written yet. */
function matcher(label: string, rest: string): Partial<Proposal> {
  return /^\w*\s*[=!]/.test(rest) ? {} : { insert: `${label}="$1"`, snippet: true, more: true };
}

function list(label: string, rank: number): Proposal {
  return { label, kind: 'keyword', insert: `${label} ($1)`, snippet: true, more: true, rank };
}

const words = (names: readonly string[], rank: number): readonly Proposal[] =>
  names.map((label, i) => ({ label, kind: 'keyword', rank: rank + i }));

/** What may follow an operand that has ended. */
function operators(after: Ended, dialect: Dialect): readonly Proposal[] {
  const sets = words(['and', 'or', 'unless', 'atan2'], 10);
  if (after === 'aggregate') return [list('by', 0), list('without', 1), ...sets];
  if (after === 'other') return sets;
  const extended = after === 'range' && available(dialect, syntaxHistory.extendedRanges);
  return [
    ...sets,
    { label: 'offset', kind: 'keyword', more: true, rank: 20 },
    ...words(extended ? ['anchored', 'smoothed'] : [], 21),
  ];
}

/** Durations that depend on the query. */
function durationCalls(dialect: Dialect): readonly Proposal[] {
  const range = available(dialect, syntaxHistory.durationRange) ? ['range()'] : [];
  return words(available(dialect, syntaxHistory.durationCalls) ? ['step()', ...range] : [], 40);
}
