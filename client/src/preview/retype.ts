// A rule with other numbers inside of its parts, as it would be asked. Pure; no vscode here.
import type { AskedPart, BacktestRule } from '../../../server/src/backtest/rule';
import type { RulePreview } from '../../../server/src/lsp/protocol';
import { applyEdits } from '../../../server/src/text/edits';
import type { TextEdit } from '../../../server/src/text/textMap';
import { numbersOf } from './tune';

/**
 * The rule with the numbers in place of those that stand at their keys, but for those at `free`, which need no new values. Places
 * stay those of the rule as it is written, by which numbers and comparisons are known.
 */
export function retyped(
  rule: RulePreview,
  numbers: ReadonlyMap<number, string>,
  free: ReadonlySet<number>,
): RulePreview {
  const edits = numbersOf(rule).flatMap(({ at }): readonly TextEdit[] => {
    const newText = free.has(at.from) ? undefined : numbers.get(at.from);
    return newText === undefined ? [] : [{ ...at, newText }];
  });
  if (edits.length === 0) return rule;
  const written = (text: string, from: number): string => applyEdits(text, within(edits, from, text.length));
  const { backtest } = rule;
  return {
    ...rule,
    expr: written(rule.expr, 0),
    conditions: rule.conditions.map(one => ({
      ...one,
      left: written(one.left, one.leftAt),
      right: written(one.right, one.at.from),
    })),
    ...(backtest ? { backtest: retypedBacktest(backtest, edits) } : {}),
  };
}

function retypedBacktest(rule: BacktestRule, edits: readonly TextEdit[]): BacktestRule {
  const text = applyEdits(rule.text, edits);
  return {
    ...rule,
    text,
    // What the server has loaded is another rule.
    printed: text,
    apart: {
      ...rule.apart,
      comparisons: rule.apart.comparisons.map(one => {
        const edit = edits.find(({ from }) => from === one.from);
        return edit ? { ...one, threshold: Number(edit.newText) } : one;
      }),
      leaves: rule.apart.leaves.map(leaf => ({
        ...leaf,
        text: applyEdits(leaf.text, within(edits, leaf.from, leaf.text.length)),
      })),
    },
    leaves: rule.leaves.map((part, i) => retypedPart(part, rule.apart.leaves[i]!.from, edits)),
    whole: retypedPart(rule.whole, 0, edits),
  };
}

function retypedPart({ text, delays, single }: AskedPart, from: number, edits: readonly TextEdit[]): AskedPart {
  const own = within(edits, from, text.length);
  const longer = (at: number): number =>
    own.reduce((sum, edit) => (edit.to <= at ? sum + edit.newText.length - (edit.to - edit.from) : sum), 0);
  return { text: applyEdits(text, own), delays: delays.map(at => at + longer(at)), single };
}

/** The edits inside of a text of this length that stands at `from`, as edits of that text. */
function within(edits: readonly TextEdit[], from: number, length: number): readonly TextEdit[] {
  return edits
    .filter(edit => edit.from >= from && edit.to <= from + length)
    .map(edit => ({ ...edit, from: edit.from - from, to: edit.to - from }));
}
