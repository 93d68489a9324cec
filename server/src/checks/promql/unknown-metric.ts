// A metric that neither the catalogue nor the workspace knows, while one of them has a metric of nearly the same name:
// mistyped, or renamed on one side and not on the other. Silent about names that resemble nothing. Layer: checks.
import { isLevelled } from '../../analysis/changes';
import type { WorkspaceFacts } from '../../analysis/workspaceFacts';
import { type NearestFinder, nearestFinder } from '../../catalog/near';
import type { Catalog, DefinedMetric, ExporterFact, MetricFact } from '../../catalog/schema';
import type { VectorSelector } from '../../promql/ast';
import { metricName } from '../../promql/inspect';
import { closest } from '../../text/closest';
import { lazy } from '../../text/lazy';
import { defineCheck, type Fix } from '../check';
import { isAnotherThing, isOfAnotherKind, isSlip, nearest } from './sameMetric';

export const check = defineCheck({
  id: 'promql/unknown-metric',
  summary: 'A metric is defined nowhere, but one of nearly the same name is.',
  severity: 'info',
  since: '0.1.0',
  on: 'selector',
  needs: ['catalog', 'workspace'],
  when: (reads, { catalog, workspace }) =>
    reads.some(
      name =>
        !catalog.find(name) &&
        (workspace.metrics.length > 0 ||
          field.test(name) ||
          nearOfExporter(name, catalog) !== undefined ||
          isLevelled(name) ||
          unbucketedIn(name, catalog) !== undefined ||
          ownerOf(name, catalog) !== undefined),
    ),
  messages: {
    buckets: '`{metric}` is a {type} and has no buckets, so this selects nothing: {instead}.',
    near: '`{metric}` is defined nowhere in this workspace; `{file}` defines `{near}`{labels}; check which name is right.',
    known: '`{metric}` is defined nowhere in this workspace; {exporter} exposes `{near}`; check which name is right.',
    letters: '{exporter} exposes `{near}`, and names are told apart by their case, so `{metric}` selects nothing.',
    total: '`{metric}` is the name in the source of {exporter}; it is exposed as `{near}`, so this selects nothing.',
    field: 'DCGM up to 4.6 has no field `{metric}`, so this selects nothing{instead}',
    whole: '{exporter} exposes no `{metric}` in any version known here, so this selects nothing.',
    recorded: 'No file here records `{metric}`, and `{near}` is recorded: check which name is right.',
    colon: 'The names of {exporter} begin with a colon: this selects nothing, `{near}` does.',
  },
  run({ node, in: unit }, ctx) {
    const metric = metricName(node);
    const { metrics } = ctx.workspace;
    if (metric === undefined || ctx.catalog.find(metric) || ctx.workspace.recorded(metric).length > 0) return;
    // It is there, and no metric: `text-field` says so.
    if (ctx.catalog.textOf(metric)) return;
    // The workspace's own scrape may give it the name.
    if (ctx.catalog.isMade(metric) || firstSelectorOf(metric, unit.selectors) !== node) return;
    if (isLevelled(metric)) {
      const recorded = nearRecorded(metric, ctx.shared(() => namesOf(ctx.workspace)).levelled());
      const fix = recorded === undefined ? undefined : fixFor(metric, unit.selectors, recorded);
      if (recorded !== undefined) ctx.report(node.name ?? node, 'recorded', { metric, near: recorded }, { fix });
      return;
    }
    const own =
      metrics.length > 0 && !metric.includes(':')
        ? nearest(metric, ctx.shared(() => namesOf(ctx.workspace)).nearest())
        : undefined;
    const near = nearOfExporter(metric, ctx.catalog);
    const isSlip = own !== undefined && closest(metric, [own.series]) !== undefined;
    if (own && (isSlip || near === undefined)) {
      const file = own.metric.file.slice(own.metric.file.lastIndexOf('/') + 1);
      const data = { metric, near: own.series, file, labels: labelsOf(own.metric) };
      ctx.report(node.name ?? node, 'near', data, { fix: fixFor(metric, unit.selectors, own.series) });
      return;
    }
    const hit = near === undefined ? undefined : ctx.catalog.find(near);
    const unbucketed = unbucketedIn(metric, ctx.catalog);
    if (unbucketed) {
      const { name, type, generic } = unbucketed;
      const data = { metric: name, type, instead: insteadOfBuckets(unbucketed) };
      ctx.report(node.name ?? node, 'buckets', data, generic ? {} : certain);
      return;
    }
    if (near === undefined && field.test(metric) && metrics.every(({ name }) => name !== metric)) {
      ctx.report(node.name ?? node, 'field', { metric, instead: frameBuffer(metric) }, certain);
    }
    const owner = near === undefined && !own ? ownerOf(metric, ctx.catalog) : undefined;
    if (owner) ctx.report(node.name ?? node, 'whole', { metric, exporter: owner.title });
    if (near === undefined || !hit) return;
    const data = { metric, near, exporter: hit.exporter?.title ?? 'an exporter' };
    // In another unit the bound is another number.
    const fix = isOtherUnit(metric, near) ? undefined : fixFor(metric, unit.selectors, near);
    if (near === `${metric}_total` && isSuffixed(hit.metric)) {
      ctx.report(node.name ?? node, 'total', data, { fix, ...certain });
    } else if (near.toLowerCase() === metric.toLowerCase()) {
      ctx.report(node.name ?? node, 'letters', data, { fix, ...certain });
    } else if (near.startsWith(':') && /^[a-zA-Z]/.test(metric)) {
      // Where colons are replaced on the way an underscore stands in front.
      ctx.report(node.name ?? node, 'colon', data, { fix, ...certain });
    } else if (field.test(metric)) {
      ctx.report(node.name ?? node, 'field', { metric, instead: `; did you mean \`${near}\`?` }, { fix, ...certain });
    } else ctx.report(node.name ?? node, 'known', data, { fix });
  },
});

