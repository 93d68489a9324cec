// Makes a unit test of an alert: series over which it fires, found by trying, with what it then says; proven by running it.
// Layer: unittest (pure).
import { AlertState } from '../../alerting/clock';
import { type ReadGroup, readingGroups } from '../../alerting/readGroups';
import type { RunnableAlert } from '../../alerting/runnable';
import { openDocument } from '../../model/document';
import { readTestFile, sorted } from '../../model/testFile';
import type { DurationExpr, Expr, OffsetModifier } from '../../promql/ast';
import type { Dialect } from '../../promql/dialect';
import { formatDuration } from '../../promql/durations';
import { nodesOf } from '../../promql/walk';
import { passes } from '../results';
import { type RuleDocument, runTestFile } from '../runFile';
import { runTest, type TestRun } from '../runTest';
import { inlined } from './inlined';
import { inputsOf } from './inputs';
import { type Found, search } from './search';
import { type Shape, type Span, shapesOf, thresholdsOf } from './shapes';
import { type WrittenCheck, type WrittenTest, writeTest } from './written';

/** What a test is made for. */
export interface TestRequest {
  /** The rule files that the test will load; the first alert of that name in `file` and `group` is meant. */
  readonly rules: readonly RuleDocument[];
  readonly file: string;
  readonly group: string;
  readonly alert: string;
  readonly dialect: Dialect;
  /** Milliseconds between two evaluations of the file that the test will stand in. */
  readonly evaluationInterval: number;
}

export interface CreatedTest {
  /** Items of `tests`: one in which the alert fires, and one in which it stays silent where such series were found. */
  readonly tests: readonly WrittenTest[];
  /** Seconds after which it fires. */
  readonly firesAt: number;
}

/** Series that are there already, such as those of a simulated cluster, for a time that begins at 0. */
export interface GivenSeries {
  readonly series: readonly Shape[];
  /** Seconds between two samples, and when the alert fires at the latest. */
  readonly interval: number;
  readonly end: number;
}

/** Makes the test of series that are given, in slices; a text says why there is none. */
export function* createTestOf(request: TestRequest, given: GivenSeries): Generator<void, CreatedTest | string> {
  const rule = alertOf(request, yield* readGroupsOf(request));
  if (!rule) return noAlert;
  return yield* proven(request, rule, { firing: given.series }, given.interval, given.end);
}

/** Longer tests are not made: so many samples of a series. */
const mostSteps = 20_000;

/** Distances between samples that people write, in seconds. */
const intervals = [300, 60, 30, 15, 10, 5, 1] as const;

/** Makes the test, in slices; a text says why there is none. */
export function* createTest(request: TestRequest): Generator<void, CreatedTest | string> {
  const { dialect, evaluationInterval } = request;
  const read = yield* readGroupsOf(request);
  const groups = read.map(({ group }) => group);
  const rule = alertOf(request, read);
  if (!rule) return noAlert;
  const step = evaluationInterval / 1000;
  const expr = inlined(rule.expr, groups, step);
  const inputs = inputsOf(expr, labelsShown(rule));
  if (!inputs) return 'No series could be found that the matchers of this expression let through.';
  const hold = rule.for / 1000;
  const window = lookback(expr);
  const from = Math.ceil(window / step) * step + step;
  const interval = intervalFor(expr, window);
  const steps = Math.ceil((from + hold + 2 * step) / interval);
  if (steps > mostSteps)
    return `The expression looks back over ${formatDuration(window)}, which is too long for a test.`;
  const span: Span = { steps, interval, window: shortestRange(expr) ?? 0 };
  const thresholds = thresholdsOf(expr);
  const found = yield* search(
    expr,
    inputs.map(input => shapesOf(input, thresholds, span)),
    span,
    { from: from * 1000, to: (from + hold) * 1000, step: evaluationInterval },
    { dialect, subqueryStep: evaluationInterval },
  );
  if (!found) return 'No simple series were found over which this alert fires; write its test by hand.';
  return yield* proven(request, rule, found, interval, from + hold + step);
}

const noAlert = 'There is no alert here that can be evaluated.';

interface PlacedGroup extends ReadGroup {
  readonly file: string;
}

function* readGroupsOf({ rules, dialect }: TestRequest): Generator<void, readonly PlacedGroup[]> {
  const read: PlacedGroup[] = [];
  for (const { file, document } of rules) {
    for (const group of yield* readingGroups(document, dialect)) read.push({ ...group, file });
  }
  return read;
}

function alertOf(request: TestRequest, read: readonly PlacedGroup[]): RunnableAlert | undefined {
  return read
    .filter(({ file, group }) => file === request.file && group.name === request.group)
    .flatMap(({ rules: inGroup }) => inGroup.map(one => one.rule))
    .find((one): one is RunnableAlert => one.kind === 'alert' && one.name === request.alert);
}

