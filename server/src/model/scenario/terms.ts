// The terms of which a simulated value is made: one row each, with its name, what it is for, what it may say besides, and
// what it does to a column of values. To add one, add a row. Layer: model (pure).
import { seedOf, smoothNoise, uniform } from './noise';

/** Labels that a series must have, each with the values that count. */
export type On = Readonly<Record<string, readonly string[]>>;

/** One step of how a value comes about; the steps of a list follow each other. */
export interface Term {
  readonly term: TermName;
  /** The number behind the term's name. */
  readonly by: number;
  /** The signal that the term `signal` names. */
  readonly signal?: string;
  readonly times?: number;
  readonly every?: number;
  readonly at?: number;
  readonly width?: number;
  readonly from?: number;
  readonly to?: number;
  readonly until?: number;
  readonly over?: number;
  readonly back?: number;
  readonly on?: On;
}

/** What a term works on: values at rising times. */
export interface TermInput {
  /** Milliseconds since the epoch. */
  readonly times: Float64Array;
  /** The same times in the scenario's cycle: milliseconds of [0, cycle). */
  readonly places: Float64Array;
  readonly cycle: number;
  /** Differs from series to series; a signal has that of its device. */
  readonly seed: number;
  /** Values of a signal of the same device at these times. */
  signal(name: string): Float64Array | undefined;
  /** When the process of the target began, milliseconds since the epoch, at these times. */
  started(): Float64Array;
}

/** What a term may say besides its number. */
export type TermOption = 'times' | 'every' | 'at' | 'width' | 'from' | 'to' | 'until' | 'over' | 'back' | 'on';

interface TermRow {
  readonly doc: string;
  /** What stands behind its name, where that is no number. */
  readonly takes?: 'signal' | 'duration';
  readonly options: readonly TermOption[];
  readonly needs?: readonly TermOption[];
  /** Changes the values in place. */
  run(values: Float64Array, term: Term, input: TermInput): void;
}

/** When a term holds, and how it comes and goes. */
const timed: readonly TermOption[] = ['from', 'to', 'over', 'back', 'on'];
const day = 86_400_000;

const rows = {
  level: {
    doc: 'Adds a number, always or from `from` to `to`; `over` and `back` say how long it takes to come and to go.',
    options: timed,
    run: (values, term, input) => add(values, term.by, shares(term, input)),
  },
  step: {
    doc: 'Adds a number from `from` to `to`.',
    options: ['from', 'to', 'on'],
    needs: ['from', 'to'],
    run: (values, term, input) => add(values, term.by, shares(term, input)),
  },
  ramp: {
    doc: 'Adds what grows from nothing at `from` to a number at `to`, holds until `until` and goes within `back`.',
    options: ['from', 'to', 'until', 'back', 'on'],
    needs: ['from', 'to'],
    run(values, term, input) {
      const { from = 0, to = 0, until = to } = term;
      const rising = { ...term, over: within(to - from, input.cycle), to: until === to ? to + 1 : until };
      add(values, term.by, shares(rising, input));
    },
  },
  spike: {
    doc: 'Adds a bump of a height at `at`, of a width of `width` (10m by default).',
    options: ['at', 'width', 'on'],
    needs: ['at'],
    run(values, { by, at = 0, width = 600_000 }, { places, cycle }) {
      for (let i = 0; i < values.length; i++) {
        const away = within(places[i]! - at + cycle / 2, cycle) - cycle / 2;
        const x = (2 * away) / width;
        if (x > -3 && x < 3) values[i] = values[i]! + by * Math.exp(-x * x);
      }
    },
  },
  wave: {
    doc: 'Adds a wave of a height, highest at `at` of each `every` (a day by default, at 14h).',
    options: ['every', 'at', 'on'],
    run(values, { by, every = day, at = (every * 14) / 24 }, { times }) {
      const turn = (2 * Math.PI) / every;
      for (let i = 0; i < values.length; i++) values[i] = values[i]! + by * Math.cos((times[i]! - at) * turn);
    },
  },
  noise: {
    doc: 'Adds noise of up to a number, up and down, that changes every `every` (5m by default).',
    options: ['every', ...timed],
    run(values, term, input) {
      const noise = smoothNoise(input.seed ^ 0x5bd1e995, term.every ?? 300_000);
      const share = shares(term, input);
      for (let i = 0; i < values.length; i++) {
        if (share?.[i] !== 0) values[i] = values[i]! + term.by * (share ? share[i]! : 1) * noise(input.times[i]!);
      }
    },
  },
  vary: {
    doc: 'Adds a number of its own to each device, up to this one up or down.',
    options: ['on'],
    run(values, { by }, { seed }) {
      const own = by * (uniform(seed, 7) * 2 - 1);
      for (let i = 0; i < values.length; i++) values[i] = values[i]! + own;
    },
  },
  signal: {
    doc: 'Adds a signal of the target, `times` as much.',
    takes: 'signal',
    options: ['times', ...timed],
    run(values, term, input) {
      const { signal = '', times = 1 } = term;
      const other = input.signal(signal);
      const share = shares(term, input);
      if (!other) return;
      for (let i = 0; i < values.length; i++) values[i] = values[i]! + other[i]! * times * (share ? share[i]! : 1);
    },
  },
  factor: {
    doc: 'Multiplies by a number.',
    options: timed,
    run(values, term, input) {
      const share = shares(term, input);
      for (let i = 0; i < values.length; i++) values[i] = values[i]! * (1 + (term.by - 1) * (share ? share[i]! : 1));
    },
  },
  scale: {
    doc: 'Multiplies by a signal of the target.',
    takes: 'signal',
    options: timed,
    run(values, term, input) {
      const other = input.signal(term.signal ?? '');
      const share = shares(term, input);
      if (!other) return;
      for (let i = 0; i < values.length; i++) values[i] = values[i]! * (1 + (other[i]! - 1) * (share ? share[i]! : 1));
    },
  },
  set: {
    doc: 'Puts a number in the place of the value.',
    options: timed,
    run(values, term, input) {
      const share = shares(term, input);
      for (let i = 0; i < values.length; i++) values[i] = values[i]! + (term.by - values[i]!) * (share ? share[i]! : 1);
    },
  },
  min: {
    doc: 'Lets the value not fall below a number.',
    options: ['on'],
    run(values, { by }) {
      for (let i = 0; i < values.length; i++) if (values[i]! < by) values[i] = by;
    },
  },
  max: {
    doc: 'Lets the value not rise above a number.',
    options: ['on'],
    run(values, { by }) {
      for (let i = 0; i < values.length; i++) if (values[i]! > by) values[i] = by;
    },
  },
  round: {
    doc: 'Rounds to a multiple of a number.',
    options: ['on'],
    run(values, { by }) {
      for (let i = 0; i < values.length; i++) values[i] = Math.round(values[i]! / by) * by;
    },
  },
  code: {
    doc: 'Shows a code from `from` to `to`, and whatever stands before it at other times.',
    options: ['from', 'to', 'on'],
    run(values, term, input) {
      const share = shares(term, input);
      for (let i = 0; i < values.length; i++) if (!share || share[i]! > 0) values[i] = term.by;
    },
  },
  updated: {
    doc: 'Puts the time of the last update in the place of the value, in seconds since 1970: one each `updated`; from `from` to `to` there is none.',
    takes: 'duration',
    options: ['from', 'to', 'on'],
    run(values, term, { times, places, cycle }) {
      const every = Math.max(1, term.by);
      const length = term.from === undefined ? 0 : within((term.to ?? cycle) - term.from, cycle);
      for (let i = 0; i < values.length; i++) {
        // Within the pause the clock stands where it stood at its begin.
        const paused = term.from === undefined ? cycle : within(places[i]! - term.from, cycle);
        const time = paused < length ? times[i]! - paused : times[i]!;
        values[i] = (Math.floor(time / every) * every) / 1000;
      }
    },
  },
  started: {
    doc: 'Puts the time at which the process began in the place of the value, in seconds since 1970, `started` being 1.',
    options: ['on'],
    run(values, _term, input) {
      const started = input.started();
      for (let i = 0; i < values.length; i++) values[i] = started[i]! / 1000;
    },
  },
} as const satisfies Readonly<Record<string, TermRow>>;

