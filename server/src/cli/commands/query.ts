// `ml-alert-rules query`: what an expression gives on a server or on simulated data. Layer: cli.
import { loadCatalog } from '../../catalog/lookup';
import { type Config, resolveConfig } from '../../config/config';
import type { Answer, InstantResult, Point, RangeResult } from '../../datasource/datasource';
import { pointsOf } from '../../datasource/samples';
import type { MetricKnowledge } from '../../datasource/simulated/facts';
import { formatFloat } from '../../go/floats';
import { Labels } from '../../series/labels';
import { createService } from '../../service';
import { printable } from '../../text/printable';
import { finish } from '../../text/slices';
import { oneOf, parseArguments, UsageError } from '../args';
import { configLayers } from '../configuration';
import { complain, stackOf, write } from '../output';
import { spark } from '../reporters/chart';
import { loadScenarios } from '../scenarios';
import { type CommandSource, sourceOf, sourceOptions } from '../source';
import { readLength, readTime } from '../times';
import { version } from '../version';

const options = {
  ...sourceOptions,
  at: 'value',
  start: 'value',
  end: 'value',
  step: 'value',
  format: 'value',
  prometheus: 'value',
  'enable-feature': 'value',
  config: 'value',
} as const;

/** A range of a query, in milliseconds. */
interface Window {
  readonly start: number;
  readonly end: number;
  readonly step: number;
}

/** Steps of a range whose step is left out. */
const usualSteps = 250;
const timeoutMs = 60_000;
const mostSeries = 10_000;

/** Runs the command; 0 where there is an answer, 2 where there is none. */
export async function queryCommand(argv: readonly string[]): Promise<number> {
  const args = parseArguments(argv, options);
  const [expr, ...more] = args.paths;
  if (expr === undefined) throw new UsageError('no expression given');
  if (more.length > 0)
    throw new UsageError(`one expression at a time; put it into quotes (${more.length} more words were given)`);
  const format = oneOf('--format', args.value('format') ?? 'text', ['text', 'json'] as const);
  const now = Date.now();
  const time = (option: 'at' | 'start' | 'end'): number | undefined => {
    const text = args.value(option);
    return text === undefined ? undefined : readTime(`--${option}`, text, now);
  };
  const window = windowOf(time('start'), time('end'), args.value('step'));
  const at = time('at');
  if (window && at !== undefined)
    throw new UsageError('--at asks for one time, --start and --end for a range: name one of them');
  let misconfigured = false;
  const layersFor = configLayers(
    { prometheus: args.value('prometheus'), features: args.value('enable-feature'), file: args.value('config') },
    () => {
      misconfigured = true;
    },
  );
  const folder = layersFor('.');
  const { scenarios, name } = loadScenarios(folder, args.value('simulate'), () => {
    misconfigured = true;
  });
  const config = resolveConfig(folder.layers);
  const found = sourceOf(
    { ...args, value: option => (option === 'simulate' ? name : args.value(option)) },
    {
      dialect: config.dialect,
      knowledge: knowledgeFor(config),
      scenarios,
      end: window?.end ?? at ?? now,
      shown: { expr },
    },
  );
  const call = { timeoutMs, maxSeries: mostSeries, maxBytes: 200_000_000 };
  const answer: Answer<InstantResult | RangeResult> = window
    ? await found.source.queryRange(expr, window.start, window.end, window.step, call)
    : await found.source.query(expr, at ?? now, call);
  if (!answer.ok) {
    complain(answer.error.message, placeLines(expr, answer.error.position));
    return 2;
  }
  // That it is simulated stands in the answer itself.
  const remarks = [...answer.warnings, ...answer.infos].filter(text => text !== found.simulated?.note);
  for (const text of remarks) complain(text);
  const text = format === 'json' ? json(expr, found, answer, window, at ?? now) : textOf(found, answer, window);
  await write(process.stdout, text);
  return misconfigured ? 2 : 0;
}

/** What is known of the metrics of an expression: the catalogue, and what the expression itself asks for. */
function knowledgeFor(config: Config): (expr: string) => MetricKnowledge {
  const catalog = loadCatalog();
  const service = createService({
    checks: [],
    catalog,
    onFailure: (id, error) => complain(`${id} failed:`, stackOf(error)),
  });
  const workspace = service.workspace(config);
  return expr => {
    const { asked, hints } = finish(service.simulationFacts(workspace, expr));
    return { ...catalog, asked, hint: metric => (Object.hasOwn(hints, metric) ? hints[metric] : undefined) };
  };
}