const unitWord =
  /_(?:bytes|[kmg]i?b|megabytes|mebibytes|gigabytes|seconds|secs?|m?s|us|millis|milliseconds|microseconds|ratio|percent|percentage|pct|m?hz|hertz|milliwatts)(?=_|$)/i;

function isOtherUnit(a: string, b: string): boolean {
  const [inA, inB] = [a, b].map(name => unitWord.exec(name)?.[0].toLowerCase());
  return inA !== undefined && inA !== inB;
}

/** Nobody else writes such a name. */
const certain = { severity: 'warning' } as const;

/** The metric without buckets whose buckets are asked for. */
function unbucketedIn(metric: string, catalog: Catalog): MetricFact | undefined {
  if (!metric.endsWith('_bucket')) return undefined;
  const found = catalog.find(metric.slice(0, -'_bucket'.length));
  if (found?.series !== 'value' || found.metric.typeInferred) return undefined;
  // Another program's metric of a common name may be a histogram.
  const types = found.metric.generic ? /^summary$/ : /^(?:summary|counter|gauge)$/;
  return types.test(found.metric.type) ? found.metric : undefined;
}

function insteadOfBuckets({ name, type }: MetricFact): string {
  if (type === 'gauge') return `\`quantile_over_time()\` of \`${name}[1h]\` tells a quantile of its own values`;
  if (type === 'counter') return `\`rate(${name}[5m])\`, divided by the rate of what it counts for, is a mean`;
  return `divide \`${name}_sum\` by \`${name}_count\` for the mean, or read its quantiles where it has some`;
}

/** A counter whose client library adds `_total` whatever the source calls it; Ray shows some under both names. */
function isSuffixed({ name, type, typeInferred, generic }: MetricFact): boolean {
  return type === 'counter' && !typeInferred && !generic && !name.startsWith('ray_');
}

/** Names of DCGM's fields, all of which are known. */
const field = /^DCGM_FI_(?:DEV|PROF)_[A-Z0-9_]+$/;

/** The exporter whose names begin so and do not go on like this. What a recording rule made has a colon, or one more. */
function ownerOf(metric: string, catalog: Catalog): ExporterFact | undefined {
  const withColon = metric.replace('_', ':');
  const owner = catalog.unknownTo(metric) ?? (metric.includes(':') ? undefined : catalog.unknownTo(withColon));
  if (owner && !metric.includes(':') && owner.whole?.some(start => withColon.startsWith(start))) return owner;
  const start = owner?.whole?.find(one => metric.startsWith(one)) ?? '';
  const isRecorded = start.includes(':') && recordedEnd.test(metric);
  return metric.slice(start.length).includes(':') || isRecorded ? undefined : owner;
}

/** What recording rules put at the end of a name. */
const recordedEnd = /[:_](?:rate|sum|avg|mean|p\d\d|ratio|increase)(?:_?\d{1,3}[smhd])?$/;

/** The memory of a GPU is called its frame buffer there. */
function frameBuffer(name: string): string {
  const part = /_MEM(?:ORY)?_(USED|FREE|TOTAL)$/.exec(name)?.[1];
  return part === undefined ? '.' : `: its memory is \`DCGM_FI_DEV_FB_${part}\`.`;
}

/** The series of a known exporter that is meant. A colon marks what recording rules made, unless the exporter writes one, too. */
function nearOfExporter(metric: string, catalog: Catalog): string | undefined {
  const withColon = metric.replace('_', ':');
  if (withColon !== metric && catalog.find(withColon)) return withColon;
  const other = underOtherName(metric, catalog);
  if (other !== undefined) return other;
  // What is a part of the name inside of Envoy is a label outside.
  const byClass = metric.replace(/_rq_[1-5]xx$/, '_rq_xx');
  if (byClass !== metric && catalog.find(byClass)) return byClass;
  const near = catalog.near(metric);
  if (near === undefined || (metric.includes(':') && !near.includes(':'))) return undefined;
  return isAnotherThing(metric, near) || isOfAnotherKind(metric, near) ? undefined : near;
}

