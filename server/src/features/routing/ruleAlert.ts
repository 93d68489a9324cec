// The alert of a rule before it ever fired: what is sure of its labels, and how it could look. Layer: features.
import type { AlertFact } from '../../analysis/facts';
import { labelOf } from '../../routing/reach';
import type { Version } from '../../target/version';
import { renderRule } from '../ruleMessages';
import type { RuleAt } from '../rules';
import type { AskedAlert } from './route';
import { factSentAs } from './sending';

/** An alert of which only what its rule says is known; it begins at `at`, milliseconds since 1970. */
export function alertOfFact(fact: AlertFact, at: number): AskedAlert {
  const labels: Record<string, string> = { ...fact.external };
  for (const { name, value } of fact.labels) if (value !== undefined) labels[name] = value;
  return asSent(fact, { labels: { ...labels, alertname: fact.name }, startsAt: at });
}

/** The alert with the labels that it is sent with, as far as that is known. */
function asSent(fact: AlertFact, fired: AskedAlert): AskedAlert {
  const sentAs = factSentAs(fact, fired.labels);
  return {
    ...fired,
    ...(sentAs ? { labels: sentAs.labels, sentAs } : {}),
    valueFor: label => labelOf(fact, label),
  };
}

/**
 * The same with its texts: a label that only the data tells stands there as `‹gpu›`, and `value` is taken for the sample's. What
 * matters for routes is still asked of what is known.
 */
export function exampleOf(
  found: RuleAt,
  fact: AlertFact,
  { at, version, value }: { readonly at: number; readonly version: Version; readonly value: number },
): AskedAlert {
  const sample: Record<string, string> = {};
  // Of a result that is put together of several the first stands for all.
  const [branch] = fact.branches ?? [];
  if (branch) {
    const likely = [...branch.sure, ...branch.expected, ...(branch.possible.size <= fewLabels ? branch.possible : [])];
    for (const name of likely) if (name !== '__name__') sample[name] = `‹${name}›`;
    for (const { label, op, value: wanted } of branch.pins) {
      if (op === '=' && wanted) sample[label.name] = wanted.value;
    }
  }
  const input = { samples: [{ labels: sample, value }], time: at, last: true };
  const [series] = renderRule(found, input, version).series;
  const known: Record<string, string> = {};
  for (const { name: label, value: text } of fact.labels) if (text !== undefined) known[label] = text;
  return asSent(fact, {
    startsAt: at,
    labels: { ...fact.external, ...series?.labels, ...known, alertname: fact.name },
    annotations: Object.fromEntries((series?.annotations ?? []).map(({ name, text }) => [name, text])),
  });
}

/** Metrics with more labels than these have most of them from their targets. */
const fewLabels = 12;
