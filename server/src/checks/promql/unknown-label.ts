// A label that no metric of the expression has, while one of them has a label of nearly the same name: mistyped. Silent about
// names that resemble nothing, as those come from somebody's relabeling. Layer: checks.

import { bearerOf } from '../../catalog/bearer';
import type { Catalog, MetricHit } from '../../catalog/schema';
import { mayComeFromTarget } from '../../catalog/targetLabels';
import type { Expr, Ident, VectorSelector } from '../../promql/ast';
import { metricName } from '../../promql/inspect';
import { rejectsEmpty } from '../../promql/matching';
import { selectorsOf } from '../../promql/walk';
import { slipOf } from '../../text/closest';
import { firstOf } from '../../text/words';
import { defineCheck, type Fix } from '../check';

export const check = defineCheck({
  id: 'promql/unknown-label',
  summary: 'A label is close to one that the metric has, and is none of its own.',
  severity: 'info',
  since: '0.1.0',
  awaits: 'value',
  on: 'expr',
  needs: ['catalog'],
  messages: {
    letters: '{metrics} the label `{near}`, and names are told apart by their case, so `{label}` selects nothing.',
    near: '{metrics} no label `{label}`; did you mean `{near}`?',
    taken: '`{near}` is what the other side has, and `{label}` stays empty: write `{near}`.',
    bare: '{metrics} no label `{label}`, so this {effect}: it has none of its own.',
    code: '`{metric}` has no label `{label}`, so this {effect}: the code is its value, compare that (`>= 500`).',
    xid: '`{metric}` has no label `{label}`, so this selects nothing: the code is its value, compare that (`== 79`).',
    none: '{metrics} no label `{label}`, so this {effect}: its labels are {own}.',
  },
  run(unit, ctx) {
    const labels = (names: readonly Ident[], selectors: readonly VectorSelector[], effect: string): void => {
      if (names.length === 0) return;
      const hits = hitsOf(selectors, ctx.catalog);
      if (!hits) return;
      let known: KnownLabels | undefined;
      for (const ident of names) {
        const label = ident.name;
        // Nearly all are the metrics' own or the target's: nothing is gathered for them.
        if (mayComeFromTarget(label) || hits.some(hit => carries(hit, label))) continue;
        const ofCode = effect === selecting ? xidIn(selectors, label, ctx.catalog) : undefined;
        if (ofCode !== undefined) {
          ctx.report(ident, 'xid', { metric: ofCode, label }, { severity: 'warning' });
          continue;
        }
        const own = (known ??= labelsOf(hits));
        const isDescribed =
          described.test(label) ||
          (objects.test(label) && hits.every(isOfObjects)) ||
          (own.complete && hits.every(({ exporter }) => exporter && bearerOf(label, exporter) !== undefined));
        if (own.labels.size === 0 && !(own.complete && effect !== '' && isDescribed)) continue;
        if (isMadeIn(unit.nodes, label)) continue;
        const near = nearOf(label, own.labels, hits);
        const isNone = near === undefined && effect !== '' && own.complete && isDescribed;
        if (near === undefined && !isNone) continue;
        const metrics = [...new Set(selectors.flatMap(selector => metricName(selector) ?? []))];
        const what = metrics.length === 1 ? `\`${metrics[0]}\` has` : 'These metrics have';
        const code = codeIn(hits, label);
        if (code !== undefined) ctx.report(ident, 'code', { metric: code, label, effect });
        else if (own.labels.size === 0)
          ctx.report(ident, 'bare', { metrics: what, label, effect }, { severity: severityOf(label, effect) });
        else if (near === undefined) {
          const data = { metrics: what, label, effect, own: listed(own.labels) };
          ctx.report(ident, 'none', data, { severity: severityOf(label, effect) });
        } else {
          const isLetters = near.toLowerCase() === label.toLowerCase() && effect === selecting;
          const severity = isLetters ? ('warning' as const) : ('info' as const);
          const fix = fixFor(ident, near);
          ctx.report(ident, isLetters ? 'letters' : 'near', { metrics: what, label, near }, { severity, fix });
        }
      }
    };
    for (const node of unit.nodes) {
      if (node.kind === 'selector') {
        const asked: Ident[] = [];
        const kept: Ident[] = [];
        for (const matcher of node.matchers) {
          const { label, value } = matcher;
          // An empty value asks for series without the label.
          if (value && value.value !== '' && label.name !== '__name__')
            (rejectsEmpty(matcher) ? asked : kept).push(label);
        }
        labels(asked, [node], selecting);
        labels(kept, [node], 'leaves nothing out');
      } else if (node.kind === 'aggregate' && node.grouping) {
        labels(node.grouping.labels, selectorsOf(node.expr), node.grouping.without ? '' : 'keeps nothing apart');
      } else if (node.kind === 'binary' && node.matching) {
        labels(node.matching.labels, selectorsOf(node), '');
        const { group } = node.matching;
        for (const taken of group?.labels ?? []) {
          const near = chosenAs(taken.name, group!.side === 'left' ? node.rhs : node.lhs);
          if (near && !isMadeIn(unit.nodes, taken.name))
            ctx.report(taken, 'taken', { label: taken.name, near }, { severity: 'warning', fix: fixFor(taken, near) });
        }
      }
    }
  },
});

