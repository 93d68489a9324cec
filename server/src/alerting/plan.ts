// Which rules may be evaluated at all times at once, and which only time by time. Layer: alerting (pure).
//
// A rule may where nothing that it reads depends on the order of evaluations: it reads no rule that comes after it (or itself),
// whose samples it would see one evaluation late, and nothing of the future.
import type { Expr, OffsetModifier } from '../promql/ast';
import { metricName } from '../promql/inspect';
import { nodesOf } from '../promql/walk';
import type { RunnableRule } from './runnable';

/** A rule in the order of evaluation, with whether its labels or annotations ask for queries. */
export interface PlannedRule {
  readonly rule: RunnableRule;
  readonly queries: boolean;
  /** Alerts or series that it may give; 0 for any number. */
  readonly limit: number;
}

/** Names of the series that alerts write. */
export const alertSeries: readonly string[] = ['ALERTS', 'ALERTS_FOR_STATE'];

export interface Plan {
  /** Of each rule whether it may be evaluated at all times at once. */
  readonly rules: readonly boolean[];
  /** Whether one of them may read the series that alerts write. */
  readonly readsAlerts: boolean;
}

/** How many rules are looked at between two pauses. */
const rulesPerSlice = 256;

/**
 * Plans the rules; in slices. `alike` are the names that several alerts have: what one of them writes may be refused because of
 * the other.
 */
export function* plan(rules: readonly PlannedRule[], alike: ReadonlySet<string>): Generator<void, Plan> {
  const reads: (ReadonlySet<string> | undefined)[] = [];
  for (const { rule } of rules) {
    reads.push(namesRead(rule.expr));
    if (reads.length % rulesPerSlice === 0) yield;
  }
  const readsAlerts = reads.some(isOfAlerts);
  // What a query in a template reads is not known.
  for (const [i, { queries }] of rules.entries()) if (queries) reads[i] = undefined;
  const gives = rules.map(({ rule }) => (rule.kind === 'record' ? [rule.name] : alertSeries));
  const late = yield* lateOnes(reads, gives);
  const slow = new Set<string>();
  const atOnce: boolean[] = [];
  // Who reads what is written time by time has to wait for it; that comes before the reader.
  for (const [i, { rule, limit }] of rules.entries()) {
    const alone = rule.kind === 'alert' ? !alike.has(rule.name) : limit === 0;
    const names = reads[i];
    const waits = names === undefined ? slow.size > 0 : [...names].some(name => slow.has(name));
    atOnce.push(alone && !late[i] && !waits && !looksAhead(rule.expr));
    if (!atOnce[i]) for (const name of gives[i]!) slow.add(name);
    if (i % rulesPerSlice === 0) yield;
  }
  return { rules: atOnce, readsAlerts };
}

/** Names of what each rule reads; undefined where it may read anything. */
type Reads = readonly (ReadonlySet<string> | undefined)[];

/** Which rules read what they themselves or later ones write, and which are read by themselves or by earlier ones. */
function* lateOnes(reads: Reads, gives: readonly (readonly string[])[]): Generator<void, readonly boolean[]> {
  const lastWriter = new Map<string, number>();
  const firstReader = new Map<string, number>();
  let firstOfAny = Number.POSITIVE_INFINITY;
  for (const [i, names] of reads.entries()) {
    for (const name of gives[i]!) lastWriter.set(name, i);
    if (names === undefined) firstOfAny = Math.min(firstOfAny, i);
    else for (const name of names) if (!firstReader.has(name)) firstReader.set(name, i);
    if (i % rulesPerSlice === 0) yield;
  }
  const late: boolean[] = [];
  for (const [i, names] of reads.entries()) {
    const readsLate = names === undefined || [...names].some(name => (lastWriter.get(name) ?? -1) >= i);
    late.push(readsLate || firstOfAny <= i || gives[i]!.some(name => (firstReader.get(name) ?? i + 1) <= i));
    if (i % rulesPerSlice === 0) yield;
  }
  return late;
}

/** Names of the metrics that an expression reads; undefined where they may be any. */
function namesRead(expr: Expr): ReadonlySet<string> | undefined {
  const names = new Set<string>();
  for (const node of nodesOf(expr)) {
    if (node.kind === 'call' && node.func.name === 'info') return undefined;
    if (node.kind !== 'selector') continue;
    const name = metricName(node);
    if (name === undefined) return undefined;
    names.add(name);
  }
  return names;
}

/** Whether an expression may read the series that alerts write. */
export function readsOfAlerts(expr: Expr): boolean {
  return isOfAlerts(namesRead(expr));
}

function isOfAlerts(names: ReadonlySet<string> | undefined): boolean {
  return names === undefined || alertSeries.some(name => names.has(name));
}

/** Functions of the query and not of the time that is evaluated. */
const ofQuery: ReadonlySet<string> = new Set(['start', 'end', 'step', 'range']);

function looksAhead(expr: Expr): boolean {
  return nodesOf(expr).some(node => {
    switch (node.kind) {
      case 'call':
        return ofQuery.has(node.func.name);
      case 'matrix':
        return node.range.kind !== 'number';
      case 'selector':
        return node.at !== undefined || isAhead(node.offset) || node.extend !== undefined;
      case 'subquery':
        return node.at !== undefined || isAhead(node.offset) || node.range.kind !== 'number';
      default:
        return false;
    }
  });
}

function isAhead(offset: OffsetModifier | undefined): boolean {
  if (!offset) return false;
  return offset.duration.kind !== 'number' || offset.duration.value < 0;
}
