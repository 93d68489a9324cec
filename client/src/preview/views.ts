// The parts of the preview's state, made from answers: table, graph, and the words for what stands in the way.
// Pure; no vscode here.
import type {
  Answer,
  InstantResult,
  InstantSample,
  RangeResult,
  SourceError,
} from '../../../server/src/datasource/datasource';
import type { RulePreview } from '../../../server/src/lsp/protocol';
import type { GraphData, PreviewAction, PreviewState, SeriesTable } from './messages';
import { graphLines, isDrawable, labelsInTemplates, maxRows, seriesRows, type Threshold, tableParts } from './results';
import { lengthInWords } from './window';

/** What the range queries of a preview gave. */
export interface Ranges {
  readonly left: Answer<RangeResult>;
  readonly threshold: Threshold;
  readonly startMs: number;
  readonly endMs: number;
  readonly stepMs: number;
  readonly notes: readonly string[];
}

const allowedSkewSeconds = 30;

export const noRule = {
  tone: 'info' as const,
  text: 'Put the cursor into an alerting or recording rule to preview it.',
  actions: [],
};

export const cleared = {
  graph: undefined,
  series: undefined,
  notes: [],
  stale: false,
  busy: undefined,
  notice: undefined,
  expressionError: undefined,
} satisfies Partial<PreviewState>;

export function head(rule: RulePreview): PreviewState['rule'] {
  const file = decoded(rule.uri.slice(rule.uri.lastIndexOf('/') + 1));
  return {
    name: rule.name,
    kind: rule.kind,
    ...(rule.severity === undefined ? {} : { severity: rule.severity }),
    group: rule.group,
    place: `${file}:${rule.range.start.line + 1}`,
  };
}

/** What the panel says and offers for an error of the server. */
export function errorWords(error: SourceError, rule: RulePreview): Partial<PreviewState> {
  if (error.position) return { expressionError: { expr: rule.expr, ...error.position, message: error.message } };
  const actions: readonly PreviewAction[] =
    error.kind === 'unauthorized' || error.kind === 'forbidden'
      ? ['editServer', 'retry']
      : ['not-found', 'redirect', 'html', 'tls', 'malformed', 'unreachable'].includes(error.kind)
        ? ['editServer', 'selectServer', 'retry']
        : ['retry'];
  return { notice: { tone: 'error', text: error.message, actions } };
}

export function tableOf(
  rule: RulePreview,
  answer: Answer<InstantResult> & { ok: true },
  at: number,
): { readonly series: SeriesTable; readonly samples: readonly InstantSample[]; readonly notes: readonly string[] } {
  const { data } = answer;
  const notes: string[] = [];
  if (data.type === 'matrix')
    notes.push(
      'The expression gives a range of points for each series; a rule needs one value. Wrap it, e.g. in rate().',
    );
  if (data.type === 'string') notes.push('The expression is a string; a rule needs a number or a vector.');
  if (data.type === 'scalar' && rule.kind === 'alert')
    notes.push('The expression is a single number: as an alert it fires whatever the number is.');
  const skew = clockWords(answer, at);
  if (skew !== undefined) notes.push(skew);
  const all = worstFirst(samplesOf(data), rule.comparison?.op);
  const samples = all.slice(0, maxRows);
  const total = data.type === 'vector' ? data.total : all.length;
  if (total > samples.length)
    notes.push(`${total} series are in the result; the table shows the first ${samples.length}.`);
  const rows = seriesRows(samples, undefined);
  const series: SeriesTable = {
    ...tableParts(rows, namedLabels(rule)),
    total,
    atMs: at,
    tookMs: answer.tookMs,
    ...(rule.unit === undefined ? {} : { unit: rule.unit }),
    ...(total === 0 ? { empty: emptyWords(rule) } : {}),
  };
  return { series, samples, notes };
}

/** Whether the left side of the comparison has nothing in the whole window. */
export function hasNoData(rule: RulePreview, { left }: Ranges): boolean {
  return rule.comparison !== undefined && left.ok && left.data.total === 0;
}

export const nothingToCompare = 'Nothing matches now: the left side of the comparison has no data.';

/** A clock that is off makes a preview look at the wrong moment, or at one that is not there yet. */
function clockWords({ clockMs, tookMs }: Answer<unknown> & { ok: true }, at: number): string | undefined {
  if (clockMs === undefined) return undefined;
  const ahead = Math.round((clockMs - at - tookMs) / 1000);
  if (Math.abs(ahead) <= allowedSkewSeconds) return undefined;
  const by = Math.abs(ahead) < 120 ? `${Math.abs(ahead)} s` : `${Math.round(Math.abs(ahead) / 60)} min`;
  return `The server's clock is ${by} ${ahead > 0 ? 'ahead of' : 'behind'} this machine's, whose time was asked for: what is newest may be missing.`;
}