/** What exporters call one and the same thing. */
const siblings: ReadonlyMap<string, readonly string[]> = new Map([
  ['model', ['model_name', 'modelName']],
  ['model_name', ['model', 'modelName']],
  ['model_id', ['model_name', 'model']],
  ['model_version', ['version']],
  ['gpu_id', ['gpu']],
  ['gpu_index', ['gpu']],
  ['gpu_uuid', ['UUID', 'uuid']],
  ['uuid', ['UUID', 'gpu_uuid']],
  ['finish_reason', ['finished_reason']],
  ['container_name', ['container']],
  ['node_name', ['node']],
  ['deployment_name', ['deployment']],
  ['hpa', ['horizontalpodautoscaler']],
  ['pvc', ['persistentvolumeclaim']],
  ['flavour', ['flavor']],
  ['pod_name', ['pod']],
  ['queue', ['cluster_queue']],
  ['queue_name', ['cluster_queue', 'queue']],
  ['local_queue', ['name']],
  ['group', ['consumergroup']],
  ['consumer_group', ['consumergroup']],
  ['inference_service', ['configuration_name', 'service_name']],
  ['inferenceservice', ['configuration_name', 'service_name']],
]);

/** What an exporter says of a name, and others leave out: `resource` is `resource_type`. */
const said = ['_type', '_name'];

/** How exporters call the status of an answer, each in its own way and once. */
const statuses: readonly string[] = ['code', 'status', 'status_code', 'http_status', 'response_code'];

function nearOf(label: string, own: ReadonlySet<string>, hits: readonly MetricHit[]): string | undefined {
  const isOfExporter = statuses.includes(label) && hits.every(({ exporter, metric }) => exporter && !metric.generic);
  const slip =
    slipOf(label, own) ??
    siblings.get(label)?.find(name => own.has(name)) ??
    (isOfExporter ? statuses.find(name => own.has(name)) : undefined);
  if (slip !== undefined) return slip;
  const longer = said.map(word => label + word).filter(name => own.has(name));
  return longer.length === 1 ? longer[0] : undefined;
}

function fixFor({ name, quoted, from, to }: Ident, near: string): Fix | undefined {
  if (quoted || name.length !== to - from) return undefined;
  return { title: `Use ${near}`, safe: false, edits: [{ at: { from, to }, newText: near }] };
}

/** What only the exporter can say of what it measures: no relabeling brings it. */
const described =
  /^(?:status|code|status_code|http_status|http_code|grpc_code|phase|condition|reason|result|outcome|error|error_type|error_code|granted|method|quantile|percentile|le|finish_reason|finished_reason|state|direction|success)$/;

