// Proposals inside an expression: metrics, functions, labels, values, modifiers and durations, by the context of the cursor.
// Layer: features.
import { seriesOf } from '../../catalog/lookup';
import type { Aggregate, Binary, Expr } from '../../promql/ast';
import { unavailable } from '../../promql/dialect';
import { type ArgumentType, aggregation, aggregations, functionInfo, functions } from '../../promql/functions';
import { parsePromql } from '../../promql/parser';
import { type Shape, shapeOf } from '../../promql/shape';
import { walk } from '../../promql/walk';
import type { Knowledge } from '../knowledge';
import { metricLine, metricMarkdown } from '../metricText';
import { contextAt, type PromqlContext } from './context';
import { durationProposals } from './durations';
import { matchRank, type Proposal, type Proposals } from './item';

/** What may stand at `at` in the expression; undefined where nothing is proposed. */
export function promqlProposals(text: string, at: number, know: Knowledge): Proposals | undefined {
  const context = contextAt(text, at, know.dialect);
  if (!context) return undefined;
  const items = itemsFor(context, text, at, know);
  const prefix = context.kind === 'duration' ? /\w*$/.exec(context.prefix)![0] : context.prefix;
  return { prefix, items };
}

function itemsFor(context: PromqlContext, text: string, at: number, know: Knowledge): readonly Proposal[] {
  switch (context.kind) {
    case 'operand':
    case 'right-side':
    case 'after-matching':
      return [...operands(context, know), ...modifiers(context)];
    case 'operator':
      return operators(context.after);
    case 'aggregate-head':
      return [keyword('by', 'by ($1)'), keyword('without', 'without ($1)')];
    case 'matcher-label':
      return labelNames(context.metric, know).filter(({ label }) => !context.used.has(label));
    case 'matcher-operator':
      return ['=', '!=', '=~', '!~'].map((label, rank) => ({ label, kind: 'keyword', rank }));
    case 'matcher-value':
      return labelValues(context, know);
    case 'grouping':
      return groupingLabels(text, at, know).filter(({ label }) => !context.used.has(label));
    case 'duration':
      return durationProposals(context.prefix);
  }
}

function keyword(label: string, snippet?: string): Proposal {
  return { label, kind: 'keyword', rank: 40, ...(snippet ? { insert: snippet, snippet: true } : {}) };
}

function modifiers(context: PromqlContext): readonly Proposal[] {
  const grouping = [keyword('group_left', 'group_left ($1)'), keyword('group_right', 'group_right ($1)')];
  if (context.kind === 'after-matching') return grouping;
  if (context.kind !== 'right-side') return [];
  const matching = [keyword('on', 'on ($1)'), keyword('ignoring', 'ignoring ($1)')];
  return context.comparison ? [keyword('bool'), ...matching] : matching;
}

function operators(after: 'aggregate' | 'selector' | 'other'): readonly Proposal[] {
  const sets = ['and', 'or', 'unless'].map(label => keyword(label));
  if (after === 'aggregate') return [keyword('by', 'by ($1)'), keyword('without', 'without ($1)'), ...sets];
  return after === 'selector' ? [keyword('offset'), ...sets] : sets;
}

type Call = { readonly name: string; readonly argument: number } | undefined;

function wantedType(call: Call): ArgumentType | undefined {
  if (!call) return undefined;
  const aggregate = aggregation(call.name.toLowerCase());
  if (aggregate) return aggregate.param && call.argument === 0 ? aggregate.param.type : 'vector';
  const info = functionInfo(call.name);
  return info?.params[Math.min(call.argument, info.params.length - 1)]?.type;
}

function operands(context: PromqlContext & { readonly call?: Call }, know: Knowledge): readonly Proposal[] {
  const wanted = wantedType(context.call);
  if (wanted === 'string') return [];
  const calls = functions
    .filter(info => unavailable(know.dialect, info) === undefined)
    .filter(info => wanted === undefined || wanted === info.returns)
    .map(({ name, params, returns, doc, example }): Proposal => {
      const signature = `${name}(${params.map(param => `${param.name} ${param.type}${param.optional ? '?' : ''}`).join(', ')}) ${returns}`;
      return {
        label: name,
        kind: 'function',
        detail: signature,
        documentation: `${doc}\n\n\`${example}\``,
        insert: params.length === 0 ? `${name}()` : `${name}($1)`,
        snippet: true,
        rank: 30,
      };
    });
  if (wanted === 'scalar') return calls;
  const aggregates = aggregations
    .filter(info => wanted !== 'matrix' && unavailable(know.dialect, info) === undefined)
    .map(
      ({ name, doc, example }): Proposal => ({
        label: name,
        kind: 'function',
        detail: 'aggregation',
        documentation: `${doc}\n\n\`${example}\``,
        rank: 29,
      }),
    );
  return [...metrics(context.prefix, know), ...aggregates, ...(wanted === 'matrix' ? [] : calls)];
}