function windowOf(start: number | undefined, end: number | undefined, step: string | undefined): Window | undefined {
  if (start === undefined && end === undefined) {
    if (step !== undefined) throw new UsageError('--step goes with --start and --end');
    return undefined;
  }
  if (start === undefined || end === undefined) throw new UsageError('--start and --end go together');
  if (start > end) throw new UsageError('--start lies after --end');
  const usual = Math.max(1000, Math.ceil((end - start) / usualSteps / 1000) * 1000);
  return { start, end, step: step === undefined ? usual : readLength('--step', step) };
}

/** The expression with a mark under what is wrong. */
function placeLines(
  expr: string,
  position: { readonly from: number; readonly to: number } | undefined,
): readonly string[] {
  if (!position) return [];
  const begin = expr.lastIndexOf('\n', position.from - 1) + 1;
  const end = expr.indexOf('\n', position.from);
  const line = expr.slice(begin, end < 0 ? undefined : end);
  const length = Math.max(1, Math.min(position.to, begin + line.length) - position.from);
  return [`  ${line}`, `  ${' '.repeat(position.from - begin)}${'^'.repeat(length)}`];
}

function json(
  expr: string,
  { source, simulated }: CommandSource,
  answer: Extract<Answer<InstantResult | RangeResult>, { ok: true }>,
  window: Window | undefined,
  at: number,
): string {
  const { data } = answer;
  const pair = ({ t, v }: Point): readonly [number, string] => [t / 1000, formatFloat(v, 'f', -1)];
  const series =
    'series' in data ? data.series.map(one => ({ metric: one.labels, values: pointsOf(one).map(pair) })) : undefined;
  const result =
    series ??
    ('samples' in data
      ? data.samples.map(sample => ({ metric: sample.labels, value: pair(sample) }))
      : 'point' in data
        ? pair(data.point)
        : [at / 1000, 'text' in data ? data.text : '']);
  const shown = {
    version,
    expr,
    source: simulated ? { kind: 'simulated', scenario: simulated.scenario } : { kind: 'server', url: source.name },
    simulated: simulated !== undefined,
    ...(window
      ? { start: window.start / 1000, end: window.end / 1000, step: window.step / 1000 }
      : { time: at / 1000 }),
    resultType: 'type' in data ? data.type : 'matrix',
    result,
    warnings: answer.warnings,
    infos: answer.infos,
  };
  return `${JSON.stringify(shown, undefined, 2)}\n`;
}

function textOf(
  { simulated }: CommandSource,
  answer: Extract<Answer<InstantResult | RangeResult>, { ok: true }>,
  window: Window | undefined,
): string {
  const { data } = answer;
  const lines = simulated ? [`# ${simulated.note}`] : [];
  if ('point' in data) lines.push(`scalar ${formatFloat(data.point.v, 'g', -1)}`);
  else if ('text' in data) lines.push(`string ${JSON.stringify(data.text)}`);
  else if ('samples' in data) {
    for (const { labels, v, histogram } of data.samples) {
      const value = histogram ? `count ${histogram.count}, sum ${histogram.sum}` : formatFloat(v, 'g', -1);
      lines.push(`${seriesName(labels)} ${value}`);
    }
    if (data.samples.length === 0) lines.push('no series');
    else if (data.total > data.samples.length) lines.push(`… ${data.total - data.samples.length} more series`);
  } else {
    const span = window ?? { start: 0, end: 0 };
    const width = Math.max(20, Math.min(96, (process.stdout.columns ?? 80) - 4));
    for (const one of data.series) {
      const { values } = one;
      const text = (value: number): string => formatFloat(value, 'g', 6);
      lines.push(
        seriesName(one.labels),
        `  ${spark(pointsOf(one), span.start, span.end, width)}`,
        `  ${values.length} points, lowest ${text(values.reduce((a, b) => Math.min(a, b)))}, highest ${text(values.reduce((a, b) => Math.max(a, b)))}, last ${text(values.at(-1) ?? Number.NaN)}`,
      );
    }
    if (data.series.length === 0) lines.push('no series');
    else if (data.total > data.series.length) lines.push(`… ${data.total - data.series.length} more series`);
  }
  return `${lines.map(line => printable(line)).join('\n')}\n`;
}

/** As Prometheus writes a series: `name{a="b"}`. */
function seriesName(labels: Readonly<Record<string, string>>): string {
  const { __name__: name = '', ...rest } = labels;
  const text = Labels.from(rest).toString().replace(/", /g, '",');
  return text === '{}' && name !== '' ? name : `${name}${text}`;
}
