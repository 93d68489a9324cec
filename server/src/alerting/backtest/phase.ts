// When Prometheus evaluates a group: at multiples of its interval plus a phase that is made of its file and its name.
// Layer: alerting (pure). The source is Group.EvalTimestamp of Prometheus' rules/group.go; the bytes that are hashed are those of
// its label sets, of which there are three forms in use.
import { utf8 } from '../../go/utf8';
import { xxhash64 } from './xxhash64';

/** A group as a server has loaded it. */
export interface GroupIdentity {
  /** The path as the server loaded it. */
  readonly file: string;
  readonly name: string;
  /** Milliseconds. */
  readonly interval: number;
}

/**
 * Phases that a group may have, in milliseconds below its interval, each once: that of official builds since 3.5 first, then that
 * of builds from 2.44 on, then that of older ones and of distributions that keep labels as lists.
 */
export function groupPhases(group: GroupIdentity): readonly number[] {
  return [...new Set(phasesByForm(group))];
}

/** The same by the three forms, equal ones repeated; none where the group has no interval. */
function phasesByForm({ file, name, interval }: GroupIdentity): readonly number[] {
  const strings = ['file', file, 'name', name].map(utf8);
  const nanoseconds = BigInt(Math.round(interval * 1e6));
  if (nanoseconds <= 0n) return [];
  return [shortSized, varintSized, separated].map(write => {
    const phase = xxhash64(Uint8Array.from(strings.flatMap(write))) % nanoseconds;
    // Times of queries are whole milliseconds.
    return Number(phase / 1_000_000n);
  });
}

/**
 * The phase that a group will have on a server, from the groups that it evaluates: they tell which form it uses. That of official
 * builds where they tell nothing.
 */
export function comingPhase(
  group: GroupIdentity,
  evaluated: readonly (GroupIdentity & { readonly lastEvaluation?: number })[],
): number {
  const fits = [0, 0, 0];
  for (const other of evaluated) {
    const { lastEvaluation, interval } = other;
    if (lastEvaluation === undefined) continue;
    for (const [form, phase] of phasesByForm(other).entries()) {
      if (latenessOf(phase, lastEvaluation, interval) < Math.min(lateness, interval / 4)) fits[form]!++;
    }
  }
  return phasesByForm(group)[fits.indexOf(Math.max(...fits))] ?? 0;
}

/** One byte for a length below 255, else that byte and three more. */
function shortSized(bytes: readonly number[]): readonly number[] {
  const { length } = bytes;
  const size = length < 255 ? [length] : [255, length & 255, (length >> 8) & 255, (length >> 16) & 255];
  return [...size, ...bytes];
}

function varintSized(bytes: readonly number[]): readonly number[] {
  const size: number[] = [];
  let rest = bytes.length;
  for (; rest >= 128; rest >>= 7) size.push((rest & 127) | 128);
  return [...size, rest, ...bytes];
}

function separated(bytes: readonly number[]): readonly number[] {
  return [...bytes, 255];
}

/** How late an evaluation may begin after its slot and still tell which phase it has, in milliseconds. */
const lateness = 1_000;

/**
 * The phase of a group that a server evaluates, from the time at which its last evaluation began (milliseconds since the epoch,
 * some milliseconds after its slot): a phase of `groupPhases` where one fits, else the time itself, which `exact` then denies.
 */
export function loadedPhase(
  group: GroupIdentity,
  lastEvaluation: number,
): { readonly phase: number; readonly exact: boolean } {
  const { interval } = group;
  const late = (phase: number): number => latenessOf(phase, lastEvaluation, interval);
  const [best] = [...groupPhases(group)].sort((a, b) => late(a) - late(b));
  if (best !== undefined && late(best) < Math.min(lateness, interval / 4)) return { phase: best, exact: true };
  return { phase: Math.floor(lastEvaluation) % interval, exact: false };
}

/** How long after the slot before it a time lies, in milliseconds. */
function latenessOf(phase: number, time: number, interval: number): number {
  return (((time - phase) % interval) + interval) % interval;
}
