// How often the rule fired as it was written before: on disk, or where the last commit differs, there. Pure; no vscode here.
import type { AskedBacktest } from '../../../server/src/backtest/backtestRule';
import type { BacktestRule } from '../../../server/src/backtest/rule';
import type { RulePreview } from '../../../server/src/lsp/protocol';
import { editOf, nothingTried } from './tune';

/** The alert of a rule in an earlier text, and where that text is. */
export interface WrittenRule {
  readonly where: string;
  readonly rule: BacktestRule;
}

export interface FiringsBefore {
  readonly firings: number;
  /** The rule says something else now. */
  readonly differs: boolean;
}

/** The rule as it was; the first of the texts that says something else counts, or else the first. */
async function read(
  rule: RulePreview,
  written: (rule: RulePreview) => Promise<readonly WrittenRule[]>,
): Promise<WrittenRule | undefined> {
  const now = rule.backtest && JSON.stringify(saidBy(rule.backtest));
  const found = await written(rule);
  return found.find(one => JSON.stringify(saidBy(one.rule)) !== now) ?? found[0];
}

/** Firings of the earlier rule, where the values of this one tell it. In slices. */
function* count(
  before: BacktestRule,
  now: BacktestRule,
  asked: AskedBacktest,
): Generator<void, FiringsBefore | undefined> {
  const isComparable =
    JSON.stringify(partsOf(before)) === JSON.stringify(partsOf(now)) &&
    asked.apart.comparisons.length === before.apart.comparisons.length;
  if (!isComparable) return undefined;
  const { totals } = yield* asked.againInSlices(editOf(before, nothingTried));
  return { firings: totals.firings, differs: JSON.stringify(saidBy(before)) !== JSON.stringify(saidBy(now)) };
}

/** What decides about firing. */
function saidBy({ text, timing }: BacktestRule) {
  return { text, timing };
}

/** What was asked for a rule; with the same parts another threshold needs no new values. */
function partsOf({ leaves, whole, apart, labels }: BacktestRule) {
  const asked = apart.comparisons.length === 0 ? [whole] : leaves;
  return {
    asked,
    condition: apart.condition,
    operators: apart.comparisons.map(({ leaf, scale }) => [leaf, scale]),
    labels,
  };
}

export const firingsBefore = { read, count };
