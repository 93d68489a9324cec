// Rules in the objects of other operators: what the API server refuses of all of them, as their schemas agree in it.
// Layer: model.
import type { YamlNode } from '../../yaml/node';
import { follow } from '../../yaml/path';
import { fieldsOf } from './fields';
import type { StructureOptions } from './options';
import type { StructureProblem } from './problem';
import { checkCrdRule } from './prometheusRule';
import { spanOfKey } from './reader';
import { Report } from './report';
import { isNullNode } from './scalars';

/** What is refused of a rule; `head` is the key that each rule of the object has to have, where it takes one sort only. */
export function checkRuleOfObject(
  node: YamlNode,
  head: 'alert' | undefined,
  options: StructureOptions,
): readonly StructureProblem[] {
  const found = checkCrdRule(node, options).filter(({ code }) => AGREED.has(code));
  const rule = follow(node);
  if (head === undefined || rule?.kind !== 'map') return found;
  const fields = fieldsOf(rule);
  const record = fields.get('record');
  const alert = fields.get(head);
  if (!record || (alert && !isNullNode(alert.value))) return found;
  const report = new Report();
  report.error(
    'missing-field',
    spanOfKey(record.key),
    'This object takes alerts only, and the API server refuses it with a recording rule in it; move the rule into a PrometheusRule.',
  );
  return [...found, ...report.sorted()];
}

/** All of these objects have rules with an expression, and labels and annotations that are text. */
const AGREED: ReadonlySet<StructureProblem['code']> = new Set(['missing-field', 'wrong-type']);