/**
 * What people call a program, and how the names of its exporter begin, where these are other words. OpenTelemetry has names of
 * consumer groups, too: these are taken for the exporter's only where that runs.
 */
const beginnings: readonly (readonly [called: RegExp, begins: string, hasToRun?: true])[] = [
  [/^postgres(?:ql)?_/, 'pg_'],
  [/^(?:nvidia_)?triton_?(?:inference_)?(?:server_)?/, 'nv_'],
  [/^(?:nvidia_)?triton_?(?:server_)?(?:inference_)?/, 'nv_inference_'],
  [/^torch_?serve_/, 'ts_'],
  [/^text_generation_inference_/, 'tgi_'],
  [/^text_embeddings_inference_/, 'te_'],
  [/^kubernetes_/, 'kube_'],
  [/^kafka_consumer_group_/, 'kafka_consumergroup_', true],
];

/** The metric of an exporter that goes by the same name behind its first words. */
function underOtherName(metric: string, catalog: Catalog): string | undefined {
  for (const [called, begins, hasToRun] of beginnings) {
    const name = called.test(metric) ? metric.replace(called, begins) : metric;
    const exporter = name === metric ? undefined : catalog.find(name)?.exporter;
    if (exporter && (!hasToRun || catalog.inUse(exporter).length > 0)) return name;
  }
  return undefined;
}

/** Names that the workspace records, by their level and number of parts. */
function levelledNames({ documents }: WorkspaceFacts): ReadonlyMap<string, readonly string[]> {
  const byLevel = new Map<string, string[]>();
  for (const { records } of documents) {
    for (const { name } of records) {
      if (!isLevelled(name)) continue;
      const key = levelOf(name);
      const known = byLevel.get(key);
      if (known) known.push(name);
      else byLevel.set(key, [name]);
    }
  }
  return byLevel;
}

function levelOf(name: string): string {
  return `${name.split(':').length} ${name.slice(0, name.indexOf(':'))}`;
}

/** Names of the workspace to look a mistyped one up in, each list made when it is first asked for. */
function namesOf(workspace: WorkspaceFacts): {
  readonly levelled: () => ReadonlyMap<string, readonly string[]>;
  readonly nearest: () => NearestFinder<DefinedMetric>;
} {
  return {
    levelled: lazy(() => levelledNames(workspace)),
    nearest: lazy(() => nearestFinder(workspace.metrics.filter(one => !one.nameInferred))),
  };
}

/**
 * The recorded name that differs in one part, by a slip or by a number, or by a word of what was done: `…:rate5m` and `…:rate1m`,
 * `…:ratio5m` and `…:ratio_rate5m`.
 */
function nearRecorded(name: string, byLevel: ReadonlyMap<string, readonly string[]>): string | undefined {
  const parts = name.split(':');
  return byLevel.get(levelOf(name))?.find(other => {
    const different = other.split(':').flatMap((part, i) => (part === parts[i] ? [] : [[part, parts[i]!] as const]));
    const [only] = different;
    if (different.length !== 1 || only === undefined) return false;
    return isSlip(...only) || (only[1] === parts.at(-1) && isWithoutRate(...only));
  });
}

/** Whether both say the same quotient, one of them how it was made: `ratio5m`, `ratio_rate5m`. What says no more than a rate is another. */
function isWithoutRate(a: string, b: string): boolean {
  const [plainA, plainB] = [a, b].map(part => part.replace(/_(?:rate|increase)(?=_?\d|$)/, ''));
  return plainA === plainB && /^(?:ratio|error)/.test(plainA!);
}

/** The name is put right wherever the expression has it. */
function fixFor(metric: string, selectors: readonly VectorSelector[], right: string): Fix | undefined {
  const names = selectors.filter(selector => metricName(selector) === metric).map(({ name }) => name);
  if (!names.every(name => name !== undefined && !name.quoted)) return undefined;
  return { title: `Use ${right}`, safe: false, edits: names.map(name => ({ at: name!, newText: right })) };
}

/** One finding a name and expression is enough. */
function firstSelectorOf(metric: string, selectors: readonly VectorSelector[]): VectorSelector | undefined {
  return selectors.find(selector => metricName(selector) === metric);
}

function labelsOf({ labels }: DefinedMetric): string {
  const names = labels.filter(({ optional }) => !optional).map(({ name }) => `\`${name}\``);
  if (names.length === 0) return '';
  const shown = names.length > 4 ? [...names.slice(0, 3), '…'] : names;
  return ` with the label${names.length > 1 ? 's' : ''} ${shown.join(', ')}`;
}
