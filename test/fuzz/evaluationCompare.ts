// What an evaluation here and one by Prometheus differ in.
import {
  annotationText,
  evaluateInstant,
  evaluateRange,
  type Outcome,
  type Value,
} from '../../server/src/evaluation/evaluate';
import { formatFloat } from '../../server/src/go/floats';
import { dialect } from '../../server/src/promql/dialect';
import { analyzePromql } from '../../server/src/promql/parser';
import { nodesOf } from '../../server/src/promql/walk';
import { printHistogram } from '../../server/src/series/histogram/histogram';
import { SeriesStore } from '../../server/src/series/store';
import { finish } from '../../server/src/text/slices';
import { loaded } from '../conformance/cases';

/** A query over series; times in seconds. Without a step it is an instant query at `start`. */
export interface Question {
  readonly load: string;
  readonly expr: string;
  readonly start: number;
  readonly end: number;
  readonly step: number;
  readonly features: readonly string[];
  /** Added to the times of the series; seconds. */
  readonly shift?: number;
}

/** The oracle's answer. */
export interface Theirs {
  readonly ok: boolean;
  readonly error?: string;
  readonly errors?: readonly { readonly msg: string }[];
  readonly type?: string;
  readonly string?: string;
  readonly series?: readonly {
    readonly labels: Readonly<Record<string, string>> | null;
    readonly values: readonly (readonly [number, string])[] | null;
  }[];
  readonly warnings?: readonly string[];
  readonly infos?: readonly string[];
}

/** Our outcome, or what our parser says against the expression. */
export type Ours = Outcome | { readonly refused: string };

const stores = new Map<string, SeriesStore>();

/** Series of a `load` block. */
export function storeOf(load: string): SeriesStore {
  let store = stores.get(load);
  if (!store) {
    const [head, ...series] = load.trim().split('\n');
    store = loaded([{ head: head!, series: series.map(line => line.trim()) }]);
    stores.clear();
    stores.set(load, store);
  }
  return store;
}

/** The same series later. */
function shifted(store: SeriesStore, seconds: number): SeriesStore {
  const moved = new SeriesStore();
  for (const series of finish(store.select([])))
    moved.add({ ...series, times: series.times.map(time => time + seconds * 1000) });
  return moved;
}

export function evaluateHere({ load, expr, start, end, step, features, shift }: Question, version = '3.16'): Ours {
  const target = dialect(version, 'all');
  const parsed = analyzePromql(expr, target);
  if (parsed.problems.length > 0) return { refused: parsed.problems[0]!.message };
  const options = {
    dialect: target,
    storageOfTests: true,
    delayedNameRemoval: features.includes('delayed-name-removal'),
    startTimestamps: features.includes('start-timestamps'),
    typeAndUnitLabels: features.includes('type-and-unit'),
  };
  const store = shift === undefined ? storeOf(load) : shifted(storeOf(load), shift);
  const ms = (seconds: number): number => Math.round(seconds * 1000);
  if (!step) return finish(evaluateInstant(parsed.expr, store, ms(start), options));
  return finish(evaluateRange(parsed.expr, store, { start: ms(start), end: ms(end), step: ms(step) }, options));
}

/** Undefined where both say the same. */
export function differenceOf(question: Question, ours: Ours, theirs: Theirs): string | undefined {
  if ('refused' in ours)
    return theirs.errors ? undefined : `we refuse: ${ours.refused}; they say ${theirs.error ?? 'nothing'}`;
  if (theirs.errors) return `they refuse: ${theirs.errors[0]!.msg}`;
  if (!ours.ok) {
    if (theirs.ok) return `we fail: ${ours.error.kind}: ${ours.error.message}`;
    return ours.error.message === theirs.error
      ? undefined
      : `we fail with: ${ours.error.message}\n  they with: ${theirs.error}`;
  }
  if (!theirs.ok) return `they fail: ${theirs.error}`;
  return valuesDiffer(ours, theirs) ?? remarksDiffer(question, ours, theirs);
}

function remarksDiffer({ expr }: Question, ours: Outcome, theirs: Theirs): string | undefined {
  // Upstream doubles this count at every step.
  const known = (text: string): string => text.replace(/over \d+ samples/, 'over some samples');
  const own = [...ours.warnings, ...ours.infos].map(one => known(annotationText(one, expr))).sort();
  const other = [...(theirs.warnings ?? []), ...(theirs.infos ?? [])].map(known).sort();
  if (JSON.stringify(own) === JSON.stringify(other)) return undefined;
  return `remarks\n    ours:   ${own.filter(one => !other.includes(one)).join(' | ')}\n    theirs: ${other.filter(one => !own.includes(one)).join(' | ')}`;
}

