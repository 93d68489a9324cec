// A label of the rule replaces the only label by which the series of its expression differ: two of them become equal, and the
// evaluation of the rule fails. Layer: checks.

import type { ExprUnit } from '../../analysis/rule';
import { wholeOf } from '../../analysis/source';
import type { Catalog } from '../../catalog/schema';
import { alwaysOnTargets } from '../../catalog/targetLabels';
import type { RuleEntry } from '../../model/ruleFile';
import { metricName } from '../../promql/inspect';
import type { Branch } from '../../promql/shape';
import { valuesOf } from '../../promql/shape/pins';
import { follow } from '../../yaml/path';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'rules/label-hides-series',
  summary: 'A label of the rule replaces the only label by which its series differ.',
  severity: 'warning',
  since: '0.1.0',
  awaits: 'item',
  on: 'expr',
  given: ['labels', 'sound'],
  needs: ['catalog'],
  follows: 'recordings',
  messages: {
    alert:
      'The series differ by `{label}` alone, and the rule sets it to `{value}` for all: when two of them fire, the evaluation fails; call the label of the rule something else.',
    lost: 'Every series has an `instance` of its own, and the rule sets it to `{value}` for all: which one it is about is lost, and where nothing else tells two of them apart the evaluation fails; call the label of the rule something else.',
    record:
      'The series differ by `{label}` alone, and the rule sets it to `{value}` for all: with two of them the evaluation fails; call the label of the rule something else.',
  },
  run(unit, ctx) {
    const { rule, source } = unit;
    if (!unit.sound || rule.labels.length === 0 || !source.outer) return;
    for (const { key, value } of rule.labels) {
      const text = fixedValue(value, rule.alert !== undefined);
      if (text === undefined) continue;
      const label = key.value;
      if (!isNamed(label, unit, ctx.catalog)) continue;
      const { branches } = unit.shape;
      // A template may keep what the series had.
      const set = new Set(
        rule.labels.flatMap(one =>
          fixedValue(one.value, rule.alert !== undefined) === undefined ? [] : one.key.value,
        ),
      );
      const differs = branches.every(branch => differsBy(label, branch, set));
      const isLost = !differs && label === 'instance' && rule.alert !== undefined && branches.every(hasOwn);
      if (!differs && !isLost) continue;
      const at = { source: source.outer.source, span: { from: key.from, to: key.to } };
      const restsOn = [wholeOf(source)];
      if (isLost) {
        ctx.report(at, 'lost', { value: text }, { severity: 'info', restsOn });
        continue;
      }
      ctx.report(at, rule.alert ? 'alert' : 'record', { label, value: text }, { restsOn });
    }
  },
});

/** Whether anything gives the expression's series the label: what is written in it, a known metric, or the scrape. */
function isNamed(label: string, { text, selectors }: ExprUnit, catalog: Catalog): boolean {
  if (alwaysOnTargets.includes(label) || text.includes(label)) return true;
  return selectors.some(selector => {
    const name = metricName(selector);
    // What was recorded may carry whatever its rule kept.
    return (
      name === undefined || name.includes(':') || catalog.find(name)?.metric.labels.some(one => one.name === label)
    );
  });
}

/** The value of a label that is the same for all series. */
function fixedValue(node: RuleEntry['value'], isTemplated: boolean): string | undefined {
  const scalar = follow(node);
  if (scalar?.kind !== 'scalar' || (isTemplated && scalar.value.includes('{{'))) return undefined;
  return scalar.value;
}

/** Whether each series is that of a target that was not chosen. */
function hasOwn({ sure, expected, pins, always, never }: Branch): boolean {
  if (always || never || !(sure.has('instance') || expected.has('instance'))) return false;
  return !pins.some(({ label }) => label.name === 'instance');
}

/** Whether several series of the branch differ by this label and no other that is left. */
function differsBy(
  label: string,
  { open, possible, expected, sure, pins, always, never }: Branch,
  set: ReadonlySet<string>,
): boolean {
  if (open || always || never || !(expected.has(label) || sure.has(label))) return false;
  for (const pin of pins) if (pin.label.name === label && valuesOf(pin)?.length === 1) return false;
  return !possible.some(other => other !== '__name__' && !set.has(other));
}