/** Series names that fit the prefix: the workspace's own first, then what exporters expose by default. */
function metrics(prefix: string, know: Knowledge): readonly Proposal[] {
  const own = know.workspace.metrics.flatMap(seriesOf);
  const recorded = know.workspace.documents.flatMap(({ records }) => records.map(({ name }) => name));
  const seen = new Set<string>();
  const found: Proposal[] = [];
  const add = (label: string, rank: (deprecated: boolean, standard: boolean) => number): void => {
    if (seen.has(label) || matchRank(label, prefix) === undefined) return;
    seen.add(label);
    const hit = know.catalog.find(label);
    const deprecated = hit?.metric.removed !== undefined;
    found.push({
      label,
      kind: 'metric',
      rank: rank(deprecated, hit?.metric.enabledByDefault !== false),
      ...(hit ? { detail: metricLine(hit), documentation: metricMarkdown(label, hit) } : { detail: 'recorded here' }),
      ...(deprecated ? { deprecated } : {}),
    });
  };
  for (const name of [...own, ...recorded]) add(name, () => 0);
  for (const name of know.catalog.seriesNames())
    add(name, (deprecated, standard) => (deprecated ? 25 : standard ? 10 : 20));
  return found;
}

function labelNames(metric: string | undefined, know: Knowledge): readonly Proposal[] {
  const hit = metric === undefined ? undefined : know.catalog.find(metric);
  const facts = new Map((hit?.metric.labels ?? []).map(label => [label.name, label]));
  const ofSeries = hit?.series === 'bucket' ? ['le'] : [];
  const others = (metric === undefined ? undefined : know.labels.labelsOf(metric)) ?? [
    'job',
    'instance',
    'namespace',
    'pod',
  ];
  const names = [...new Set([...facts.keys(), ...ofSeries, ...others])].filter(name => name !== '__name__');
  return names
    .filter(name => !name.startsWith('exported_'))
    .map((label, i) => ({
      label,
      kind: 'label' as const,
      detail: facts.get(label)?.optional ? 'sometimes there' : facts.has(label) ? 'label' : 'label of the target',
      documentation: facts.get(label)?.help,
      rank: i,
    }));
}

function labelValues(
  context: PromqlContext & { readonly kind: 'matcher-value' },
  { catalog }: Knowledge,
): readonly Proposal[] {
  const hit = context.metric === undefined ? undefined : catalog.find(context.metric);
  const values = hit?.metric.labels.find(({ name }) => name === context.label)?.values ?? [];
  const buckets =
    context.label === 'le' && hit?.series === 'bucket' ? [...(hit.metric.buckets ?? []).map(String), '+Inf'] : [];
  return [...values, ...buckets].map((label, rank) => ({
    label,
    kind: 'value' as const,
    insert: context.quoted ? label : `"${label}"`,
    rank,
  }));
}

/** Labels for the list at the cursor: those of the aggregation's operand, or those that both sides of an operator have. */
function groupingLabels(text: string, at: number, know: Knowledge): readonly Proposal[] {
  const { expr } = parsePromql(text, know.dialect);
  let owner: Aggregate | Binary | undefined;
  walk(expr, node => {
    const list = node.kind === 'aggregate' ? node.grouping : node.kind === 'binary' ? node.matching : undefined;
    if (list && list.from <= at && at <= list.to) owner = node as Aggregate | Binary;
  });
  const operands: readonly Expr[] = owner
    ? owner.kind === 'aggregate'
      ? [owner.expr]
      : [owner.lhs, owner.rhs]
    : [expr];
  const shapes = operands.map(operand => shapeOf(operand, know.labels));
  const names = new Set(shapes.flatMap(namesIn));
  const both = (name: string): boolean => shapes.every(shape => namesIn(shape).includes(name));
  const metric = shapes.flatMap(({ branches }) => branches.flatMap(({ metrics: found }) => [...found]))[0];
  const own = new Set((metric ? know.catalog.find(metric)?.metric.labels : undefined)?.map(({ name }) => name));
  const shown = names.size > 0 ? [...names] : ['job', 'instance', 'namespace', 'pod'];
  return shown
    .filter(label => label !== '__name__' && !label.startsWith('exported_'))
    .map(label => ({
      label,
      kind: 'label' as const,
      detail: own.has(label) ? 'label' : 'label of the target',
      rank: (both(label) ? 0 : 20) + (own.has(label) || label === 'le' ? 0 : 5),
    }));
}

function namesIn({ branches }: Shape): readonly string[] {
  return branches.flatMap(({ possible }) => [...possible]);
}
