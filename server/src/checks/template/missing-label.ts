// A template reads a label that no series of the expression can carry: it was aggregated away, or the metric has no such
// label. The text then shows nothing in its place. Layer: checks.

import type { ExprUnit, TemplateUnit } from '../../analysis/rule';
import { wholeOf } from '../../analysis/source';
import { bearerOf } from '../../catalog/bearer';
import { labelNames } from '../../catalog/labelNames';
import type { Catalog } from '../../catalog/schema';
import { mayComeFromTarget } from '../../catalog/targetLabels';
import { metricName, unwrap } from '../../promql/inspect';
import { canCarry, neverGives, type Shape, whyNot } from '../../promql/shape';
import { selectorsOf } from '../../promql/walk';
import { closest } from '../../text/closest';
import { excerpt } from '../../text/excerpt';
import type { Span } from '../../text/span';
import { defineCheck } from '../check';
import { leftOut, scrapesOf } from '../promql/scrapes';
import { askedLabels } from './askedLabels';
import { numberMeant } from './numberMeant';

export const check = defineCheck({
  id: 'template/missing-label',
  summary: 'A template reads a label that the expression cannot carry.',
  severity: 'warning',
  since: '0.1.0',
  on: 'template',
  given: ['sound', 'label shown'],
  actions: true,
  follows: 'recordings',
  needs: ['catalog'],
  messages: {
    elsewhere:
      '`{metric}` has no label `{label}`, which is one of `{other}`, so nothing is shown here: take it over with `group_left`, or show another label.',
    dropped: 'No series of the expression carries `{label}`: `{by}` removes it, so nothing is shown here.',
    left: 'No series of the expression carries `{label}`: the expression leaves it out, so nothing is shown here.',
    rule: 'A template sees only the labels of the expression, not those of the rule: nothing is shown for `{label}` here.',
    untaken:
      '`{label}` is a label of `{metric}`, and `{group}` does not take it over, so nothing is shown here: write `{group}({label})`.',
    scrape:
      '`job` is the scrape job of kube-state-metrics and shown for every Job alike: write `{right}`, the name of the Job.',
    target:
      '`up` has the labels of the target alone, and `{label}` is one that an exporter writes to its own metrics: nothing is shown here, unless the scrape configuration sets it.',
    own: '`{label}` is the address of kube-state-metrics itself and the same for all of them: write `{right}`.',
    scraped: '{why}, so nothing is shown here.',
    unhonored:
      '`{label}` is where the exporter itself runs, as {by} does not honour its labels: write `exported_{label}` for what it tells.',
    misspelt: 'The metric has no label `{label}`, so nothing is shown here; did you mean `{near}`?',
  },
  run(unit, ctx) {
    const { expr } = unit;
    if (!unit.sound || !expr?.sound) return;
    const { reads } = unit.uses;
    // An alert that never fires shows nothing anyway.
    if (reads.length === 0 || neverGives(expr.shape)) return;
    const restsOn = [wholeOf(expr.source)];
    for (const { label, span } of reads) {
      const other = /[A-Z]/.test(label) ? spelledOtherwise(label, expr.shape) : undefined;
      if (other !== undefined) {
        ctx.report(span, 'misspelt', { label, near: other }, { severity: 'info', restsOn });
        continue;
      }
      const untaken = untakenLabel(label, expr, ctx.catalog);
      if (untaken && !askedLabels(unit.nodes, reads).has(label)) {
        ctx.report(span, 'untaken', { label, ...untaken }, { restsOn });
        continue;
      }
      if (label === 'job' && isTakenForJob(span, unit, expr)) {
        ctx.report(span, 'scrape', { right: '{{ $labels.job_name }}' }, { restsOn });
        continue;
      }
      const identity = label === 'instance' ? objectMeant(span, unit, expr) : undefined;
      if (identity !== undefined) {
        ctx.report(span, 'own', { label, right: `{{ $labels.${identity} }}` }, { restsOn });
        continue;
      }
      if (ofExporters.has(label) && isOfTargetAlone(label, expr)) {
        if (!askedLabels(unit.nodes, reads).has(label))
          ctx.report(span, 'target', { label }, { severity: 'info', restsOn });
        continue;
      }
      const scrapes = scrapesOf(expr.selectors, ctx.catalog);
      const first = scrapes?.[0];
      if (first && scrapes.every(one => one.label(label)?.is === 'target') && isTakenForWorkload(label, unit, expr)) {
        ctx.report(span, 'unhonored', { label, by: first.by }, { restsOn });
        continue;
      }
      const sinceRenamed = withoutNameOfMany(label, expr, ctx.catalog);
      if (sinceRenamed !== undefined && !askedLabels(unit.nodes, reads).has(label)) {
        ctx.report(span, 'misspelt', { label, near: sinceRenamed }, { severity: 'info', restsOn });
        continue;
      }
      if (canCarry(expr.shape, label) !== 'no' || numberMeant(label, expr, ctx.catalog)) continue;
      if (first && whyNot(expr.shape, label) === undefined && scrapes.every(one => one.label(label)?.is === 'gone')) {
        if (!askedLabels(unit.nodes, reads).has(label)) {
          ctx.report(span, 'scraped', { why: leftOut(first, label) }, { restsOn });
        }
        continue;
      }
      const by = whyNot(expr.shape, label);
      const isRules = label === 'alertname' || unit.rule.labels.some(({ key }) => key.value === label);
      if (by) {
        // A text for several rules may ask first whether the label is there.
        if (askedLabels(unit.nodes, reads).has(label)) continue;
        // `seed:…:max` is there for each seed: of a label that no metric has, the Prometheus that records it may bring it.
        const isLevel = expr.text.startsWith(`${label}:`, by.from);
        if (isLevel && !ctx.shared(() => labelNames(ctx.catalog)).has(label)) continue;
        const related = [{ at: { source: expr.source, span: by }, message: `\`${label}\` is removed here` }];
        const what = excerpt(expr.text, by);
        if (isRules) ctx.report(span, 'rule', { label }, { related, restsOn });
        // A label in `without (…)` or `ignoring (…)` names itself.
        else if (what === label) ctx.report(span, 'left', { label }, { related, restsOn });
        else ctx.report(span, 'dropped', { label, by: what }, { related, restsOn });
        continue;
      }
      if (isRules) {
        ctx.report(span, 'rule', { label }, { severity: 'info', restsOn });
        continue;
      }
      // Relabeling may add labels of any name: only one that resembles a label of the metric is taken for a mistake.
      const near = nearLabel(label, expr) ?? withoutName(label, expr, ctx.catalog);
      if (near !== undefined) {
        ctx.report(span, 'misspelt', { label, near }, { severity: 'info', restsOn });
        continue;
      }
      const bearer = bearerBeside(label, expr, ctx.catalog);
      if (bearer && !askedLabels(unit.nodes, reads).has(label)) {
        ctx.report(span, 'elsewhere', { label, ...bearer }, { severity: 'info', restsOn });
      }
    }
  },
});