/** The tests with what the alert says in them, where they hold. */
function* proven(
  request: TestRequest,
  rule: RunnableAlert,
  { firing, silent }: Found,
  interval: number,
  end: number,
): Generator<void, CreatedTest | string> {
  const { alert, evaluationInterval } = request;
  const step = evaluationInterval / 1000;
  const test: WrittenTest = {
    name: `${alert} fires`,
    interval,
    series: firing,
    checks: [{ alertname: alert, at: end, expected: [] }],
  };
  const { run } = yield* tried(request, test);
  const own = run?.alerts.filter(one => one.rule.name === alert) ?? [];
  const slots = run?.slots.count ?? 0;
  const fires = (slot: number) =>
    own.flatMap(one =>
      one.instances
        .filter(({ states }) => states[slot] === AlertState.firing)
        .map(instance => ({
          labels: [...instance.labels].filter(([name]) => name !== 'alertname'),
          annotations: sorted(one.annotationsAt(instance, slot)),
        })),
    );
  let slot = 0;
  while (slot < slots && fires(slot).length === 0) slot++;
  if (slot === slots) return 'The alert does not fire over the series that were found; write its test by hand.';
  const checks: WrittenCheck[] = [{ alertname: alert, at: slot * step, expected: fires(slot) }];
  if (rule.for > 0 && slot > 0) checks.unshift({ alertname: alert, at: (slot - 1) * step, expected: [] });
  const tests: WrittenTest[] = [{ ...test, checks }];
  if (silent) {
    const quiet = { ...test, name: `${alert} stays silent`, series: silent };
    if (yield* holds(request, [quiet])) tests.push(quiet);
  }
  if (!(yield* holds(request, tests))) return 'What this alert says changes from run to run; write its test by hand.';
  return { tests, firesAt: slot * step };
}

/** The text of a file with nothing but some tests. */
function fileOf(tests: readonly WrittenTest[], evaluationInterval: number): string {
  return `evaluation_interval: ${formatDuration(evaluationInterval / 1000)}\ntests:\n${tests.map(one => writeTest(one)).join('')}`;
}

function* tried({ rules, dialect, evaluationInterval }: TestRequest, test: WrittenTest): Generator<void, TestRun> {
  const [root] = openDocument(fileOf([test], evaluationInterval)).roots;
  const file = readTestFile(root?.node);
  const groups = [];
  for (const { document } of rules) for (const { group } of yield* readingGroups(document, dialect)) groups.push(group);
  return yield* runTest(file.tests[0]!, file, { groups, dialect });
}

/** Whether tests hold as they will stand in a file. */
function* holds(
  { rules, dialect, evaluationInterval }: TestRequest,
  tests: readonly WrittenTest[],
): Generator<void, boolean> {
  const [root] = openDocument(fileOf(tests, evaluationInterval)).roots;
  if (root?.kind !== 'unit-test') return false;
  const result = yield* runTestFile(root, rules, dialect);
  return result.tests.length === tests.length && result.tests.every(passes);
}

/** Labels that the texts of an alert show. */
function labelsShown({ labels, annotations }: RunnableAlert): readonly string[] {
  const own = new Set(labels.map(({ name }) => name));
  return [...labels, ...annotations]
    .flatMap(({ text }) => [...text.matchAll(/(?:\$labels|\.Labels)\.(\w+)/g)].map(([, name]) => name!))
    .filter(name => !own.has(name));
}

/** How far back an expression looks, in seconds. */
export function lookback(expr: Expr): number {
  switch (expr.kind) {
    case 'selector':
      return offset(expr.offset);
    case 'matrix':
      return seconds(expr.range) + offset(expr.selector.offset);
    case 'subquery':
      return seconds(expr.range) + offset(expr.offset) + lookback(expr.expr);
    case 'paren':
    case 'unary':
    case 'aggregate':
      return lookback(expr.expr);
    case 'call':
      return Math.max(0, ...expr.args.map(lookback));
    case 'binary':
      return Math.max(lookback(expr.lhs), lookback(expr.rhs));
    default:
      return 0;
  }
}

function offset(modifier: OffsetModifier | undefined): number {
  return modifier ? Math.max(0, seconds(modifier.duration)) : 0;
}

function seconds(duration: DurationExpr): number {
  return duration.kind === 'number' ? duration.value : 0;
}

function shortestRange(expr: Expr): number | undefined {
  const ranges = nodesOf(expr).flatMap(node => (node.kind === 'matrix' ? [seconds(node.range)] : []));
  return ranges.length > 0 ? Math.min(...ranges) : undefined;
}

/** Seconds between two samples: few enough in the shortest range, and not too many in all. */
export function intervalFor(expr: Expr, window: number): number {
  const most = Math.min(window > 86_400 ? 300 : 60, (shortestRange(expr) ?? 240) / 4);
  return intervals.find(one => one <= most) ?? 1;
}