export type TermName = keyof typeof rows;

/** Every term by its name. */
export const terms: Readonly<Record<TermName, TermRow>> = rows;

/** Runs a list of terms over values, one after the other. `matches` tells whether a term is about this series. */
export function runTerms(
  values: Float64Array,
  list: readonly Term[],
  input: TermInput,
  matches: (term: Term) => boolean,
): void {
  list.forEach((term, at) => {
    if (term.on && !matches(term)) return;
    terms[term.term].run(values, term, { ...input, seed: seedOf(term.term, input.seed ^ at) });
  });
}

/** `value` in `[0, cycle)`. (The operator `%` takes several times as long.) */
export function within(value: number, cycle: number): number {
  const rest = value - Math.floor(value / cycle) * cycle;
  return rest >= cycle ? rest - cycle : rest;
}

/** Whether a place of the cycle lies in a window; one without begin and end is the whole cycle. */
export function isIn(place: number, window: Pick<Term, 'from' | 'to'>, cycle: number): boolean {
  const { from = 0, to = cycle } = window;
  if (window.from === undefined && window.to === undefined) return true;
  return within(place - from, cycle) < (to - from >= cycle ? cycle : within(to - from, cycle));
}

function add(values: Float64Array, by: number, share: Float64Array | undefined): void {
  for (let i = 0; i < values.length; i++) values[i] = values[i]! + by * (share ? share[i]! : 1);
}

/**
 * How much of a term holds at each time: 0 outside of its window, 1 inside, between while it comes or goes. Undefined for a term
 * that always holds.
 */
function shares(term: Term, { places, cycle }: TermInput): Float64Array | undefined {
  if (term.from === undefined && term.to === undefined) return undefined;
  const { from = 0, to = cycle, over = 0, back = 0 } = term;
  const length = to - from >= cycle ? cycle : within(to - from, cycle);
  const highest = length < over ? length / over : 1;
  const share = new Float64Array(places.length);
  for (let i = 0; i < share.length; i++) {
    const place = within(places[i]! - from, cycle);
    if (place < length) share[i] = place < over ? place / over : 1;
    else if (place < length + back) share[i] = (1 - (place - length) / back) * highest;
  }
  return share;
}
