// Selectors: what their matchers and the knowledge of the metric say about labels.
// Layer: promql.
import type { Span } from '../../text/span';
import type { Matcher, VectorSelector } from '../ast';
import { rejectsEmpty } from '../matching';
import type { Branch } from './branch';
import { nameLabel, openBranch } from './branch';
import { Draft } from './draft';
import { LabelSet } from './labelSet';
import type { Carried, MetricLabels } from './metricLabels';
import { contradiction } from './pins';
import { Reasons } from './reasons';

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

/**
 * Series of a selector: closed where all of its metrics are known, else open. A recorded series has the branches of its rules,
 * a scraped one may have the `added` labels as well.
 */
export function selectorBranches(
  selector: VectorSelector,
  metrics: MetricLabels,
  added: readonly string[] = [],
): readonly Branch[] {
  const names = metricNames(selector);
  const recorded = names.length === 1 ? metrics.recorded?.(names[0]!) : undefined;
  if (!recorded) {
    const scraped = scrapedBranch(names, metrics);
    return [selected(selector, scraped.open || added.length === 0 ? scraped : withAdded(scraped, added))];
  }
  const here = { from: selector.from, to: selector.to };
  const carrying = recorded.filter(branch => !lacks(selector, branch));
  const branches = carrying.map(branch => selected(selector, recordedBranch(branch, names, here)));
  const living = branches.filter(branch => !contradicts(selector, branch));
  // A name without a level may be a scraped metric's as well.
  const never = carrying.length === 0 && recorded.length > 0 && names[0]!.includes(':');
  return living.length > 0 ? living : [selected(selector, { ...openBranch, metrics: names, never })];
}

/** Whether the series of a recorded branch never have a label that the selector asks for. */
function lacks({ matchers }: VectorSelector, { open, possible, dropped }: Branch): boolean {
  return matchers.some(matcher => {
    const label = matcher.label.name;
    if (label === nameLabel || possible.has(label) || (open && !dropped.has(label))) return false;
    return rejectsEmpty(matcher);
  });
}

function scrapedBranch(names: readonly string[], metrics: MetricLabels): Branch {
  const [first] = names;
  const one = first === undefined ? undefined : metrics.carriedBy(first);
  const { expected, pins, dropped, excludedBy, constantValue, always, never } = openBranch;
  const open = !one?.labels;
  const sure = one?.sure ?? LabelSet.empty;
  const possible = one?.labels ?? sure;
  const lacking = (open && one?.lacking) || openBranch.lacking;
  // By hand: see `withSamples`.
  const branch = {
    open,
    possible,
    sure,
    expected,
    pins,
    dropped,
    lacking,
    excludedBy,
    metrics: names,
    constantValue,
    always,
    never,
  };
  if (names.length > 1)
    return ofSeveral(
      branch,
      names.map(name => metrics.carriedBy(name)),
    );
  return possible.has(nameLabel) && sure.has(nameLabel) ? branch : new Draft(branch).add(nameLabel, true).done();
}

function withAdded(branch: Branch, labels: readonly string[]): Branch {
  return new Draft(branch).addAll(labels, false).done();
}

/** The branch of a selector that names several metrics. */
function ofSeveral(branch: Branch, all: readonly Carried[]): Branch {
  const draft = new Draft({ ...branch, open: all.some(({ labels }) => !labels), lacking: openBranch.lacking });
  const labels = new Set(all.flatMap(one => [...(one.labels ?? one.sure)]));
  for (const label of labels) {
    draft.add(
      label,
      all.every(({ sure }) => sure.has(label)),
    );
  }
  return draft.add(nameLabel, true).done();
}

/** What a rule records, as it is found under its name: whatever is missing was left out there, so the selector tells of it. */
function recordedBranch(branch: Branch, names: readonly string[], here: Span): Branch {
  let dropped = Reasons.none;
  for (const label of branch.dropped.labels()) if (label !== nameLabel) dropped = dropped.with(label, here);
  const excludedBy = branch.excludedBy && here;
  // Where the record itself never gives anything its own rule is told.
  const plain = {
    ...branch,
    dropped,
    excludedBy,
    constantValue: undefined,
    always: false,
    never: false,
    metrics: names,
  };
  return new Draft(plain).add(nameLabel, true).done();
}

/** The branch reduced to series that the selector's matchers let through. */
function selected({ matchers }: VectorSelector, branch: Branch): Branch {
  if (matchers.length === 0) return branch;
  const draft = new Draft(branch);
  if (branch.pins.length === 0) draft.pin(matchers);
  else draft.pinMore(matchers, () => true);
  // Selected series have the labels, whatever is known about the metric.
  const present = matchers.filter(matcher => matcher.label.name !== nameLabel && rejectsEmpty(matcher));
  draft.addAll(
    present.map(({ label }) => label.name),
    true,
  );
  for (const matcher of matchers) {
    if (matcher.label.name !== nameLabel && wantsEmpty(matcher)) draft.remove(matcher.label.name, matcher);
  }
  return draft.done();
}

/** Whether none of a recorded branch's series can have the values that the selector asks for. */
function contradicts({ matchers }: VectorSelector, { pins }: Branch): boolean {
  return matchers.some(({ label }) => contradiction(matchers, pins, label.name) !== undefined);
}

/** `l=""` and its other spellings: only series without the label pass. */
function wantsEmpty({ op, value }: Matcher): boolean {
  if (!value) return false;
  if (op === '!~') return value.value === '.+';
  return (op === '=' || op === '=~') && value.value === '';
}