function valuesDiffer(ours: Outcome & { readonly ok: true }, theirs: Theirs): string | undefined {
  const { value } = ours;
  if (value.type === 'string')
    return value.text === theirs.string ? undefined : `string ${value.text}, theirs ${theirs.string}`;
  if (value.type !== theirs.type) return `${value.type}, theirs ${theirs.type}`;
  const own = pointsOf(value);
  for (const { labels, values } of theirs.series ?? []) {
    const key = keyOf(labels ?? {});
    const points = own.get(key);
    if (!points)
      return `they have ${key} ${values
        ?.map(([, text]) => text)
        .join(' ')
        .slice(0, 200)}; we ${[...own.keys()].join(' ').slice(0, 200)}`;
    own.delete(key);
    for (const [seconds, text] of values ?? []) {
      const time = value.type === 'matrix' ? Math.round(seconds * 1000) : 0;
      const mine = points.get(time);
      points.delete(time);
      if (mine === undefined) return `${key}: nothing at ${seconds}, theirs ${text}`;
      if (!closeTexts(mine, text)) return `${key} at ${seconds}: ${mine}, theirs ${text}`;
    }
    const [left] = points;
    if (left) return `${key}: we have ${left[1]} at ${left[0] / 1000}, they nothing`;
  }
  const [left] = own.keys();
  return left === undefined ? undefined : `we have ${left}, they have not`;
}

/** Texts of samples by series and time in milliseconds; the time is 0 but in a matrix. */
function pointsOf(value: Value): Map<string, Map<number, string>> {
  const points = new Map<string, Map<number, string>>();
  const put = (labels: string, time: number, text: string): void =>
    void (points.get(labels) ?? points.set(labels, new Map()).get(labels)!).set(time, text);
  if (value.type === 'scalar') put('{}', 0, number(value.value));
  else if (value.type === 'vector') {
    for (const { labels, value: float, histogram } of value.samples)
      put(keyOf(labels.toRecord()), 0, histogram ? printHistogram(histogram) : number(float));
  } else if (value.type === 'matrix') {
    for (const { labels, times, values, histograms } of value.series) {
      times.forEach((time, i) => {
        const histogram = histograms?.[i];
        put(keyOf(labels.toRecord()), time, histogram ? printHistogram(histogram) : number(values[i]!));
      });
    }
  }
  return points;
}

/** Functions whose last digit hangs on the machine. */
const rounded = /^(?:exp|ln|log2|log10|a?(?:sin|cos|tan)h?)$/;

/**
 * Whether the result changes by more than is compared where these functions give the next number: `tan(exp(60))` is what the
 * last digit of `exp` makes of it.
 */
export function hangsOnLastDigit(question: Question): boolean {
  const ours = evaluateHere(question);
  if ('refused' in ours || !ours.ok) return false;
  const edits: { readonly at: number; readonly text: string }[] = [];
  for (const node of nodesOf(analyzePromql(question.expr, dialect('3.16', 'all')).expr)) {
    if (node.kind !== 'call' || !rounded.test(node.func.name)) continue;
    edits.push({ at: node.from, text: '(' }, { at: node.to, text: ' * 1.0000000000000002)' });
  }
  let expr = question.expr;
  for (const { at, text } of edits.sort((a, b) => b.at - a.at)) expr = expr.slice(0, at) + text + expr.slice(at);
  const nudged = evaluateHere({ ...question, expr });
  if ('refused' in nudged || !nudged.ok) return false;
  const [a, b] = [pointsOf(ours.value), pointsOf(nudged.value)];
  if (a.size !== b.size) return true;
  return [...a].some(([key, points]) => {
    const others = b.get(key);
    return (
      others?.size !== points.size ||
      [...points].some(([time, text]) => !others.has(time) || !closeTexts(text, others.get(time)!))
    );
  });
}

function keyOf(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${pairs.map(([name, value]) => `${name}=${JSON.stringify(value)}`).join(',')}}`;
}

function number(value: number): string {
  return formatFloat(value, 'g', -1);
}

/** Numbers equal within 1e-9, relatively; histograms by all numbers in them. */
function closeTexts(a: string, b: string): boolean {
  if (a === b) return true;
  const split = (text: string): readonly string[] => text.split(/([+-]?(?:\d[\d.]*(?:e[+-]?\d+)?|Inf))/);
  const x = split(a);
  const y = split(b);
  return (
    x.length === y.length && x.every((part, i) => part === y[i] || (i % 2 === 1 && close(parse(part), parse(y[i]!))))
  );
}

function parse(text: string): number {
  return Number(text.replace('Inf', 'Infinity'));
}

function close(a: number, b: number): boolean {
  if (a === b) return true;
  return Math.abs(a - b) <= 1e-9 * Math.max(Math.abs(a), Math.abs(b));
}
