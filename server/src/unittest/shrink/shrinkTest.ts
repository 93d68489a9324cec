// Makes a unit test smaller: fewer series, fewer and plainer samples. Every alert and expression that it looks at ends as
// before, and what its rules do at these times stays the same. Layer: unittest (pure).
import { AlertState } from '../../alerting/clock';
import { readingGroups } from '../../alerting/readGroups';
import type { RunnableGroup } from '../../alerting/runnable';
import type { InputSeries, TestFile, TestGroup } from '../../model/testFile';
import type { Dialect } from '../../promql/dialect';
import { readSeries, type WrittenValue } from '../../series/notation';
import type { TextEdit } from '../../text/textMap';
import type { YamlNode, YamlScalar } from '../../yaml/node';
import type { RuleDocument } from '../runFile';
import { runTest, type TestRun } from '../runTest';
import { written } from './notation';

export interface ShrinkRequest {
  readonly file: TestFile;
  readonly test: TestGroup;
  readonly rules: readonly RuleDocument[];
  readonly dialect: Dialect;
}

export interface ShrunkTest {
  /** The series that stay, with their values. */
  readonly series: readonly InputSeries[];
  readonly before: Size;
  readonly after: Size;
}

/** How large the series of a test are. */
export interface Size {
  readonly series: number;
  readonly samples: number;
}

/** How often a test is run at most. */
const mostRuns = 400;

/** A series that is being made smaller. */
interface Shrinking {
  readonly input: InputSeries;
  readonly name: string;
  readonly values: readonly WrittenValue[];
  /** As they are written in the file. */
  readonly original: readonly WrittenValue[];
}

/** Shrinks a test, in slices; a text says why it cannot be. */
export function* shrinkTest(request: ShrinkRequest): Generator<void, ShrunkTest | string> {
  const read = readInputs(request.test.series);
  if (typeof read === 'string') return read;
  const groups: RunnableGroup[] = [];
  for (const { document } of request.rules) {
    for (const { group } of yield* readingGroups(document, request.dialect)) groups.push(group);
  }
  const shrinker = new Shrinker(request, groups, read);
  return yield* shrinker.run();
}

function readInputs(inputs: readonly InputSeries[]): readonly Shrinking[] | string {
  const read: Shrinking[] = [];
  for (const input of inputs) {
    const text = `${input.series} ${input.values}`;
    if (text.includes('\n') || /@st\s/.test(text)) return 'This test has series in a notation that is not shrunk.';
    const series = readSeries(text.trim());
    if (!series.ok) return `A series of this test cannot be read: ${series.problem.message}`;
    const { labels, values } = series;
    read.push({ input, name: labels.get('__name__'), values, original: values });
  }
  return read;
}

class Shrinker {
  private runs = 0;

  constructor(
    private readonly request: ShrinkRequest,
    private readonly groups: readonly RunnableGroup[],
    private kept: readonly Shrinking[],
  ) {}

  *run(): Generator<void, ShrunkTest | string> {
    const before = sizeOf(this.kept);
    const wanted = yield* this.verdict(this.kept);
    if (wanted === undefined) return 'This test does not run; mend that first.';
    yield* this.dropSeries(wanted);
    for (let i = 0; i < this.kept.length && !this.isSpent; i++) yield* this.cutBehind(i, wanted);
    for (let i = 0; i < this.kept.length && !this.isSpent; i++) yield* this.flatten(i, wanted);
    const series = this.kept.map(({ input, values, original }) => ({
      ...input,
      values: values === original ? input.values : written(values),
    }));
    return { series, before, after: sizeOf(this.kept) };
  }

