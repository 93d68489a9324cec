// Units of values as a type: what is measured, on which scale, and whether per second. Layer: promql (pure).

/** What a number measures. Power is energy per second, a frequency cycles per second. */
export type Measured = 'time' | 'data' | 'energy' | 'temperature' | 'voltage' | 'current' | 'share' | 'things';

export interface Unit {
  readonly of: Measured;
  /** Of things: what is counted (`tokens`, `requests`), as the catalogue names it. */
  readonly things?: string;
  /** How many base units (seconds, bytes, joules, degrees Celsius, volts, amperes, 1) one of it is: 0.001 for milliseconds. */
  readonly scale: number;
  readonly perSecond: boolean;
}

const [kilo, mega, giga] = [1e3, 1e6, 1e9];

const known: ReadonlyMap<string, Unit> = new Map(
  (
    [
      ['seconds', 'time', 1],
      ['milliseconds', 'time', 1e-3],
      ['microseconds', 'time', 1e-6],
      ['nanoseconds', 'time', 1e-9],
      ['minutes', 'time', 60],
      ['hours', 'time', 3600],
      ['days', 'time', 86_400],
      ['bytes', 'data', 1],
      ['KB', 'data', kilo],
      ['MB', 'data', mega],
      ['GB', 'data', giga],
      ['KiB', 'data', 2 ** 10],
      ['MiB', 'data', 2 ** 20],
      ['GiB', 'data', 2 ** 30],
      ['bits', 'data', 1 / 8],
      ['kbit', 'data', kilo / 8],
      ['Mbit', 'data', mega / 8],
      ['Gbit', 'data', giga / 8],
      ['joules', 'energy', 1],
      ['millijoules', 'energy', 1e-3],
      ['microjoules', 'energy', 1e-6],
      ['Wh', 'energy', 3600],
      ['kWh', 'energy', 3600 * kilo],
      ['celsius', 'temperature', 1],
      ['fahrenheit', 'temperature', 5 / 9],
      ['volts', 'voltage', 1],
      ['millivolts', 'voltage', 1e-3],
      ['amperes', 'current', 1],
      ['ratio', 'share', 1],
      ['percent', 'share', 0.01],
      ['basis_points', 'share', 1e-4],
    ] as const
  ).map(([name, of, scale]) => [name, { of, scale, perSecond: false }]),
);

const rates: ReadonlyMap<string, Unit> = new Map(
  (
    [
      ['watts', 'energy', 1],
      ['milliwatts', 'energy', 1e-3],
      ['kilowatts', 'energy', kilo],
      ['hertz', 'things', 1],
      ['kHz', 'things', kilo],
      ['MHz', 'things', mega],
      ['GHz', 'things', giga],
    ] as const
  ).map(([name, of, scale]) => [
    name,
    { of, scale, perSecond: true, ...(of === 'things' ? { things: 'cycles' } : {}) },
  ]),
);

/** The unit that the catalogue names by a word (`MiB`, `bytes/second`, `tokens`); undefined for words it does not measure by. */
export function unitNamed(word: string): Unit | undefined {
  const [first, second, more] = word.split('/');
  if (more !== undefined || first === undefined) return undefined;
  if (second !== undefined && second !== 'second') return undefined;
  // Pods, replicas, models: what is counted stands in the metric's name.
  if (word === 'count') return { of: 'things', scale: 1, perSecond: false };
  const unit =
    known.get(first) ??
    rates.get(first) ??
    (/^[a-z_]+$/.test(first) ? { of: 'things' as const, things: first, scale: 1, perSecond: false } : undefined);
  if (!unit || second === undefined) return unit;
  return unit.perSecond ? undefined : { ...unit, perSecond: true };
}

/** Whether two numbers measure the same, on whatever scale. Things that are not named may be any. */
export function sameKind(a: Unit, b: Unit): boolean {
  if (a.of !== b.of || a.perSecond !== b.perSecond) return false;
  return a.things === b.things || a.things === undefined || b.things === undefined;
}

