// PrometheusRule objects: the API server's view of their types, then the operator's webhook, which reads the groups as
// Prometheus would. Layer: model.

import { finish } from '../../text/slices';
import type { YamlNode } from '../../yaml/node';
import { follow, itemsOf } from '../../yaml/path';
import { crdRuleObject, prometheusRuleObject } from '../schema/prometheusRule';
import { CrdReader } from './crdReader';
import { checkIdentity } from './customResource';
import { fieldValue } from './fields';
import type { StructureOptions } from './options';
import type { StructureProblem } from './problem';
import { spanOfKey } from './reader';
import { Report } from './report';
import { checkGroups, checkRule } from './rules';
import { View } from './view';

/** What is refused or dropped about one rule of a PrometheusRule; `node` is the item of `rules` as written. */
export function checkCrdRule(node: YamlNode, options: StructureOptions): readonly StructureProblem[] {
  const report = new Report();
  new CrdReader(report).read(node, crdRuleObject, { name: 'a rule' });
  const map = follow(node);
  // What the schema has said about types and missing keys is not said twice.
  if (map?.kind === 'map' && !report.problems.some(one => one.severity === 'error')) {
    checkRule(map, { options, flavor: 'v2', report });
  }
  if (map?.kind === 'map') checkDurations(new View(map, 'v2'), ['for', 'keep_firing_for'], report);
  return report.sorted();
}

/** The schema lets durations pass that are too long to be any; the webhook does not. */
function checkDurations(view: View, keys: readonly string[], report: Report): void {
  for (const key of keys) {
    const at = view.valueAt(key);
    const soft = report.problems.findIndex(
      one => one.severity === 'warning' && one.code === 'invalid-duration' && one.from === at.from,
    );
    const problem = report.problems[soft];
    if (problem) report.problems[soft] = { ...problem, severity: 'error' };
  }
}

/** What is refused or dropped about the object and its groups; the items of `rules` are not looked at. */
export function checkPrometheusRuleObject(root: YamlNode, options: StructureOptions): readonly StructureProblem[] {
  return finish(checkPrometheusRuleInSlices(root, options));
}

/** The same in slices. */
export function* checkPrometheusRuleInSlices(
  root: YamlNode,
  options: StructureOptions,
): Generator<void, readonly StructureProblem[]> {
  const report = new Report();
  new CrdReader(report, { skipItemsOf: 'rules' }).read(root, prometheusRuleObject, { name: 'the object' });
  checkIdentity(root, report);
  const groups = fieldValue(fieldValue(follow(root), 'spec'), 'groups');
  const webhook = new Report();
  yield;
  yield* checkGroups(groups, { options, flavor: 'v2', report: webhook });
  for (const item of itemsOf(groups)) {
    const group = follow(item);
    if (group?.kind !== 'map') continue;
    const view = new View(group, 'v2');
    checkDurations(view, ['interval', 'query_offset'], report);
    // An empty interval is taken out before Prometheus' own check, an empty offset is not.
    if (view.given('query_offset') && view.text('query_offset') === '') {
      webhook.error(
        'invalid-duration',
        spanOfKey(view.fields.get('query_offset')!.key),
        '`query_offset` is empty; write a duration such as `5m`, or remove it.',
      );
    }
  }
  const said = new Set(report.problems.filter(one => one.severity === 'error').map(one => one.from));
  report.problems.push(...webhook.problems.filter(one => !said.has(one.from)));
  return report.sorted();
}