/** The samples that are furthest past the bound of a comparison first; otherwise as the server orders them. */
function worstFirst(samples: readonly InstantSample[], op: string | undefined): readonly InstantSample[] {
  const sign = op === '>' || op === '>=' ? -1 : op === '<' || op === '<=' ? 1 : 0;
  if (sign === 0) return samples;
  const weight = ({ v }: InstantSample): number => (Number.isNaN(v) ? Number.POSITIVE_INFINITY : sign * v);
  // Infinities of one sign have no difference.
  return [...samples].sort((a, b) => (weight(a) === weight(b) ? 0 : weight(a) < weight(b) ? -1 : 1));
}

function emptyWords(rule: RulePreview): string {
  if (rule.comparison) return 'Nothing matches now: no series fulfils the condition.';
  return rule.kind === 'alert'
    ? 'Nothing matches now: the expression has no result.'
    : 'Nothing to record now: the expression has no result.';
}

/** Labels that the rule's own texts name: its author tells the series apart by them. */
export function namedLabels(rule: RulePreview): readonly string[] {
  return labelsInTemplates([...rule.annotations, ...rule.labels].map(({ template }) => template));
}

/** The samples of an answer as rule evaluation would see them; a number stands for a series without labels. */
export function samplesOf(data: InstantResult): readonly InstantSample[] {
  if (data.type === 'vector') return data.samples;
  return data.type === 'scalar' ? [{ labels: {}, ...data.point }] : [];
}

export function graphOf(rule: RulePreview, ranges: Ranges, matching: readonly InstantSample[]): GraphData {
  const { comparison } = rule;
  const data = ranges.left.ok ? ranges.left.data : { series: [], total: 0 };
  const lines = graphLines(
    data.series,
    ranges.threshold,
    matching.map(sample => sample.labels),
    ranges,
    namedLabels(rule),
  );
  const side = comparison ? 'The left side of the comparison' : 'The result';
  const undrawable = data.series.filter(one => !isDrawable(one)).length;
  const hollow = undrawable === 0 ? '' : `; ${undrawable} of ${data.total} series without a number to draw`;
  const message = !ranges.left.ok
    ? `The graph cannot be drawn: ${ranges.left.error.message}`
    : data.total === 0
      ? comparison
        ? 'The left side of the comparison has no data in this window: the metric may not exist, its labels may not match, or the data is older than the server keeps.'
        : 'The expression had no result in this window.'
      : undrawableWords(data, side);
  return {
    title: `${side}, one point every ${lengthInWords(ranges.stepMs)}${hollow}`,
    ...lines,
    ...(comparison ? { op: comparison.op } : {}),
    total: data.total,
    startMs: ranges.startMs,
    endMs: ranges.endMs,
    stepMs: ranges.stepMs,
    tookMs: ranges.left.ok ? ranges.left.tookMs : 0,
    ...(rule.unit === undefined ? {} : { unit: rule.unit }),
    ...(message === undefined ? {} : { message }),
  };
}

/** Words for series of which no value has a place on an axis. */
function undrawableWords({ series, total }: RangeResult, side: string): string | undefined {
  if (series.some(isDrawable)) return undefined;
  const points = series.flatMap(one => one.points);
  const these = `${total === 1 ? 'one series' : `${total} series`} in this window`;
  if (points.length === 0) return `${side} has ${these}, but no values.`;
  const kinds = new Set(points.map(({ v, histogram }) => (histogram ? 'histogram' : String(v))));
  if (kinds.has('histogram'))
    return `${side} has ${these}, all native histograms, which cannot be drawn as lines. Draw a number of them, e.g. with histogram_quantile() or histogram_count().`;
  const names = ['NaN', 'Infinity', '-Infinity'].filter(kind => kinds.has(kind));
  const shown = names.map(name => name.replace(/^(-?)Infinity$/, (_, sign) => `${sign || '+'}Inf`)).join(' and ');
  const why = kinds.has('NaN')
    ? 'A division of zero by zero, or a quantile of a histogram without observations, gives NaN.'
    : 'A division by zero gives Inf.';
  return `${side} has ${these}, but all its values are ${shown}, which have no place in a graph. ${why}`;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

export function shorten(text: string): string {
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
