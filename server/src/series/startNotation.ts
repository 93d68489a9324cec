// Start times of written series, as `up{job="x"}@st -30s+1mx5 _` gives them: offsets to the times of its samples.
// Layer: series (pure). An unofficial part of promtool's notation, which Prometheus' own tests use.
import { excerpt } from '../promql/characters';
import { secondsOf } from '../promql/durations';
import type { Written } from './notation';

/** Offsets in milliseconds by step; undefined where the start is unknown. */
export function readStartOffsets(text: string): Written<{ readonly offsets: readonly (number | undefined)[] }> {
  const offsets: (number | undefined)[] = [];
  for (const { 0: item, index } of text.matchAll(/\S+/g)) {
    const read = readItem(item);
    if (!read) {
      const message = `${excerpt(item)} is no start time; write such as \`-30s\`, \`-30s-1mx5\` or \`_\`.`;
      return { ok: false, problem: { from: index, to: index + item.length, message } };
    }
    offsets.push(...read);
  }
  return { ok: true, offsets };
}

function readItem(item: string): readonly (number | undefined)[] | undefined {
  const gap = /^_(?:x(\d{1,6}))?$/.exec(item);
  if (gap) return new Array<undefined>(Number(gap[1] ?? 1)).fill(undefined);
  const found = /^([+-]?)(\d+[a-wyz]*)(?:([+-])(\d+[a-wyz]+))?(?:x(\d{1,6}))?$/.exec(item);
  if (!found) return undefined;
  const [, sign, base, stepSign, step, times] = found;
  const first = milliseconds(sign, base);
  const growth = step === undefined ? 0 : milliseconds(stepSign, step);
  if (first === undefined || growth === undefined || (step !== undefined && times === undefined)) return undefined;
  return Array.from({ length: Number(times ?? 0) + 1 }, (_, i) => first + i * growth);
}

function milliseconds(sign: string | undefined, text: string | undefined): number | undefined {
  const seconds = secondsOf(text);
  return seconds === undefined ? undefined : Math.round(seconds * 1000) * (sign === '-' ? -1 : 1);
}
