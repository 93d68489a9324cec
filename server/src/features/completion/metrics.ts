// Names of series that may stand at the cursor: the workspace's own, those of exporters that it reads or runs, the others.
// Layer: features.
import { seriesOf } from '../../catalog/lookup';
import type { MetricHit } from '../../catalog/schema';
import type { Expr } from '../../promql/ast';
import { metricName } from '../../promql/inspect';
import { selectorsOf } from '../../promql/walk';
import type { CallArgument } from '../cursor/promqlContext';
import type { Knowledge } from '../knowledge';
import { liveNames, onServer } from '../liveText';
import { metricLine, metricMarkdown, typeLine } from '../metricText';
import { meansOf } from './aliases';
import { matchRank, type Proposal } from './item';
import { watchedMetrics } from './shippedSnippets';
import { usedExporters } from './used';

export interface MetricQuestion {
  /** The call that the metric is an argument of. */
  readonly call?: CallArgument;
  /** The calls around, the outermost first. */
  readonly within?: readonly string[];
  /** The whole expression: what it reads already tells what is probably wanted. */
  readonly expr?: Expr;
}

const counterFunctions: ReadonlySet<string> = new Set(['rate', 'irate', 'increase', 'resets']);
const bucketFunctions: ReadonlySet<string> = new Set(['histogram_quantile', 'histogram_fraction']);

/** Series names that fit the prefix: the workspace's own first, then those of exporters in use, then the others. */
export function metricProposals(prefix: string, know: Knowledge, ask: MetricQuestion): readonly Proposal[] {
  const { catalog, workspace } = know;
  const fits = fitOf(ask, know);
  const used = usedExporters(know);
  const typed = prefix.replace(/ +/g, '_');
  const means = meansOf(typed);
  const found: Proposal[] = [];
  const seen = new Set<string>();
  const read = new Set(workspace.documents.flatMap(({ groups }) => groups.flatMap(({ reads }) => reads)));
  const onTheServer = new Set(liveNames(typed, know));
  const add = (label: string, origin: 'workspace' | 'read' | 'catalogue' | 'server'): void => {
    if (seen.has(label)) return;
    const match = matchRank(label, typed) ?? 9;
    const meaning = match > partMatch ? means(label) : undefined;
    const meant = meaning === undefined ? match : partMatch;
    if (meant === 9) return;
    seen.add(label);
    const hit = catalog.find(label);
    const deprecated = hit?.metric.removedIn !== undefined;
    const isThere = hit?.metric.enabledByDefault !== false && hit?.exporter !== undefined && used.has(hit.exporter.id);
    const isUsed = origin !== 'catalogue' || isThere || read.has(label) || onTheServer.has(label);
    const base = { workspace: -4, read: 8, server: 8, catalogue: isUsed ? 6 : 10 }[origin];
    found.push({
      label,
      kind: 'metric',
      // Of names at hand a part says as much as the beginning: all of `DCGM_FI_DEV_…` begin alike.
      match: typed !== '' && isUsed && meant === partMatch ? prefixMatch : meant,
      about: hit
        ? aboutOf(label, hit)
        : () => ({
            detail: { ...origins, server: onServer(know) }[origin],
            doc: '',
          }),
      rank:
        base +
        (hit?.metric.enabledByDefault === false ? 10 : 0) +
        (hit ? fits(label, hit) : 0) +
        (deprecated ? 30 : 0) -
        (isWatched(label, hit) ? 2 : 0) +
        4 * (meaning ?? 0),
      ...(deprecated ? { deprecated } : {}),
    });
  };
  for (const name of workspace.metrics.flatMap(seriesOf)) add(name, 'workspace');
  for (const { name } of workspace.documents.flatMap(({ records }) => records)) add(name, 'workspace');
  for (const name of catalog.seriesNames()) add(name, 'catalogue');
  // Other names in rules may belong to exporters that nobody describes; what is typed now is none of them.
  for (const name of onTheServer) add(name, 'server');
  for (const name of read) if (!prefix.startsWith(name)) add(name, 'read');
  return found;
}

/** Where a metric comes from that nobody describes. */
const origins = {
  workspace: 'recorded in this workspace',
  read: 'read by rules of this workspace',
  catalogue: '',
} as const;

/** Metrics of the same family as those that the expression reads: a limit, a total, the other state. */
export function partnerProposals(expr: Expr, { catalog }: Knowledge): readonly Proposal[] {
  const names = new Set(selectorsOf(expr).flatMap(selector => metricName(selector) ?? []));
  const found = new Map<string, Proposal>();
  for (const name of names) {
    const { metric, exporter } = catalog.find(name) ?? {};
    if (!metric?.role) continue;
    for (const other of exporter?.metrics ?? []) {
      if (other.role?.family !== metric.role.family || names.has(other.name)) continue;
      const hit = catalog.find(other.name);
      if (hit) found.set(other.name, { label: other.name, kind: 'metric', about: aboutOf(other.name, hit), rank: -10 });
    }
  }
  return [...found.values()];
}

function aboutOf(label: string, hit: MetricHit): NonNullable<Proposal['about']> {
  return () => ({ beside: typeLine(hit), detail: metricLine(hit), doc: metricMarkdown(label, hit) });
}

/** Whether alerts mostly watch the metric, by whichever of its series. */
function isWatched(label: string, hit: MetricHit | undefined): boolean {
  if (!hit || hit.series === 'value') return watchedMetrics().has(label);
  return seriesOf(hit.metric).some(series => watchedMetrics().has(series));
}

/** What `matchRank` gives for the beginning of a name, and for that of one of its parts. */
const prefixMatch = 1;
const partMatch = 2;

/** How well a series fits its place: below 0 for a partner of what the expression reads, above for a type out of place. */
function fitOf(
  { call, within, expr }: MetricQuestion,
  { catalog }: Knowledge,
): (name: string, hit: MetricHit) => number {
  const names = new Set(expr ? selectorsOf(expr).flatMap(selector => metricName(selector) ?? []) : []);
  const read = [...names].flatMap(name => catalog.find(name) ?? []);
  const families = new Set(read.flatMap(({ metric }) => metric.role?.family ?? []));
  const exporters = new Set(read.flatMap(({ exporter, metric }) => (exporter && !metric.generic ? [exporter.id] : [])));
  const isCounted = call !== undefined && counterFunctions.has(call.name);
  const wantsBuckets = within?.some(name => bucketFunctions.has(name)) ?? false;
  return (name, { metric, exporter, series }) => {
    let fit = 0;
    if (names.has(name)) fit -= 12;
    else if (metric.role && families.has(metric.role.family)) fit -= 20;
    else if (exporter && exporters.has(exporter.id)) fit -= 3;
    const isCounter = series !== 'value' || metric.type === 'counter';
    if (wantsBuckets) return fit + (series === 'bucket' ? -5 : 5);
    // Of a histogram people mostly ask how often and how much; its buckets are for quantiles.
    const partly = { value: 0, count: 0.1, sum: 0.2, bucket: 0.3, created: 0.4 }[series];
    if (isCounted) return fit + partly + (isCounter ? 0 : 12);
    return fit + partly + (series === 'bucket' || series === 'sum' || series === 'count' ? 3 : 0);
  };
}