/** The only metric of an expression, whose labels are all known, and another of its exporter that has the label. */
function bearerBeside(label: string, { selectors }: ExprUnit, catalog: Catalog) {
  const names = new Set(selectors.map(metricName));
  const [metric] = names;
  const hit = names.size === 1 && metric !== undefined ? catalog.find(metric) : undefined;
  if (metric === undefined || !hit?.exporter || !hit.metric.labelsComplete || hit.metric.generic) return undefined;
  const other = mayComeFromTarget(label) ? undefined : bearerOf(label, hit.exporter);
  return other && { metric, other: other.name };
}

/** Whether a text means the workload by a label that is that of the exporter: it does not say so, and nothing tells them apart. */
function isTakenForWorkload(label: string, { text, uses }: TemplateUnit, { shape, text: expr }: ExprUnit): boolean {
  if (/exporter|dcgm/i.test(text) || expr.includes(label)) return false;
  if (uses.reads.some(read => read.label === `exported_${label}`)) return false;
  return canCarry(shape, label) !== 'no';
}

/** Labels of devices and models, which nobody gives to a target that shows several of them. */
const ofExporters: ReadonlySet<string> = new Set(
  'gpu UUID uuid gpu_uuid gpu_id modelName GPU_I_ID pci_bus_id device mountpoint fstype model_name status_code'.split(
    ' ',
  ),
);