/** What kube-state-metrics calls the objects that its metrics are about: a metric about a pod does not name its deployment. */
const objects =
  /^(?:deployment|statefulset|daemonset|replicaset|cronjob|job_name|horizontalpodautoscaler|persistentvolumeclaim|owner_name|created_by_name|created_by_kind)$/;

function isOfObjects({ exporter }: MetricHit): boolean {
  return exporter?.id === 'kube-state-metrics';
}

/** The labels of buckets and quantiles come from the client libraries alone. */
function severityOf(label: string, effect: string): 'warning' | 'info' {
  return effect === selecting && (label === 'quantile' || label === 'le') ? 'warning' : 'info';
}

const selecting = 'selects nothing';

interface KnownLabels {
  readonly labels: ReadonlySet<string>;
  /** All metrics have these labels and no others of their own. */
  readonly complete: boolean;
}

/** `group_left (team)` beside `kube_pod_labels{label_team!=""}`: the label of an object that the other side asks for by its own name. */
function chosenAs(label: string, side: Expr): string | undefined {
  for (const prefix of ['label_', 'annotation_']) {
    const own = prefix + label;
    const selectors = selectorsOf(side);
    const isAsked = (name: string): boolean =>
      selectors.some(({ matchers }) => matchers.some(one => one.label.name === name));
    if (selectors.every(one => ofObjects.test(metricName(one) ?? '')) && isAsked(own) && !isAsked(label)) return own;
  }
  return undefined;
}

const ofObjects = /^kube_\w+_(?:labels|annotations)$/;

const mostListed = 6;

function listed(labels: ReadonlySet<string>): string {
  return firstOf([...labels], mostListed);
}

/** The metrics that are selected; undefined where one of them is not known. */
function hitsOf(selectors: readonly VectorSelector[], catalog: Catalog): readonly MetricHit[] | undefined {
  const hits: MetricHit[] = [];
  for (const selector of selectors) {
    const name = metricName(selector);
    const hit = name === undefined ? undefined : catalog.find(name);
    if (!hit) return undefined;
    hits.push(hit);
  }
  return hits;
}

const codes = /^(?:code|status|status_code|http_status|http_code)$/;

/** The metric that tells a status as its value where it is asked for as a label. */
function codeIn([hit, ...others]: readonly MetricHit[], label: string): string | undefined {
  if (!hit || others.length > 0 || !codes.test(label)) return undefined;
  return hit.metric.valueIs === 'code' && /status|code/.test(hit.metric.name) ? hit.metric.name : undefined;
}

/** The metric that tells an XID as its value where it is asked for as a label. */
function xidIn([selector, ...others]: readonly VectorSelector[], label: string, catalog: Catalog): string | undefined {
  const metric = selector && others.length === 0 ? metricName(selector) : undefined;
  return metric !== undefined && xidLabels.test(label) && catalog.codes(metric) ? metric : undefined;
}

const xidLabels = /^xid(?:_?(?:code|error|id|number|num))?$/i;

/** Whether the exporter gives the series the label. */
function carries({ metric, series }: MetricHit, label: string): boolean {
  // Of `le` beside a histogram's bare name `promql/quantile-without-le` and `promql/bare-histogram` tell.
  if (label === 'le' && (series === 'bucket' || (series === 'value' && metric.type === 'histogram'))) return true;
  if (label === 'quantile' && metric.type === 'summary') return true;
  return metric.labels.some(({ name }) => name === label);
}

/** All labels that the exporters give these series. */
function labelsOf(hits: readonly MetricHit[]): KnownLabels {
  const labels = new Set<string>();
  let complete = hits.length > 0;
  for (const { metric, series } of hits) {
    complete &&= metric.labelsComplete && !metric.generic;
    for (const label of metric.labels) labels.add(label.name);
    if (series === 'bucket') labels.add('le');
    if (metric.type === 'summary') labels.add('quantile');
  }
  return { labels, complete };
}

/** Whether the expression may give the label itself: any text in it may be its name, such as those of `label_replace`. */
function isMadeIn(nodes: readonly Expr[], label: string): boolean {
  return nodes.some(node => node.kind === 'string' && node.value === label);
}
