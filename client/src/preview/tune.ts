// Numbers and durations that a person tries out in the place of those of a rule. Pure; no vscode here.
import type { BacktestEdit } from '../../../server/src/backtest/backtestRule';
import type { BacktestRule } from '../../../server/src/backtest/rule';
import type { InnerNumber, RuleChange } from '../../../server/src/features/previewShapes';
import type { RulePreview } from '../../../server/src/lsp/protocol';
import { parseDuration } from '../../../server/src/promql/durations';
import { lengthText } from '../../../server/src/text/length';
import type { Tune } from './fromWebview';
import type { Tuning } from './messages';
import { shorten } from './views';

/** What is tried: numbers by where they stand in the expression, durations as they would be written. */
export interface Tried {
  readonly numbers: ReadonlyMap<number, string>;
  readonly for?: string;
  readonly keepFiringFor?: string;
  /** Number of the page's trial. */
  readonly turn?: number;
}

export const nothingTried: Tried = { numbers: new Map() };

/** What is tried after another change; what is as it is written is not tried. */
export function tryOut(before: Tried, tune: Tune, rule: RulePreview): Tried {
  const numbers = new Map(before.numbers);
  for (const { at, text } of tune.thresholds ?? []) numbers.set(at, text);
  for (const { at, value } of numbersOf(rule)) if (Number(numbers.get(at.from)) === value) numbers.delete(at.from);
  const { timing } = rule;
  const hold = lengthOf(tune.for ?? before.for, timing.for);
  const keep = lengthOf(tune.keepFiringFor ?? before.keepFiringFor, timing.keepFiringFor);
  return {
    numbers,
    ...(hold === undefined ? {} : { for: hold }),
    ...(keep === undefined ? {} : { keepFiringFor: keep }),
    ...(tune.turn === undefined ? {} : { turn: tune.turn }),
  };
}

/** The numbers of a rule that can be tried, in the order in which they are written. */
export function numbersOf({ conditions, numbers }: RulePreview): readonly InnerNumber[] {
  const thresholds = conditions.flatMap(({ op, left, threshold, at }): readonly InnerNumber[] =>
    threshold === undefined ? [] : [{ label: `${shorten(left.replace(/\s+/g, ' '), 56)} ${op}`, at, value: threshold }],
  );
  return [...thresholds, ...numbers].sort((a, b) => a.at.from - b.at.from);
}

/** A duration that differs from what is written. */
function lengthOf(text: string | undefined, written: number): string | undefined {
  const ms = text === undefined ? undefined : msOf(text);
  return ms === undefined || ms === written ? undefined : text;
}

function msOf(text: string): number | undefined {
  const read = parseDuration(text);
  return 'seconds' in read ? Math.round(read.seconds * 1000) : undefined;
}

/** The part of the panel's state that shows it; undefined for a rule without anything to try. */
export function tuningOf(rule: RulePreview, tried: Tried, refused?: string): Tuning | undefined {
  if (rule.kind !== 'alert' || !rule.backtest) return undefined;
  const thresholds = numbersOf(rule).map(({ label, at, value }) => {
    const said = rule.expr.slice(at.from, at.to).trim();
    // Arithmetic such as `90 / 100` is written as it is, and tried as its result.
    const written = Number(said) === value ? said : String(value);
    const text = tried.numbers.get(at.from) ?? written;
    return { at: at.from, label, text, written, value: Number(text) };
  });
  const writtenFor = lengthText(rule.timing.for);
  const writtenKeepFiringFor = lengthText(rule.timing.keepFiringFor);
  return {
    thresholds,
    for: tried.for ?? writtenFor,
    keepFiringFor: tried.keepFiringFor ?? writtenKeepFiringFor,
    writtenFor,
    writtenKeepFiringFor,
    changed: isTried(tried),
    ...(refused === undefined ? {} : { refused }),
    ...(tried.turn === undefined ? {} : { turn: tried.turn }),
  };
}

export function isTried({ numbers, for: hold, keepFiringFor }: Tried): boolean {
  return numbers.size > 0 || hold !== undefined || keepFiringFor !== undefined;
}

/** What is tried as an edit of a backtest of the rule, whose parts must be the ones that were asked. */
export function editOf(rule: BacktestRule, tried: Tried): Required<BacktestEdit> {
  return {
    comparisons: rule.apart.comparisons.map(one => {
      const text = tried.numbers.get(one.from);
      return text === undefined ? one : { ...one, threshold: Number(text) };
    }),
    timing: {
      ...rule.timing,
      ...(tried.for === undefined ? {} : { for: msOf(tried.for)! }),
      ...(tried.keepFiringFor === undefined ? {} : { keepFiringFor: msOf(tried.keepFiringFor)! }),
    },
  };
}

/** What is tried as a change of the document. */
export function changeOf(rule: RulePreview, tried: Tried): RuleChange {
  const numbers = numbersOf(rule).flatMap(({ at }) => {
    const text = tried.numbers.get(at.from);
    return text === undefined ? [] : [{ ...at, text }];
  });
  return {
    ...(numbers.length > 0 ? { numbers } : {}),
    ...(tried.for === undefined ? {} : { for: tried.for }),
    ...(tried.keepFiringFor === undefined ? {} : { keepFiringFor: tried.keepFiringFor }),
  };
}
