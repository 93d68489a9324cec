// A history as it is sent to the page: its thousands of spans and changes as numbers, which take a tenth of the time that JSON
// would; times as evaluations, as all of them are one. Pure; no vscode here.
import { fromWire, wireValue } from '../../../server/src/series/wireValue';
import { finish } from '../../../server/src/text/slices';
import type { PackedHistory } from './historyShapes';
import type { Band, Change, History } from './messages';

const states = ['inactive', 'pending', 'firing', 'kept'] as const;
const numberOfState = new Map<string, number>(states.map((state, i) => [state, i]));
const perSpan = 2;
const perChange = 3;

/** Spans and changes between two yields. */
const perSlice = 500;

const made = new WeakMap<History, PackedHistory>();

/** A history as it is sent; known where it was packed in slices before. */
export function pack(history: History): PackedHistory {
  return finish(packInSlices(history));
}

/** The same in slices. */
export function* packInSlices(history: History): Generator<void, PackedHistory> {
  const known = made.get(history);
  if (known) return known;
  const { bands, changes, ...rest } = history;
  const { start, step } = rest.slots;
  const slotOf = (ms: number): number => Math.round((ms - start) / step);
  const count = bands.reduce((sum, { spans }) => sum + spans.length, 0);
  const spanStates = new Uint8Array(count);
  const spanSlots = new Int32Array(perSpan * count);
  let at = 0;
  for (const { spans } of bands)
    for (const { state, from, to } of spans) {
      spanStates[at] = numberOfState.get(state)!;
      spanSlots[perSpan * at] = slotOf(from);
      spanSlots[perSpan * at + 1] = slotOf(to);
      if (++at % perSlice === 0) yield;
    }
  const changeStates = new Uint8Array(changes.length);
  const changeSlots = new Int32Array(perChange * changes.length);
  const changeValues = new Float64Array(changes.length);
  const histograms: number[] = [];
  const names: string[] = [];
  for (let i = 0; i < changes.length; i++) {
    const { atMs, band, label, to, activeMs, value } = changes[i]!;
    changeStates[i] = numberOfState.get(to)!;
    changeSlots[perChange * i] = slotOf(atMs);
    changeSlots[perChange * i + 1] = band ?? -1;
    changeSlots[perChange * i + 2] = slotOf(activeMs);
    changeValues[i] = numberOf(value);
    if (value === 'histogram') histograms.push(i);
    if (band === undefined) names.push(label);
    if ((i + 1) % perSlice === 0) yield;
  }
  const packed: PackedHistory = {
    ...rest,
    bands: bands.map(({ spans: _, ...band }) => band),
    spanCounts: bands.map(band => band.spans.length),
    spanStates,
    spanSlots: narrow(spanSlots),
    changeStates,
    changeSlots,
    changeValues,
    standing: changes.reduce((sum, { stands }) => sum + (stands ? 1 : 0), 0),
    histograms,
    names,
  };
  made.set(history, packed);
  return packed;
}

export function unpack(packed: PackedHistory): History {
  const {
    bands,
    spanCounts,
    spanStates,
    spanSlots,
    changeStates,
    changeSlots,
    changeValues,
    standing,
    histograms,
    names,
    ...rest
  } = packed;
  const { start, step } = rest.slots;
  const timeOf = (slot: number): number => start + slot * step;
  let at = 0;
  const whole = bands.map((band, i): Band => {
    const own: Band['spans'][number][] = [];
    for (const end = at + spanCounts[i]!; at < end; at++) {
      const state = states[spanStates[at]!]!;
      if (state !== 'inactive')
        own.push({ state, from: timeOf(spanSlots[perSpan * at]!), to: timeOf(spanSlots[perSpan * at + 1]!) });
    }
    return { ...band, spans: own };
  });
  const native = new Set(histograms);
  let unnamed = 0;
  const changes = Array.from(changeStates, (state, i): Change => {
    const band = changeSlots[perChange * i + 1]!;
    return {
      atMs: timeOf(changeSlots[perChange * i]!),
      ...(band < 0 ? {} : { band }),
      label: band < 0 ? names[unnamed++]! : whole[band]!.label,
      to: states[state]!,
      activeMs: timeOf(changeSlots[perChange * i + 2]!),
      value: native.has(i) ? 'histogram' : wireValue(changeValues[i]!),
      ...(i >= changeStates.length - standing ? { stands: true as const } : {}),
    };
  });
  return { ...rest, bands: whole, changes };
}

/** The same numbers in half of the room, where they fit: they go with every number that is tried. */
function narrow(numbers: Int32Array): Int16Array | Int32Array {
  const narrowed = new Int16Array(numbers.length);
  for (let i = 0; i < numbers.length; i++) {
    narrowed[i] = numbers[i]!;
    if (narrowed[i] !== numbers[i]) return numbers;
  }
  return narrowed;
}

/** The number of a value; NaN for a native histogram. */
export function numberOf(value: Change['value']): number {
  return value === 'histogram' ? Number.NaN : fromWire(value);
}