/** Whether both are the same unit, or none. */
export function sameUnit(a: Unit | undefined, b: Unit | undefined): boolean {
  if (!a || !b) return a === b;
  return a.of === b.of && a.things === b.things && a.perSecond === b.perSecond && close(a.scale, b.scale);
}

/** The unit of a value after it was multiplied by `factor`: seconds times 1000 are milliseconds. */
export function rescaled(unit: Unit, factor: number): Unit {
  return { ...unit, scale: ratioOf(unit.scale, Math.abs(factor)) };
}

/**
 * The unit of a value times a number; undefined where nobody measures on that scale: bytes over `8 * 1024 ^ 3` are no unit but
 * a part of a size that was written down.
 */
export function measuredAs(unit: Unit, factor: number): Unit | undefined {
  const scaled = rescaled(unit, factor);
  return isMeasuring(scaled) ? scaled : undefined;
}

/** Whether the scale is one that sizes, powers and temperatures are told in; anything else is told in any number. */
function isMeasuring({ of, scale }: Unit): boolean {
  if (of === 'data') return binaryPrefixes.some(size => isDecimal(scale / size) || isDecimal((scale * 8) / size));
  if (of === 'energy') return isDecimal(scale) || isDecimal(scale / 3600);
  return of !== 'temperature' || isDecimal(scale) || isDecimal((scale * 9) / 5);
}

/** Of bytes, KiB and so on: a hundred times as much is still told as one, on its way to a percentage. */
const binaryPrefixes: readonly number[] = [0, 1, 2, 3, 4].map(power => 1024 ** power);

function isDecimal(scale: number): boolean {
  return close(10 ** Math.round(Math.log10(scale)), scale);
}

/** One scale by another, without what floating point made of it. */
function ratioOf(a: number, b: number): number {
  return a === b ? 1 : Number((a / b).toPrecision(12));
}

/** The unit of a value divided by seconds. */
export function perSecond(unit: Unit): Unit | undefined {
  if (unit.perSecond) return undefined;
  // Seconds a second are a share of the time.
  if (unit.of === 'time') return { of: 'share', scale: unit.scale, perSecond: false };
  return { ...unit, perSecond: true };
}

/** The unit of a quotient; undefined where it has no name here. */
export function quotient(a: Unit, b: Unit): Unit | undefined {
  if (sameKind(a, b)) return { of: 'share', scale: ratioOf(a.scale, b.scale), perSecond: false };
  if (b.of === 'time' && !b.perSecond && a.of !== 'share') {
    const rate = perSecond(a);
    return rate && { ...rate, scale: rate.scale / b.scale };
  }
  return undefined;
}

const words: readonly (readonly [name: string, unit: Unit])[] = [...known, ...rates];

/** The unit in words for a message (`milliseconds`, `MiB per second`); undefined where there is no word for it. */
export function unitInWords(unit: Unit): string | undefined {
  if (unit.of === 'things') {
    if (unit.things === undefined || unit.scale !== 1) return wordOf(unit);
    return unit.perSecond ? `${unit.things} per second` : unit.things;
  }
  const whole = wordOf(unit);
  if (whole !== undefined || !unit.perSecond) return whole;
  const plain = wordOf({ ...unit, perSecond: false });
  return plain === undefined ? undefined : `${plain} per second`;
}

function wordOf(unit: Unit): string | undefined {
  return words.find(
    ([, { of, things, perSecond, scale }]) =>
      of === unit.of && things === unit.things && perSecond === unit.perSecond && close(scale, unit.scale),
  )?.[0];
}

/** Whether a bound lies so little above the one that is said that the difference is a margin for what runs late: 2h10m for "2h". */
export function isMargin(said: number, bound: number): boolean {
  return bound > said && bound <= said * 1.1;
}

/** Whether two scales are the same but for the rounding of a division. */
export function close(a: number, b: number): boolean {
  return a === b || Math.abs(a / b - 1) < 1e-9;
}
