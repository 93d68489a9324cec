// Two rules of a file with the same name, expression and labels. Names are compared first, so a file of many different
// rules costs next to nothing. Layer: checks.
import { type Located, outerSource } from '../../analysis/source';
import type { PlacedRule } from '../../model/ruleFile';
import { hashesOf, repetitionsIn } from '../../text/repeated';
import { follow } from '../../yaml/path';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'rules/duplicate-rule',
  summary: 'The same rule stands twice.',
  severity: 'warning',
  since: '0.1.0',
  awaits: 'item',
  on: 'ruleFile',
  pint: ['rule/duplicate'],
  messages: { duplicate: '`{name}` stands twice with the same expression and labels; remove one of the two.' },
  run({ root, groups }, ctx) {
    const hashes = groups.map(({ list, rules }) =>
      ctx.ofPart(list ?? rules, () => hashesOf(rules.map(placed => nameOf(placed)?.value ?? ''))),
    );
    const mayRepeat = repetitionsIn(hashes);
    if (!mayRepeat) return;
    const source = outerSource(root.region.text);
    // By signature only where a name comes again.
    const byName = new Map<string, PlacedRule | Map<string, PlacedRule>>();
    for (let at = 0; at < groups.length; at++) {
      const ofGroup = hashes[at]!;
      for (let i = 0; i < ofGroup.length; i++) {
        if (!mayRepeat(ofGroup[i]!)) continue;
        const placed = groups[at]!.rules[i]!;
        const name = nameOf(placed);
        if (!name?.value || !placed.rule.expr) continue;
        const known = byName.get(name.value);
        if (!known) {
          byName.set(name.value, placed);
          continue;
        }
        const seen = known instanceof Map ? known : new Map([[signature(known), known]]);
        byName.set(name.value, seen);
        const own = signature(placed);
        const first = seen.get(own);
        if (!first) seen.set(own, placed);
        else {
          const related = [{ at: placeOf(first, source), message: 'The first one.' }];
          ctx.report(placeOf(placed, source), 'duplicate', { name: name.value }, { related });
        }
      }
    }
  },
});

function nameOf({ rule }: PlacedRule) {
  return rule.alert ?? rule.record;
}

function placeOf(placed: PlacedRule, source: Located['source']): Located {
  const name = nameOf(placed)!;
  return { source, span: { from: name.from + placed.base, to: name.to + placed.base } };
}

/** What makes two rules the same: kind, expression without the blanks that mean nothing, and labels in any order. */
function signature({ rule }: PlacedRule): string {
  const labels = rule.labels.map(({ key, value }) => {
    const node = follow(value);
    return `${key.value}=${node?.kind === 'scalar' ? node.value : ''}`;
  });
  const expr = withoutBlanks(rule.expr!.value);
  return JSON.stringify([rule.alert ? 'alert' : 'record', expr, labels.sort()]);
}

/** Blanks outside of strings separate words at most. */
function withoutBlanks(expr: string): string {
  return expr
    .replace(/("(?:[^"\\]|\\.)*"?|'(?:[^'\\]|\\.)*'?|`[^`]*`?)|#.*|\s+/g, (_, text: string | undefined) => text ?? ' ')
    .trim();
}