  /** Leaves out series by halves, then one by one; the last one of each metric stays, or a test of silence would say nothing. */
  private *dropSeries(wanted: string): Generator<void, void> {
    for (let size = Math.ceil(this.kept.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
      for (let from = 0; from < this.kept.length && !this.isSpent; ) {
        const rest = this.kept.filter((_, i) => i < from || i >= from + size);
        const gone = this.kept.slice(from, from + size);
        const names = new Set(rest.map(({ name }) => name));
        if (gone.every(({ name }) => names.has(name)) && (yield* this.keeps(rest, wanted))) this.kept = rest;
        else from += size;
      }
    }
  }

  /** Ends a series as early as that makes no difference. */
  private *cutBehind(at: number, wanted: string): Generator<void, void> {
    let [least, most] = [1, this.kept[at]!.values.length];
    while (least < most) {
      const middle = (least + most) >> 1;
      if (yield* this.replaces(at, this.kept[at]!.values.slice(0, middle), wanted)) most = middle;
      else least = middle + 1;
    }
  }

  /** Gives a series one value or one slope, where that makes no difference. */
  private *flatten(at: number, wanted: string): Generator<void, void> {
    const { values } = this.kept[at]!;
    const numbers = values.filter((value): value is number => typeof value === 'number' && Number.isFinite(value));
    const [first, last] = [numbers[0], numbers.at(-1)];
    if (first === undefined || last === undefined || values.every(value => Object.is(value, first))) return;
    const slope = Math.round((last - first) / Math.max(1, values.length - 1));
    for (const plain of [first, last, Math.max(...numbers.slice(0, 1000)), Math.min(...numbers.slice(0, 1000))]) {
      if (
        yield* this.replaces(
          at,
          values.map(() => plain),
          wanted,
        )
      )
        return;
    }
    if (slope !== 0)
      yield* this.replaces(
        at,
        values.map((_, i) => first + i * slope),
        wanted,
      );
  }

  private *replaces(at: number, values: readonly WrittenValue[], wanted: string): Generator<void, boolean> {
    const changed = this.kept.map((one, i) => (i === at ? { ...one, values } : one));
    if (!(yield* this.keeps(changed, wanted))) return false;
    this.kept = changed;
    return true;
  }

  private get isSpent(): boolean {
    return this.runs >= mostRuns;
  }

  private *keeps(series: readonly Shrinking[], wanted: string): Generator<void, boolean> {
    if (this.isSpent) return false;
    this.runs++;
    return (yield* this.verdict(series)) === wanted;
  }

  /** What must stay: how each case ends, and what the alerts that it is about do then; undefined where the test does not run. */
  private *verdict(series: readonly Shrinking[]): Generator<void, string | undefined> {
    const { test, file, dialect } = this.request;
    const inputs = series.map(({ input, values }) => ({ ...input, values: written(values) }));
    const tried = yield* runTest({ ...test, series: inputs }, file, { groups: this.groups, dialect });
    if (tried.result.faults.length > 0) return undefined;
    return JSON.stringify([
      tried.result.cases.map(({ failure }) => failure?.kind ?? 'holds'),
      statesOf(tried, test, file.evaluationInterval),
    ]);
  }
}

/** How many alerts are pending and how many fire, for each alert that is looked at. */
function statesOf({ run }: TestRun, { alertTests }: TestGroup, step: number): readonly unknown[] {
  return alertTests.map(({ alertname, evalTime }) => {
    const slot = Math.floor(evalTime / step);
    const states = (run?.alerts ?? [])
      .filter(({ rule }) => rule.name === alertname)
      .flatMap(({ instances }) => instances.map(one => one.states[slot]));
    return [AlertState.pending, AlertState.firing].map(state => states.filter(one => one === state).length);
  });
}

function sizeOf(series: readonly Shrinking[]): Size {
  const samples = series.reduce((sum, { values }) => sum + values.filter(value => value !== undefined).length, 0);
  return { series: series.length, samples };
}

/** The edits of a file's text that leave of a test's series what was kept; undefined where they cannot be made for certain. */
export function shrinkEdits(text: string, test: TestGroup, { series }: ShrunkTest): readonly TextEdit[] | undefined {
  const kept = new Map<YamlNode, InputSeries>(series.map(one => [one.node, one]));
  const edits: TextEdit[] = [];
  for (const input of test.series) {
    const stays = kept.get(input.node);
    const { values } = input.written;
    if (!stays) {
      const edit = withoutItem(text, input.node);
      if (!edit) return undefined;
      edits.push(edit);
    } else if (stays.values !== input.values) {
      if (!values || values.absent || isShared(values, input.node)) return undefined;
      edits.push({ from: values.from, to: values.to, newText: `'${stays.values}'` });
    }
  }
  return edits;
}

/** Whether a value of an item is, or may be, that of another one too. */
function isShared(value: YamlScalar, item: YamlNode): boolean {
  return value.anchor !== undefined || value.from < item.from || value.to > item.to;
}

/** An item of a block list with its line. */
function withoutItem(text: string, node: YamlNode): TextEdit | undefined {
  const lineStart = text.lastIndexOf('\n', node.from - 1) + 1;
  if (!/^ *- +$/.test(text.slice(lineStart, node.from))) return undefined;
  const end = text.indexOf('\n', text.slice(0, node.to).trimEnd().length);
  return { from: lineStart, to: end < 0 ? text.length : end + 1, newText: '' };
}
