// A PrometheusRule or AlertmanagerConfig object that no Prometheus or Alertmanager of the workspace selects: the operator leaves
// it out without a word. Layer: checks.
import type { ObjectFact } from '../../analysis/facts';
import { selectorText, selects } from '../../model/labelSelector';
import type { OperatorObject } from '../../model/operatorObject';
import { reachesOf, transformersOf } from '../../model/transformers';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'kubernetes/unselected-object',
  summary: 'No Prometheus or Alertmanager of the workspace selects an object.',
  severity: 'info',
  since: '0.1.0',
  awaits: 'file',
  on: 'workspace',
  needs: ['workspace'],
  messages: {
    labels:
      'No {who} of this workspace takes this object, and what is in it has no effect: `{key}` of `{name}` asks for {wanted}; add the label.',
    nothing:
      'No {who} of this workspace takes this object, and what is in it has no effect: `{name}` has no `{key}`, and so selects nothing.',
    namespace:
      'No {who} of this workspace takes this object, and what is in it has no effect: `{name}` does not look into the namespace `{namespace}`.',
  },
  run({ facts }, ctx) {
    if (!facts.objects) return;
    const all = ctx.workspace.surroundings.objects;
    if (all.length === 0) return;
    const transformers = transformersOf(
      facts.file,
      ctx.ofPart(all, () => reachesOf(all)),
    );
    for (const object of facts.objects) {
      if (object.kind === 'Secret') continue;
      const isRule = object.kind === 'PrometheusRule';
      const monitor = object.kind === 'ServiceMonitor' || object.kind === 'PodMonitor' ? object.kind : undefined;
      const elsewhere = monitor ? 'collector' : isRule ? 'ruler' : undefined;
      if (all.some(({ kind }) => kind === elsewhere)) continue;
      const selecting = monitor
        ? all.flatMap(one => (one.kind === 'Prometheus' ? [{ ...unselecting(one), ...one.monitors?.[monitor] }] : []))
        : all.filter(({ kind }) =>
            isRule ? kind === 'Prometheus' || kind === 'ThanosRuler' : kind === 'Alertmanager',
          );
      if (isForChart(object, selecting)) continue;
      const reasons = selecting.map(one => reasonOf(one, object, all));
      const [reason] = reasons;
      if (!reason || reasons.some(one => one === undefined)) continue;
      if (selecting.some((one, i) => transformers.some(other => mayBring(other, reasons[i]!, one)))) continue;
      const { name, key = '', selector } = selecting[0]!;
      const who = isRule || monitor ? 'Prometheus' : 'Alertmanager';
      if (reason === 'nothing') ctx.report(object.at, 'nothing', { who, name, key });
      else if (reason === 'namespace')
        ctx.report(object.at, 'namespace', { who, name, namespace: object.namespace ?? '' });
      else ctx.report(object.at, 'labels', { who, name, key, wanted: `\`${selectorText(selector!)}\`` });
    }
  },
});

/** The same without what it takes of rules. */
function unselecting({ kind, name, namespace, labels }: OperatorObject): OperatorObject {
  return { kind, name, labels, ...(namespace === undefined ? {} : { namespace }) };
}

/** Whether an object has the label by which the Prometheus of a chart's release takes it, and none here asks for that label. */
function isForChart({ labels }: ObjectFact, selecting: readonly OperatorObject[]): boolean {
  if (labels['release'] === undefined) return false;
  return !selecting.some(
    ({ selector }) =>
      selector?.labels['release'] !== undefined || selector?.expressions.some(({ key }) => key === 'release'),
  );
}

/** Whether what is done to objects elsewhere may bring what one lacks. */
function mayBring({ brings, keepsNamespace }: OperatorObject, reason: Reason, { selector }: OperatorObject): boolean {
  if (reason === 'namespace') return !keepsNamespace;
  if (!brings || !selector) return !brings;
  const asked = [...Object.keys(selector.labels), ...selector.expressions.map(({ key }) => key)];
  return asked.some(label => brings.includes(label));
}

type Reason = 'labels' | 'nothing' | 'namespace';

/** Why an object is surely not taken; undefined where it is, or may be. */
function reasonOf(
  { kind, selector, namespaces, namespace, key }: OperatorObject,
  object: ObjectFact,
  all: readonly OperatorObject[],
): Reason | undefined {
  if (selector === null) {
    // An Alertmanager may take one object as its whole configuration.
    return kind === 'Alertmanager' || key === undefined ? undefined : 'nothing';
  }
  if (selector && selects(selector, object.labels) === false) return 'labels';
  if (namespaces === undefined || object.namespace === undefined) return undefined;
  if (namespaces === null) return namespace !== undefined && namespace !== object.namespace ? 'namespace' : undefined;
  // Kubernetes labels each namespace with its name; all others stand in its object.
  const own = all.filter(one => one.kind === 'Namespace' && one.name === object.namespace);
  const named = { 'kubernetes.io/metadata.name': object.namespace };
  if (own.length === 0) {
    const asksForName =
      namespaces.expressions.length === 0 &&
      Object.keys(namespaces.labels).join() === Object.keys(named).join() &&
      selects(namespaces, named) === false;
    return asksForName ? 'namespace' : undefined;
  }
  return own.every(({ labels }) => selects(namespaces, { ...labels, ...named }) === false) ? 'namespace' : undefined;
}
