// What may begin an operand: metrics, functions and aggregations of the type that is asked for, modifiers of the operator
// in front, and the codes that a metric is compared with. Layer: features.
import type { Expr } from '../../promql/ast';
import { available, type Dialect, syntaxHistory, unavailable } from '../../promql/dialect';
import {
  type AggregationInfo,
  type ArgumentType,
  aggregation,
  aggregations,
  type FunctionInfo,
  functionInfo,
  functions,
} from '../../promql/functions';
import { metricName, unwrap } from '../../promql/inspect';
import type { CallArgument, PromqlContext } from '../cursor/promqlContext';
import type { Knowledge } from '../knowledge';
import { codeMarkdown } from '../metricText';
import { aggregationMarkdown, functionMarkdown, functionSignature } from '../promqlText';
import { comparisonAt } from './elsewhere';
import type { Proposal } from './item';
import { metricProposals, partnerProposals } from './metrics';
import { thresholdProposals } from './thresholds';

type OperandContext = PromqlContext & { readonly kind: 'operand' };

/** Everything that may begin an operand at `at` of the expression. */
export function operandProposals(
  context: OperandContext,
  text: string,
  at: number,
  expr: Expr,
  know: Knowledge,
): readonly Proposal[] {
  const codes = context.operator === 'comparison' ? codeProposals(expr, at, know) : [];
  // A number is being written: of names none can follow, and Enter leaves the number as it is.
  if (/^[\d.]/.test(context.prefix)) {
    const isWritten = ({ label }: Proposal): boolean => label === context.prefix;
    if (codes.length === 0 || codes.some(isWritten))
      return codes.map(one => (isWritten(one) ? { ...one, match: 0 } : one));
    return [{ label: context.prefix, kind: 'value', rank: -40 }, ...codes];
  }
  const isCalled = /^\w*\s*\(/.test(text.slice(at));
  const wanted = wantedType(context);
  if (wanted === 'string') return [];
  if (context.operator === 'comparison' && context.prefix === '') {
    // Most comparisons are with a number, some with a metric of the same family; whatever else is typed is offered then.
    const partners = partnerProposals(expr, know);
    const numbers = codes.length > 0 ? [] : thresholdProposals(expr, at, know);
    return [...codes, ...numbers, ...partners, ...modifiers(context, isCalled, know.dialect)];
  }
  const metrics = wanted === 'scalar' ? [] : metricProposals(context.prefix, know, { ...context, expr });
  return [
    ...codes,
    ...metrics,
    ...[...callProposals(wanted, context, isCalled, know), ...modifiers(context, isCalled, know.dialect)].map(one =>
      commonFirst(one, context.prefix),
    ),
  ];
}

/** The type that the operand must have; undefined where any will do. A part of a larger operand may be a number, too. */
function wantedType({ call, operator }: OperandContext): ArgumentType | undefined {
  if (!call) return undefined;
  const type = argumentType(call);
  return operator && type === 'vector' ? undefined : type;
}

function argumentType({ name, argument }: CallArgument): ArgumentType | undefined {
  const info = aggregation(name.toLowerCase());
  if (info) return info.param && argument === 0 ? info.param.type : 'vector';
  const params = functionInfo(name)?.params;
  return params?.[Math.min(argument, params.length - 1)]?.type;
}

/** What rules use most: before metrics that begin alike. */
const common: ReadonlySet<string> = new Set(
  'rate increase sum avg max min count absent histogram_quantile topk time vector abs clamp_min avg_over_time max_over_time'.split(
    ' ',
  ),
);

/** One that is typed already, and not only looked for, is meant more often than a metric that begins alike. */
function commonFirst(proposal: Proposal, prefix: string): Proposal {
  const isCommon = proposal.kind === 'keyword' || common.has(proposal.label);
  return prefix !== '' && isCommon ? { ...proposal, rank: -6 } : proposal;
}

function callProposals(
  wanted: ArgumentType | undefined,
  { call }: OperandContext,
  isCalled: boolean,
  know: Knowledge,
): readonly Proposal[] {
  const known = <T extends FunctionInfo | AggregationInfo>(rows: readonly T[]): readonly T[] =>
    rows.filter(info => unavailable(know.dialect, info) === undefined);
  const fits = ({ returns }: FunctionInfo): boolean => wanted === undefined || returns === wanted;
  const calls = known(functions)
    .filter(fits)
    .map(info => functionProposal(info, isCalled));
  if (wanted === 'scalar') return calls;
  if (wanted === 'matrix') return call?.name.endsWith('_over_time') ? known(functions).flatMap(asSubquery) : calls;
  return [...known(aggregations).map(info => aggregationProposal(info, isCalled)), ...calls];
}

function functionProposal(info: FunctionInfo, isCalled: boolean): Proposal {
  const { name, params } = info;
  return {
    label: name,
    kind: 'function',
    beside: info.returns,
    detail: functionSignature(info),
    doc: () => functionMarkdown(info),
    ...(isCalled ? {} : { insert: params.length === 0 ? `${name}()` : `${name}($1)`, snippet: true }),
    ...(!isCalled && params.length > 0 ? { more: true } : {}),
    rank: common.has(name) ? 5 : 25,
  };
}

function aggregationProposal(info: AggregationInfo, isCalled: boolean): Proposal {
  const { name } = info;
  return {
    label: name,
    kind: 'function',
    detail: 'aggregation',
    doc: () => aggregationMarkdown(info),
    ...(isCalled ? {} : { insert: `${name}($1)`, snippet: true, more: true }),
    rank: common.has(name) ? 4 : 24,
  };
}

/** A function of a range as the operand of another one: only a subquery makes a range of its result. */
function asSubquery(info: FunctionInfo): readonly Proposal[] {
  if (info.params[0]?.type !== 'matrix' || info.params.length > 1) return [];
  return [
    {
      label: info.name,
      kind: 'function',
      detail: 'as a subquery',
      doc: () => functionMarkdown(info),
      insert: `${info.name}($1)[\${2:1h}:\${3:1m}]`,
      snippet: true,
      rank: 45,
    },
  ];
}

function modifiers(
  { operator, modifier, call }: OperandContext,
  isCalled: boolean,
  dialect: Dialect,
): readonly Proposal[] {
  const list = (name: string, rank: number): Proposal => ({
    label: name,
    kind: 'keyword',
    ...(isCalled ? {} : { insert: `${name} ($1)`, snippet: true, more: true }),
    rank,
  });
  const fills = available(dialect, syntaxHistory.fillModifiers) ? ['fill', 'fill_left', 'fill_right'] : [];
  const fill = fills.map((name, i): Proposal => ({ ...list(name, 8 + i), more: false }));
  if (modifier === 'group') return fill;
  if (modifier === 'matching') return [list('group_left', 1), list('group_right', 2), ...fill];
  if (!operator || (call && argumentType(call) === 'scalar')) return [];
  const matching = [list('on', 6), list('ignoring', 7), ...fill];
  return operator === 'comparison' && modifier !== 'bool'
    ? [...matching, { label: 'bool', kind: 'keyword', rank: 6 }]
    : matching;
}

/** Severities of codes, those that rules ask for first. */
export const codeOrder = ['critical', 'warning', 'application', 'info', 'unknown', 'unused'];

/** Codes that the metric on the left side of the comparison before `at` may have. */
function codeProposals(expr: Expr, at: number, { catalog }: Knowledge): readonly Proposal[] {
  const binary = comparisonAt(expr, at);
  const left = binary && unwrap(binary.lhs);
  const metric = left?.kind === 'selector' ? metricName(left) : undefined;
  const codes = metric === undefined ? undefined : catalog.codes(metric);
  if (!codes || metric === undefined) return [];
  return [...codes.values()].map((code, i) => ({
    label: String(code.code),
    kind: 'value',
    detail: code.title,
    doc: () => codeMarkdown(code, metric),
    filter: `${code.code} ${code.title}`,
    rank: -20 + codeOrder.indexOf(code.severity) + i * 0.001,
  }));
}
