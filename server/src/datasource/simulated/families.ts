// Which series a metric of a scenario has: the labels that its exporter writes, as the catalogue tells them, with the values
// that the scenario gives them. Layer: datasource (pure).
import type { LabelFact, MetricFact } from '../../catalog/schema';
import { seedOf } from '../../model/scenario/noise';
import type { MetricPart } from '../../model/scenario/scenario';
import type { MetricHint } from './facts';
import { isFault } from './generic';
import { type Clock, type Device, filled, type Instance, type Job } from './targets';

/** A metric on the targets of a job. */
export interface Family {
  readonly fact: MetricFact;
  readonly job: Job;
  readonly part: MetricPart;
  /** What a restart of the process sets back to zero: not what the exporter reads elsewhere. */
  readonly resets: boolean;
  /** What rules compare it with, where no exporter is known for it. */
  readonly hint?: MetricHint;
  /** The metric that it is a part of, as `hint.of` has it, and how many series of that there are for one of it. */
  readonly whole?: { readonly family: Family; readonly series: number };
}

/** One series of a family before its values: a histogram's buckets share it. */
export interface Member {
  readonly device: Device;
  readonly labels: Readonly<Record<string, string>>;
  /** The share of its label values in the whole. */
  readonly share: number;
  readonly seed: number;
}

/** More series of one metric than any preview can show. */
const mostMembers = 4000;
/** Of the values that a label may have, so many are shown where the scenario does not say which. */
const mostValues = 12;

/** All series of a family. */
export function membersOf(family: Family, clock: Clock): readonly Member[] {
  const { fact, job, part } = family;
  const plan = labelPlan(fact, job, part);
  const members: Member[] = [];
  for (const instance of job.instances) {
    const combinations = combine(plan.varying);
    for (const combination of combinations) {
      if (members.length >= mostMembers) return members;
      const share = shareOf(part, combination);
      const device = deviceOf(instance, combination, clock);
      // A part follows its whole.
      members.push(memberOf(device, combination, plan.fixed, share, family.whole?.family.fact.name ?? fact.name));
    }
  }
  return members;
}

interface LabelPlan {
  /** Labels with several values on one target. */
  readonly varying: readonly (readonly [name: string, values: readonly string[]])[];
  /** Labels with one value a device, to be filled in. */
  readonly fixed: readonly (readonly [name: string, value: string | readonly string[]])[];
}

function labelPlan(fact: MetricFact, { part: target }: Job, part: MetricPart): LabelPlan {
  const varying: [string, readonly string[]][] = [];
  const fixed: [string, string | readonly string[]][] = [];
  const facts: readonly LabelFact[] = part.labels ? part.labels.map(name => ({ name })) : fact.labels;
  for (const label of facts) {
    const { name } = label;
    if (label.holdsValue) continue;
    const split = own(part.split, name);
    const dimension = own(target.dimensions, name);
    const given = own(target.labels, name);
    if (split) varying.push([name, Object.keys(split)]);
    else if (dimension !== undefined) varying.push([name, typeof dimension === 'string' ? [dimension] : dimension]);
    else if (given !== undefined) fixed.push([name, given]);
    else if (own(target.labels, `exported_${name}`) !== undefined) {
      fixed.push([`exported_${name}`, own(target.labels, `exported_${name}`)!]);
    } else if (!label.optional) {
      varying.push([name, valuesOf(label, fact.labelsComplete)]);
    }
  }
  return { varying, fixed };
}

/** Values of a label of which the scenario says nothing. */
function valuesOf({ name, values, seen = [] }: LabelFact, isComplete: boolean): readonly string[] {
  const known = (values ?? seen).slice(0, mostValues);
  if (values) return known;
  // Where rules only name what fails, there is something that does not.
  if (known.length > 0)
    return known.every(isFault) ? [...known, known.every(value => /^\d+$/.test(value)) ? '200' : 'ok'] : known;
  return isComplete ? [`${name}-1`] : [`${name}-a`, `${name}-b`];
}

function combine(varying: LabelPlan['varying']): readonly Readonly<Record<string, string>>[] {
  let combinations: Readonly<Record<string, string>>[] = [{}];
  for (const [name, values] of varying) {
    if (combinations.length * values.length > mostMembers) break;
    combinations = combinations.flatMap(one => values.map(value => ({ ...one, [name]: value })));
  }
  return combinations;
}

function deviceOf(instance: Instance, combination: Readonly<Record<string, string>>, clock: Clock): Device {
  const names = Object.keys(instance.job.part.dimensions ?? {}).filter(name => Object.hasOwn(combination, name));
  const dimensions = Object.fromEntries(names.map(name => [name, combination[name]!]));
  const seed = names.length === 0 ? instance.seed : seedOf(JSON.stringify(dimensions), instance.seed ^ clock.seed);
  return { instance, dimensions, seed };
}

function memberOf(
  device: Device,
  combination: Readonly<Record<string, string>>,
  fixed: LabelPlan['fixed'],
  share: number,
  name: string,
): Member {
  const { instance, dimensions, seed } = device;
  const values = { n: String(instance.index + 1), ...combination };
  // The first dimension counts the devices of an instance.
  const [[first, value] = []] = Object.entries(dimensions);
  const all = first === undefined ? undefined : instance.job.part.dimensions![first];
  const index = all === undefined || value === undefined ? instance.index : Math.max(0, all.indexOf(value));
  const labels: Record<string, string> = { ...combination };
  for (const [label, text] of fixed) labels[label] = filled(text, values, index, seed);
  // A label of the exporter that a target has as well is kept under another name.
  for (const label of Object.keys(instance.labels)) {
    if (!Object.hasOwn(labels, label)) continue;
    labels[`exported_${label}`] = labels[label]!;
    delete labels[label];
  }
  return {
    device,
    labels: { ...labels, ...instance.labels },
    share,
    seed: seedOf(`${name}\n${JSON.stringify(combination)}`, seed),
  };
}

function shareOf({ split = {} }: MetricPart, combination: Readonly<Record<string, string>>): number {
  let share = 1;
  for (const [name, shares] of Object.entries(split)) {
    const value = combination[name];
    if (value !== undefined) share *= own(shares, value) ?? 0;
  }
  return share;
}

/** The value of a key of a record; names come from files. */
export function own<T>(record: Readonly<Record<string, T>> | undefined, name: string): T | undefined {
  return record && Object.hasOwn(record, name) ? record[name] : undefined;
}
