// The parts of the preview's state, made from answers: table, graph, and the words for what stands in the way.
// Pure; no vscode here.

import type { Answer, InstantResult, InstantSample, SourceError } from '../../../server/src/datasource/datasource';
import type { RulePreview } from '../../../server/src/lsp/protocol';
import { decodedPart } from '../../../server/src/text/paths';
import type { PreviewAction, PreviewState, SeriesTable } from './messages';
import { labelsInTemplates, maxRows } from './results';

const allowedSkewSeconds = 30;

export const noRule = {
  tone: 'info' as const,
  text: 'Put the cursor into an alerting or recording rule to preview it.',
  actions: [],
};

export const noAnalysis: PreviewState['notice'] = {
  tone: 'error',
  text: 'The language server does not answer. Restart it with "ML Alerts: Restart Language Server".',
  actions: ['retry'],
};

export const failed: PreviewState['notice'] = {
  tone: 'error',
  text: 'The preview failed. "ML Alerts: Show Output" has the details.',
  actions: ['retry'],
};

export const cleared = {
  graph: undefined,
  history: undefined,
  past: undefined,
  notified: undefined,
  offer: undefined,
  moment: undefined,
  tuning: undefined,
  trial: undefined,
  explanation: undefined,
  series: undefined,
  notes: [],
  stale: false,
  busy: undefined,
  notice: undefined,
  expressionError: undefined,
} satisfies Partial<PreviewState>;

export function head(rule: RulePreview): PreviewState['rule'] {
  const file = decodedPart(rule.uri.slice(rule.uri.lastIndexOf('/') + 1));
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
  if (error.position)
    return { expressionError: { expr: rule.expr, ...error.position, message: error.message, isOfServer: true } };
  return { notice: { tone: 'error', text: error.message, actions: actionsFor[error.kind] ?? ['retry'] } };
}

/** What is offered where the graph alone is missing, as the table was known or may be asked for: only what the person can mend. */
export function graphNotice(error: SourceError): Partial<PreviewState> {
  const actions = actionsFor[error.kind];
  if (actions?.[0] !== 'editServer') return {};
  return { notice: { tone: 'error', text: `The graph cannot be drawn: ${error.message}`, actions } };
}

/** What is most likely to help comes first; other errors are of the query, and may be gone the next time. */
const actionsFor: Partial<Readonly<Record<SourceError['kind'], readonly PreviewAction[]>>> = {
  unauthorized: ['editServer', 'retry'],
  forbidden: ['editServer', 'retry'],
  'not-found': ['editServer', 'selectServer', 'retry'],
  redirect: ['editServer', 'selectServer', 'retry'],
  html: ['editServer', 'selectServer', 'retry'],
  tls: ['editServer', 'selectServer', 'retry'],
  malformed: ['editServer', 'selectServer', 'retry'],
  unreachable: ['editServer', 'selectServer', 'retry'],
  timeout: ['retry', 'editServer', 'selectServer'],
  unavailable: ['retry', 'editServer', 'selectServer'],
  'server-error': ['retry', 'editServer', 'selectServer'],
};

/** What an answer has for the table, but for its rows: they show what the rule makes of labels. */
export function tableOf(
  rule: RulePreview,
  answer: Answer<InstantResult> & { ok: true },
  at: number,
): {
  readonly series: Omit<SeriesTable, 'rows' | 'common' | 'columns' | 'moreColumns'>;
  readonly samples: readonly InstantSample[];
  readonly notes: readonly string[];
} {
  const { data } = answer;
  const notes: string[] = [];
  if (data.type === 'scalar' && rule.kind === 'alert')
    notes.push('The expression is a single number: as an alert it fires whatever the number is.');
  const skew = clockWords(answer, at);
  if (skew !== undefined) notes.push(skew);
  const all = worstFirst(samplesOf(data), rule.comparison?.op);
  const samples = all.slice(0, maxRows);
  const total = data.type === 'vector' ? data.total : all.length;
  if (total > samples.length)
    notes.push(`${total} series are in the result; the table shows the first ${samples.length}.`);
  const series = {
    sources: samples.map(({ labels }) => labels),
    total,
    atMs: at,
    tookMs: answer.tookMs,
    ...(rule.unit === undefined ? {} : { unit: rule.unit }),
    ...(total === 0 ? { empty: emptyWords(rule, data) } : {}),
  };
  return { series, samples, notes };
}

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

function emptyWords(rule: RulePreview, data: InstantResult): string {
  if (data.type === 'string')
    return `The expression gives the string ${JSON.stringify(shorten(data.text))}; a rule needs a number or a vector.`;
  if (data.type === 'matrix')
    return 'The expression gives a range of points for each series; a rule needs one value. Wrap it, e.g. in rate().';
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

export function shorten(text: string, most = 80): string {
  return text.length > most ? `${text.slice(0, most)}…` : text;
}

/** What a failure says. */
export function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