/** Whether only `up` is read, and nothing joins or sets the label. */
function isOfTargetAlone(label: string, { selectors, text, shape }: ExprUnit): boolean {
  if (selectors.length === 0 || selectors.some(one => metricName(one) !== 'up') || text.includes(label)) return false;
  return whyNot(shape, label) === undefined;
}

/** "Node {{ $labels.instance }} is not ready" of what kube-state-metrics tells of nodes: the label that names the object. */
function objectMeant({ from }: Span, { text, uses }: TemplateUnit, expr: ExprUnit): string | undefined {
  const kinds = expr.selectors.map(
    one => /^kube_(node|pod|deployment|statefulset|daemonset)_/.exec(metricName(one) ?? '')?.[1],
  );
  const [kind] = kinds;
  if (kind === undefined || kinds.some(one => one !== kind)) return undefined;
  if (uses.reads.some(({ label }) => label === kind) || expr.text.includes('instance')) return undefined;
  const before = /\b(node|pod|deployment|statefulset|daemonset)s? ['"`*]{0,2}\{\{-? ?\$labels\.$/i.exec(
    text.slice(0, from),
  );
  return before?.[1]?.toLowerCase() === kind && canCarry(expr.shape, kind) !== 'no' ? kind : undefined;
}

/** "Job {{ $labels.job }} failed" of what kube-state-metrics tells of Jobs. */
function isTakenForJob({ from }: Span, { text, uses }: TemplateUnit, { selectors, nodes }: ExprUnit): boolean {
  if (selectors.length === 0 || !selectors.every(one => metricName(one)?.startsWith('kube_job_'))) return false;
  if (uses.reads.some(({ label }) => label === 'job_name')) return false;
  // The expression may have put the name there.
  if (nodes.some(node => node.kind === 'string' && node.value === 'job')) return false;
  return /\bjob['"`*:]{0,2} ['"`*]{0,2}(?:\{\{ ?\$labels\.namespace ?\}\}\/)?\{\{-? ?\$labels\.$/i.test(
    text.slice(0, from),
  );
}

/**
 * A label that only the one side of a `group_left` has by itself, and that is not taken over from it. What the many side may get
 * from its target is of no use here: for that nobody would join.
 */
function untakenLabel(
  label: string,
  expr: ExprUnit,
  catalog: Catalog,
): { readonly metric: string; readonly group: string } | undefined {
  for (const node of expr.nodes) {
    const matching = node.kind === 'binary' ? node.matching : undefined;
    if (node.kind !== 'binary' || !matching?.group || matching.labels.some(({ name }) => name === label)) continue;
    const { side, labels } = matching.group;
    if (labels.some(({ name }) => name === label)) continue;
    const [one, many] = side === 'left' ? [node.rhs, node.lhs] : [node.lhs, node.rhs];
    const inner = unwrap(one);
    const metric = inner.kind === 'selector' ? metricName(inner) : undefined;
    if (metric === undefined || !hasOwn(metric, label, catalog)) continue;
    const given = selectorsOf(many).map(metricName);
    const isTheirs = given.some(name => name === undefined || hasOwn(name, label, catalog) !== false);
    if (isTheirs || expr.shapeOf(many).branches.some(({ sure }) => sure.has(label))) continue;
    return { metric, group: `group_${side}` };
  }
  return undefined;
}

/** Whether the exporter itself gives a metric the label; undefined where that is not known. */
function hasOwn(metric: string, label: string, catalog: Catalog): boolean | undefined {
  const fact = catalog.find(metric)?.metric;
  if (!fact) return undefined;
  return fact.labels.some(({ name }) => name === label) || (fact.labelsComplete ? false : undefined);
}

