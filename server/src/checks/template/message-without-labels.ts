// An alert of which several series can fire at once, with a message that names none of the labels that tell them apart.
// Only where the labels are known from the catalogue or the workspace, or kept by name. Layer: checks.
import type { ExprUnit } from '../../analysis/rule';
import { type Source, wholeOf } from '../../analysis/source';
import type { Catalog } from '../../catalog/schema';
import { mayComeFromTarget } from '../../catalog/targetLabels';
import { type Branch, canCarry, neverGives, type Shape } from '../../promql/shape';
import { defineCheck, type Fix } from '../check';

/** Annotations that people read first; the others often hold links and long texts. */
const messages: ReadonlySet<string> = new Set(['summary', 'message', 'description', 'title']);
/** Labels that are the same for all series of an alert, or that only machines read. */
const silent: ReadonlySet<string> = new Set(['__name__', 'le', 'quantile', 'alertname']);
/** How requests were made and ended: that does not tell what is broken, and often it has one value. */
const ofRequests: ReadonlySet<string> = new Set(
  'method http_method verb scheme status status_code code http_status'.split(' '),
);
/** How many labels are named in the message. */
const shown = 3;

export const check = defineCheck({
  id: 'template/message-without-labels',
  summary: "A message names none of the labels that tell the alert's series apart.",
  severity: 'info',
  since: '0.1.0',
  awaits: 'item',
  on: 'alert',
  given: ['sound'],
  needs: ['catalog'],
  messages: {
    which:
      'The message does not say which: the series differ by {labels}; name one of them, for example with {example}.',
  },
  run({ expr, annotations }, ctx) {
    if (!expr?.sound || annotations.some(({ sound }) => !sound)) return;
    const [first] = annotations.filter(({ name, text }) => messages.has(name) && text.trim() !== '');
    if (!first || annotations.some(({ uses }) => uses.all || uses.reads.length > 0)) return;
    // An external label has the name of the series' one where every Prometheus watches a site, cluster or zone of its own.
    const external = new Set(annotations.flatMap(({ uses }) => uses.external.map(({ label }) => label)));
    const labels = tellingLabels(expr, ctx.catalog).filter(label => !external.has(label));
    if (labels.every(label => ofRequests.has(label))) return;
    // A name tells more than a number does, and what was asked for more than how.
    const named = labels.filter(label => !/id$/i.test(label));
    const only = named.find(label => !ofRequests.has(label)) ?? named[0] ?? labels[0]!;
    const names = labels.slice(0, shown).map(name => `\`${name}\``);
    const data = {
      labels: labels.length > shown ? `${names.join(', ')}, …` : names.join(', '),
      example: `\`{{ $labels.${only} }}\``,
    };
    // Any of the texts may name a label where it stays unknown.
    const restsOn = [expr, ...annotations].map(({ source }) => wholeOf(source));
    const { source, text } = first;
    ctx.report({ source, span: { from: 0, to: text.trimEnd().length } }, 'which', data, {
      restsOn,
      fix: fixFor(source, text, only),
    });
  },
});

/** The label in parentheses behind the message, in front of a full stop. */
function fixFor(source: Source, text: string, label: string): Fix {
  const end = text.trimEnd().length;
  const at = /[^.][.!]$/.test(text.slice(end - 2, end)) ? end - 1 : end;
  const newText = ` ({{ $labels.${label} }})`;
  return {
    title: `Add {{ $labels.${label} }} to the message`,
    safe: false,
    edits: [{ at: { source, span: { from: at, to: at } }, newText }],
  };
}

/** The labels by which series of the result differ, where all of them are known; none otherwise. */
function tellingLabels({ selectors, shape }: ExprUnit, catalog: Catalog): readonly string[] {
  const { branches } = shape;
  // What is made of `ALERTS` inhibits other alerts; nobody reads its message.
  if (neverGives(shape) || branches.some(({ open, metrics }) => open || metrics.includes('ALERTS'))) return [];
  const all = new Set<string>();
  for (const branch of branches) addTelling(branch, catalog, all);
  if (all.size === 0) return [];
  const pinned = pinnedLabels(selectors);
  const isOf = (metrics_: RegExp): boolean =>
    branches.every(({ metrics }) => metrics.every(name => metrics_.test(name)));
  const telling = [...all].filter(label => !silent.has(label) && !pinned.has(label));
  if (isOf(/^node_filesystem_/)) return ofMounts(telling, shape, pinned);
  const decided = followers.find(({ metrics, by }) => isOf(metrics) && [...pinned].some(by));
  return decided ? telling.filter(label => !decided.labels.has(label)) : telling;
}

/** Labels that follow from others: the kind of a unit from its name, the model of a server from its job or pod. */
const followers: readonly {
  readonly metrics: RegExp;
  readonly by: (label: string) => boolean;
  readonly labels: ReadonlySet<string>;
}[] = [
  { metrics: /^node_systemd_unit_/, by: label => label === 'name', labels: new Set(['type']) },
  { metrics: /^pg_stat_/, by: label => label === 'datname', labels: new Set(['datid']) },
  { metrics: /^(?:vllm|sglang):/, by: label => ofOneServer.test(label), labels: new Set(['model_name', 'engine']) },
];

/** Where a file system is mounted decides the rest on one machine: of the same mount point it is the machine that is asked for. */
function ofMounts(telling: readonly string[], shape: Shape, pinned: ReadonlySet<string>): readonly string[] {
  const others = telling.filter(label => !decidedByMount.has(label));
  if (!pinned.has('mountpoint'))
    return telling.includes('mountpoint')
      ? [...others, ...telling.filter(label => decidedByMount.has(label))]
      : telling;
  if (others.length === telling.length) return telling;
  return pinned.has('instance') ? others : canCarry(shape, 'instance') === 'yes' ? ['instance', ...others] : telling;
}

const decidedByMount: ReadonlySet<string> = new Set(['device', 'fstype', 'device_error']);

/** Labels of targets and those that only some deployments have are no reason to speak, unless the expression keeps them by name. */
function addTelling({ metrics, excludedBy, possible, sure }: Branch, catalog: Catalog, telling: Set<string>): void {
  if (excludedBy !== undefined) {
    for (const label of possible) if (!external.has(label)) telling.add(label);
    return;
  }
  const own = new Set<string>();
  for (const metric of metrics) {
    for (const { name, optional } of catalog.find(metric)?.metric.labels ?? []) if (!optional) own.add(name);
  }
  for (const label of possible) {
    if ((sure.has(label) || own.has(label)) && !mayComeFromTarget(label)) telling.add(label);
  }
}

/** Labels that a whole Prometheus has one value of, mostly. */
const external: ReadonlySet<string> = new Set(
  'cluster cluster_id cluster_name environment env stage region zone datacenter dc tenant replica prometheus job'.split(
    ' ',
  ),
);

const ofOneServer = /^(?:job|instance|pod|service|app|deployment|container)$/;

/** Labels that a selector sets to one value, or to one file whatever its folder: whatever fires has that one. */
function pinnedLabels(selectors: ExprUnit['selectors']): ReadonlySet<string> {
  const pinned = new Set<string>();
  for (const { matchers } of selectors) {
    for (const { label, op, value } of matchers) {
      if (op === '=' || (op === '=~' && label.name === 'file' && oneFile.test(value?.value ?? '')))
        pinned.add(label.name);
    }
  }
  return pinned;
}

const oneFile = /^(?:\.\*)?[\w/-]+\\?\.\w+$/;
