// The targets of a scenario with their labels, and when each can be scraped. Layer: datasource (pure).
import { seedOf, uniform } from '../../model/scenario/noise';
import type { Absence, LabelValues, TargetPart } from '../../model/scenario/scenario';
import type { On } from '../../model/scenario/terms';
import { isIn, within } from '../../model/scenario/terms';
import type { WholeScenario } from './scenarios';

/** What a Prometheus scrapes under one job name. */
export interface Job {
  readonly name: string;
  readonly part: TargetPart;
  readonly instances: readonly Instance[];
}

export interface Instance {
  readonly job: Job;
  /** From 0 on. */
  readonly index: number;
  /** `job`, `instance` and what service discovery adds. */
  readonly labels: Readonly<Record<string, string>>;
  /** Those and the exporter's labels that are the same on all of its series: what events are about. */
  readonly known: Readonly<Record<string, string>>;
  readonly seed: number;
  /** When in a cycle it cannot be scraped. */
  readonly down: readonly Absence[];
  /** When in a cycle its process begins, rising. */
  readonly begins: readonly number[];
}

/** A device of an instance, or the instance itself: what signals belong to. */
export interface Device {
  readonly instance: Instance;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly seed: number;
}

/** Where the cycles of a simulation begin, and by which seed. */
export interface Clock {
  readonly cycle: number;
  readonly interval: number;
  /** Milliseconds since the epoch at which some cycle begins. */
  readonly origin: number;
  readonly seed: number;
}

/** Processes that no event restarts do so once in a while. */
const life = 30 * 86_400_000;
/** Counters over the life of a device begin here: 2020. */
export const firstDay = 1_577_836_800_000;
const usualRestart = 30_000;

/** The jobs of a scenario; its target `other` only stands for what it does not name. */
export function jobsOf(scenario: WholeScenario, clock: Clock): Job[] {
  return Object.entries(scenario.targets).flatMap(([name, part]) =>
    name === 'other' ? [] : jobOf(part.job ?? name, part, clock),
  );
}

export function jobOf(name: string, part: TargetPart, clock: Clock): Job {
  const instances: Instance[] = [];
  const job: Job = { name, part, instances };
  const count = Math.min(500, Math.max(0, Math.floor(part.count ?? 1)));
  for (let index = 0; index < count; index++) {
    const seed = seedOf(`${name}\n${index}`, clock.seed);
    const values = { n: String(index + 1) };
    const instance = filled(part.instance ?? `${name}-{n}:9100`, values, index, seed);
    const own = filledAll(part.targetLabels ?? {}, values, index, seed);
    const labels = { job: name, instance, ...own };
    const known = { ...filledAll(part.labels ?? {}, values, index, seed), ...labels };
    const restarts = (part.restart ?? [])
      .filter(({ on }) => matchesOn(on, known))
      .map(({ at, each = 0, takes = usualRestart }) => ({ from: at + index * each, takes }));
    instances.push({
      job,
      index,
      labels,
      known,
      seed,
      down: [
        ...(part.down ?? []).filter(({ on }) => matchesOn(on, known)),
        ...restarts.map(({ from, takes }) => ({ from, to: from + takes })),
      ],
      begins: restarts.map(({ from, takes }) => within(from + takes, clock.cycle)).sort((a, b) => a - b),
    });
  }
  return job;
}

/** Whether labels have what an event is about. */
export function matchesOn(on: On | undefined, labels: Readonly<Record<string, string>>): boolean {
  if (!on) return true;
  return Object.entries(on).every(([name, values]) => Object.hasOwn(labels, name) && values.includes(labels[name]!));
}

/** Times of the scrapes of an instance from `from` to `to`: an own moment of each interval. */
export function scrapeTimes({ seed }: Instance, { interval }: Clock, from: number, to: number): Float64Array {
  const offset = Math.floor(uniform(seed, 1) * interval);
  const first = Math.ceil((from - offset) / interval);
  const last = Math.floor((to - offset) / interval);
  const times = new Float64Array(Math.max(0, last - first + 1));
  for (let i = 0; i < times.length; i++) times[i] = (first + i) * interval + offset;
  return times;
}

/** Where times lie in their cycles. */
export function placesOf(times: Float64Array, { origin, cycle }: Clock): Float64Array {
  const places = new Float64Array(times.length);
  for (let i = 0; i < times.length; i++) places[i] = within(times[i]! - origin, cycle);
  return places;
}

/** 1 for each time at which the scrape worked. */
export function scraped(instance: Instance, clock: Clock, times: Float64Array, places: Float64Array): Uint8Array {
  const { seed, down, job } = instance;
  const misses = job.part.misses ?? 0;
  const up = new Uint8Array(times.length).fill(1);
  for (let i = 0; i < times.length; i++) {
    if (down.some(one => isIn(places[i]!, one, clock.cycle))) up[i] = 0;
    else if (misses > 0 && uniform(seed ^ 0x2545f491, Math.floor(times[i]! / clock.interval)) < misses) up[i] = 0;
  }
  return up;
}

/** When the process of an instance that answers at `time` began: after its last restart, or of itself within the last month. */
export function startOf({ begins, seed }: Instance, { origin, cycle }: Clock, time: number): number {
  const offset = Math.floor(uniform(seed, 2) * life);
  const own = Math.floor((time - offset) / life) * life + offset;
  if (begins.length === 0) return own;
  const cycleStart = time - within(time - origin, cycle);
  const place = time - cycleStart;
  let last = begins[begins.length - 1]! - cycle;
  for (const begin of begins) if (begin <= place) last = begin;
  return Math.max(own, cycleStart + last);
}

/** A label's value for one target or device: of a list the one in its turn, with `{name}` filled in. */
export function filled(
  value: LabelValues,
  values: Readonly<Record<string, string>>,
  index: number,
  seed: number,
): string {
  const text = typeof value === 'string' ? value : (value[index % Math.max(1, value.length)] ?? '');
  if (!text.includes('{')) return text;
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    if (Object.hasOwn(values, name)) return values[name]!;
    return name === 'id' ? idOf(seed) : whole;
  });
}

function filledAll(
  labels: Readonly<Record<string, LabelValues>>,
  values: Readonly<Record<string, string>>,
  index: number,
  seed: number,
): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(labels).map(([name, value]) => [name, filled(value, values, index, seed)]));
}

/** A text of the form of a UUID. */
function idOf(seed: number): string {
  const digits = [0, 1, 2, 3]
    .map(at =>
      Math.floor(uniform(seed, 100 + at) * 0x100000000)
        .toString(16)
        .padStart(8, '0'),
    )
    .join('');
  return [digits.slice(0, 8), digits.slice(8, 12), digits.slice(12, 16), digits.slice(16, 20), digits.slice(20)].join(
    '-',
  );
}
