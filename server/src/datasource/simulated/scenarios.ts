// The scenarios by name: the shipped ones and those of the workspace, listed for a picker and put together from the parts that
// they build on. Layer: datasource.
import type { Absence, MetricPart, Restart, Scenario, TargetPart } from '../../model/scenario/scenario';
import type { Term } from '../../model/scenario/terms';
import { within } from '../../model/scenario/terms';
import { shippedScenarios } from './shipped.gen';

/** What a picker shows of a scenario. */
export interface ScenarioSummary {
  /** By which it is chosen: `--simulate thermal-runaway`. */
  readonly name: string;
  readonly title: string;
  /** One sentence. */
  readonly about: string;
  /** Names of alerts that fire in it. */
  readonly fires: readonly string[];
}

/** A scenario whose parts are joined. */
export interface WholeScenario extends Scenario {
  readonly cycle: number;
  readonly interval: number;
  readonly targets: Readonly<Record<string, TargetPart>>;
  readonly kinds: Readonly<Record<string, readonly Term[]>>;
}

export interface ScenarioSet {
  /** All that are offered, the shipped ones first. */
  list(): readonly ScenarioSummary[];
  /** Each as it is written, parts of others too. */
  all(): readonly Scenario[];
  /** A scenario with everything that it builds on; a text says why there is none. */
  get(name: string): WholeScenario | string;
  /** A scenario alone, without what it builds on. */
  ownPart(name: string): Scenario | undefined;
}

const day = 86_400_000;
/** Faults come every third day: the same hour of the day, of the week and of two weeks before is without one. */
const usualCycle = 3 * day;

/** The scenario with nothing wrong in it. */
export const healthyScenario = 'healthy-month';

/** The shipped scenarios and `own` ones, which count before shipped ones of the same name. */
export function createScenarios(own: readonly Scenario[] = []): ScenarioSet {
  let all: ReadonlyMap<string, Scenario> | undefined;
  const known = (): ReadonlyMap<string, Scenario> =>
    (all ??= new Map([...(JSON.parse(shippedScenarios()) as Scenario[]), ...own].map(one => [one.name, one])));
  const whole = new Map<string, WholeScenario | string>();
  return {
    list: () =>
      [...known().values()]
        .filter(({ part }) => !part)
        .map(({ name, title, about, fires = [] }) => ({ name, title, about, fires })),
    all: () => [...known().values()],
    ownPart: name => known().get(name),
    get(name) {
      let found = whole.get(name);
      if (found === undefined) {
        found = joined(name, known(), []);
        whole.set(name, found);
      }
      return found;
    },
  };
}

/** The last moment until `end` at which a fault shows at its time of the day (UTC), in milliseconds since the epoch. */
export function lastShown({ shows = 0 }: WholeScenario, end: number): number {
  return end - within(end - shows, day);
}

function joined(name: string, known: ReadonlyMap<string, Scenario>, path: readonly string[]): WholeScenario | string {
  const scenario = known.get(name);
  if (!scenario) {
    const names = [...known.values()].flatMap(one => (one.part ? [] : one.name));
    const by = path.length > 0 ? `, which \`${path.at(-1)}\` builds on` : '';
    return `There is no scenario \`${name}\`${by}; known are ${names.join(', ')}.`;
  }
  if (path.includes(name)) return `The scenario \`${path[0]}\` builds on itself: ${[...path, name].join(' → ')}.`;
  let result: WholeScenario = {
    name,
    title: '',
    about: '',
    cycle: usualCycle,
    interval: 30_000,
    targets: {},
    kinds: {},
  };
  for (const base of scenario.extends ?? []) {
    const part = joined(base, known, [...path, name]);
    if (typeof part === 'string') return part;
    result = merged(result, part);
  }
  return merged(result, scenario);
}

/** `next` on top of `base`: numbers and names replace, lists of terms and events go on. */
function merged(base: WholeScenario, next: Scenario): WholeScenario {
  const { part: _, extends: __, fires, shows, ...rest } = next;
  return {
    ...base,
    ...rest,
    ...(fires ? { fires } : {}),
    ...(shows === undefined ? {} : { shows }),
    targets: mergedMaps(base.targets, next.targets ?? {}, mergedTargets),
    kinds: mergedMaps(base.kinds, next.kinds ?? {}, (a, b) => [...a, ...b]),
  };
}

function mergedTargets(base: TargetPart, next: TargetPart): TargetPart {
  return {
    ...base,
    ...next,
    dimensions: { ...base.dimensions, ...next.dimensions },
    labels: { ...base.labels, ...next.labels },
    targetLabels: { ...base.targetLabels, ...next.targetLabels },
    signals: mergedMaps(base.signals ?? {}, next.signals ?? {}, (a, b) => [...a, ...b]),
    metrics: mergedMaps(base.metrics ?? {}, next.metrics ?? {}, mergedMetrics),
    down: both<Absence>(base.down, next.down),
    restart: both<Restart>(base.restart, next.restart),
    absent: both<Absence>(base.absent, next.absent),
  };
}

function mergedMetrics(base: MetricPart, next: MetricPart): MetricPart {
  return {
    ...base,
    ...next,
    value: both<Term>(base.value, next.value),
    rate: both<Term>(base.rate, next.rate),
    median: both<Term>(base.median, next.median),
    split: { ...base.split, ...next.split },
    states: { ...base.states, ...next.states },
    absent: both<Absence>(base.absent, next.absent),
  };
}

function both<T>(a: readonly T[] = [], b: readonly T[] = []): readonly T[] {
  return a.length === 0 ? b : b.length === 0 ? a : [...a, ...b];
}

function mergedMaps<T>(
  base: Readonly<Record<string, T>>,
  next: Readonly<Record<string, T>>,
  join: (a: T, b: T) => T,
): Readonly<Record<string, T>> {
  const result: Record<string, T> = { ...base };
  for (const [name, value] of Object.entries(next)) {
    const before = Object.hasOwn(base, name) ? base[name] : undefined;
    result[name] = before === undefined ? value : join(before, value);
  }
  return result;
}
