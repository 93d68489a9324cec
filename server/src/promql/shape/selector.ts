// Selectors: what their matchers and the knowledge of the metric say about labels.
// Layer: promql.
import type { Matcher, VectorSelector } from '../ast';
import { rejectsEmpty } from '../matching';
import type { Branch, MetricLabels } from '../shape';
import { Draft, nameLabel, openBranch } from './branch';
import { LabelSet } from './labelSet';

/** The metrics a selector names: by its name, by `__name__="a"` or by plain alternatives in `__name__=~"a|b"`. */
export function metricNames({ name, matchers }: VectorSelector): readonly string[] {
  if (name) return [name.name];
  for (const { label, op, value } of matchers) {
    if (label.name !== nameLabel || !value) continue;
    if (op === '=') return [value.value];
    if (op === '=~' && /^[\w:]+(?:\|[\w:]+)*$/.test(value.value)) return value.value.split('|');
  }
  return [];
}

/** Series of a selector: closed where all of its metrics are known, else open. */
export function selectorBranch(selector: VectorSelector, metrics: MetricLabels): Branch {
  const names = metricNames(selector);
  const known = names.map(name => metrics.labelsOf(name));
  const possible = known[0] ?? LabelSet.empty;
  const open = names.length === 0 || known.includes(undefined);
  const draft = new Draft({ ...openBranch, open, possible, metrics: names });
  for (let i = 1; i < known.length; i++) {
    for (const label of known[i] ?? []) draft.add(label);
  }
  draft.add(nameLabel, true);
  for (const matcher of selector.matchers) {
    const label = matcher.label.name;
    if (label === nameLabel || !matcher.value) continue;
    // Selected series have the label, whatever is known about the metric.
    if (rejectsEmpty(matcher)) draft.add(label, true);
  }
  for (const matcher of selector.matchers) {
    if (matcher.label.name !== nameLabel && wantsEmpty(matcher)) draft.remove(matcher.label.name, matcher);
  }
  return draft.done();
}

/** `l=""` and its other spellings: only series without the label pass. */
function wantsEmpty({ op, value }: Matcher): boolean {
  if (!value) return false;
  if (op === '!~') return value.value === '.+';
  return (op === '=' || op === '=~') && value.value === '';
}
