// Rules over an exporter's metrics are silent when the exporter is gone: no series, no alert. Reported once a workspace,
// at the first group that reads the exporter's metrics, where no rule watches for its absence. Layer: checks.
import { type DocumentFacts, type GroupFact, type RouteMatcher, spanOf, type WatchFact } from '../../analysis/facts';
import { exporterOf } from '../../catalog/lookup';
import type { Catalog, ExporterFact } from '../../catalog/schema';
import { defineCheck } from '../check';

/** Exporters that the usual monitoring charts watch with rules of their own, outside of the author's workspace. */
const watchedElsewhere: ReadonlySet<string> = new Set([
  'node-exporter',
  'kube-state-metrics',
  'prometheus',
  'python-client',
]);

export const check = defineCheck({
  id: 'rules/unwatched-exporter',
  summary: 'Alerts depend on an exporter whose absence no rule notices.',
  severity: 'info',
  since: '0.1.0',
  awaits: 'file',
  on: 'workspace',
  needs: ['workspace', 'catalog'],
  messages: {
    silent:
      'No rule notices when {exporter} is missing, and these alerts are silent without it: add one with `{up} == 0`, and with `absent({up})` for a target that is no longer there.',
  },
  run({ facts }, ctx) {
    if (facts.alerts.length === 0) return;
    const { documents } = ctx.workspace;
    const first = ctx.shared(() =>
      firstReads(documents, one =>
        ctx.ofDocument(one, of => exportersIn(of, group => ctx.ofPart(group, () => exportersRead(group, ctx.catalog)))),
      ),
    );
    for (const [id, read] of first) {
      if (read.file !== facts.file) continue;
      const group = facts.groups.find(({ reads }) => reads.some(metric => exporterOf(ctx.catalog, metric)?.id === id));
      if (
        !group ||
        documents.some(({ watches }) => watches.some(watch => notices(watch, read.exporter, ctx.catalog))) ||
        facts.watches.some(watch => watchesWorkload(watch, ctx.catalog))
      ) {
        continue;
      }
      ctx.report(spanOf(facts, group.at), 'silent', { exporter: read.exporter.title, up: 'up{job="…"}' });
    }
  },
});

interface FirstRead {
  readonly exporter: ExporterFact;
  readonly file: string;
}

/** Where each exporter is read first, in the workspace's order. */
function firstReads(
  documents: readonly DocumentFacts[],
  exportersOf: (facts: DocumentFacts) => readonly ExporterFact[],
): ReadonlyMap<string, FirstRead> {
  const first = new Map<string, FirstRead>();
  for (const facts of documents) {
    for (const exporter of exportersOf(facts)) {
      if (!first.has(exporter.id)) first.set(exporter.id, { exporter, file: facts.file });
    }
  }
  return first;
}

/** The exporters of the catalogue that can be watched by their job, and that a document with alerts reads. */
function exportersIn(
  { groups, alerts }: DocumentFacts,
  ofGroup: (group: GroupFact) => readonly ExporterFact[],
): readonly ExporterFact[] {
  // Without alerts nothing is meant to be noticed here.
  if (alerts.length === 0) return [];
  return [...new Set(groups.flatMap(ofGroup))];
}

function exportersRead({ reads }: GroupFact, catalog: Catalog): readonly ExporterFact[] {
  const found = new Set<ExporterFact>();
  for (const metric of reads) {
    const exporter = exporterOf(catalog, metric);
    if (exporter?.jobHints?.length && !watchedElsewhere.has(exporter.id)) found.add(exporter);
  }
  return [...found];
}

function notices({ metric, matchers }: WatchFact, exporter: ExporterFact, catalog: Catalog): boolean {
  if (exporterOf(catalog, metric)?.id === exporter.id) return true;
  if (metric.startsWith('kube_') || metric.startsWith('probe_') || metric.startsWith('scrape_')) {
    // Of a workload or probe only the one that is named is watched.
    return matchers.some(({ op, value }) => (op === '=' || op === '=~') && sharesWord(value, exporter));
  }
  if (metric !== 'up') return false;
  const jobs = matchers.filter(
    ({ label }) => label === 'job' || label === 'app' || label === 'service' || label === 'container',
  );
  return jobs.length === 0 || jobs.some(matcher => mayMean(matcher, exporter, catalog));
}

/** Whether a workload of a name of its own is watched beside the exporter's metrics: a server of models is called after its model. */
function watchesWorkload({ metric, matchers }: WatchFact, catalog: Catalog): boolean {
  if (!readiness.test(metric)) return false;
  const named = matchers.filter(({ label, op }) => workload.has(label) && (op === '=' || op === '=~'));
  return named.some(({ value }) => !catalog.exporters().some(other => sharesWord(value, other)));
}

const readiness =
  /^kube_(?:pod_status_ready|pod_status_phase|deployment_status_replicas|statefulset_status_replicas|daemonset_status_number)/;
const workload: ReadonlySet<string> = new Set(['pod', 'deployment', 'statefulset', 'daemonset']);

/**
 * A job's name is free: one that shares a word with the exporter's usual ones is taken for it, as is a negation, and a
 * pattern that is not plainly about another exporter.
 */
function mayMean({ op, value }: RouteMatcher, exporter: ExporterFact, catalog: Catalog): boolean {
  if (op === '!=' || op === '!~') return true;
  if (sharesWord(value, exporter)) return true;
  return op === '=~' && /[.*+[?]/.test(value) && !catalog.exporters().some(other => sharesWord(value, other));
}

/** Words that many job names have. */
const common: ReadonlySet<string> = new Set([
  'exporter',
  'metrics',
  'server',
  'device',
  'state',
  'operator',
  'gateway',
  'inference',
]);

function sharesWord(job: string, exporter: ExporterFact): boolean {
  const words = wordsOf(job);
  const text = job.toLowerCase();
  return (exporter.jobHints ?? []).some(
    hint => text.includes(hint.toLowerCase()) || wordsOf(hint).some(word => words.includes(word)),
  );
}

function wordsOf(text: string): readonly string[] {
  return text
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(word => word.length > 1 && !common.has(word));
}