/** What people call the labels of kube-state-metrics, kafka_exporter and postgres_exporter. */
const abbreviated: ReadonlyMap<string, string> = new Map([
  ['hpa', 'horizontalpodautoscaler'],
  ['pvc', 'persistentvolumeclaim'],
  ['pv', 'persistentvolume'],
  ['sts', 'statefulset'],
  ['ds', 'daemonset'],
  ['deploy', 'deployment'],
  ['pdb', 'poddisruptionbudget'],
  ['job', 'job_name'],
  ['group', 'consumergroup'],
  ['database', 'datname'],
]);

/** Names of a device as other exporters have them, where this one has but an id. */
const deviceNames: ReadonlySet<string> = new Set(
  'gpu gpu_id gpu_index gpu_number index minor_number device device_id UUID gpu_uuid'.split(' '),
);
const deviceId = /^(?:gpu_)?uuid$/i;

/** The label that all series carry and that only differs in the size of letters; undefined where a series may have it as read. */
function spelledOtherwise(label: string, { branches }: Shape): string | undefined {
  const lower = label.toLowerCase();
  const isThere = branches.every(
    ({ sure, expected, possible }) => (sure.has(lower) || expected.has(lower)) && !possible.has(label),
  );
  return isThere ? lower : undefined;
}

/** `pod_name` where every metric calls it `pod`, as the kubelet once did otherwise. */
function withoutName(label: string, { selectors }: ExprUnit, catalog: Catalog): string | undefined {
  const short = /^(pod|container|node|namespace|deployment|daemonset|statefulset|model)_name$/.exec(label)?.[1];
  if (short === undefined || selectors.length === 0) return undefined;
  const names = selectors.map(metricName);
  return names.every(name => name !== undefined && hasOwn(name, short, catalog)) ? short : undefined;
}

/** The same of containers and of Triton's models, whose metrics may have labels that nobody knows. */
function withoutNameOfMany(label: string, expr: ExprUnit, catalog: Catalog): string | undefined {
  if (!/^(?:pod|container|model)_name$/.test(label) || expr.text.includes(label)) return undefined;
  const start = label === 'model_name' ? 'nv_inference_' : 'container_';
  if (!expr.selectors.every(one => metricName(one)?.startsWith(start))) return undefined;
  const short = withoutName(label, expr, catalog);
  return short !== undefined && canCarry(expr.shape, short) !== 'no' ? short : undefined;
}

/** Last words that many labels have: whose they are the words before them say. */
const common: ReadonlySet<string> = new Set(['name', 'id', 'type', 'state', 'version']);

/** Whether the last word alone may stand for the label: `unit_name` of a metric of units, but not `cluster_name`. */
function isLastWordEnough(words: readonly string[], { selectors }: ExprUnit): boolean {
  if (words.length < 2) return false;
  if (!common.has(words.at(-1)!)) return true;
  const metrics = selectors.flatMap(selector => metricName(selector)?.toLowerCase().split(/[_:]/) ?? []);
  return words.slice(0, -1).every(word => metrics.includes(word));
}

/** Whether a label may be what somebody meant: the metric's name is none. */
function isTold(name: string): boolean {
  return name !== '__name__' && !mayComeFromTarget(name);
}

function nearLabel(label: string, expr: ExprUnit): string | undefined {
  const own = expr.shape.branches.flatMap(({ possible }) => [...possible]).filter(isTold);
  const words = label.toLowerCase().split('_');
  const plain = (name: string): string => name.toLowerCase().replaceAll('_', '');
  // `model_name` is `modelName`, `gpu_uuid` is `UUID`, and `gpu_id` is more likely meant to be `gpu` than `GPU_I_ID`.
  return (
    own.find(name => name === abbreviated.get(label)) ??
    own.find(name => plain(name) === plain(label)) ??
    (isLastWordEnough(words, expr) ? own.find(name => words.at(-1) === name.toLowerCase()) : undefined) ??
    own.find(name => words[0] === name.toLowerCase()) ??
    // A slip of the keyboard is rarely in the first letter; `node_name` is no `modelName`.
    closest(
      label,
      own.filter(name => name[0]!.toLowerCase() === label[0]?.toLowerCase()),
    ) ??
    own.find(name => name.toLowerCase().startsWith(`${label.toLowerCase()}_`)) ??
    (deviceNames.has(label) ? own.find(name => deviceId.test(name)) : undefined)
  );
}
