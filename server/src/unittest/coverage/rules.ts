// The rules of rule files with what tests reach of them, for whoever shows it. Layer: unittest (pure).
import type { ReadGroup } from '../../alerting/readGroups';
import { exprSpans, ruleSpan } from '../../model/rulePlaces';
import { decodedScalar } from '../../model/structure/scalars';
import type { Span } from '../../text/span';
import type { Fired } from './fired';

/** A rule of the rule files. */
export interface TestedRule {
  readonly kind: 'alert' | 'record';
  readonly file: string;
  readonly group: string;
  readonly name: string;
  /** The rule in its file. */
  readonly span: Span;
  /** Whether it fired in one of the tests, or gave a series. */
  readonly fired: boolean;
  /** The sides of every `or` in its expression but defaults such as `vector(0)`. */
  readonly branches: readonly TestedBranch[];
}

export interface TestedBranch {
  /** As it is written. */
  readonly text: string;
  /** Its places in the file, in order; several where the YAML between is none of the expression. */
  readonly spans: readonly Span[];
  readonly fired: boolean;
}

/** The rules of a group of a file. */
export function coveredRules({ root, group, rules }: ReadGroup, file: string, fired: Fired): readonly TestedRule[] {
  return rules.map(({ rule, written, base }): TestedRule => {
    const found = { root, rule: written, base };
    const text = written.expr ? decodedScalar(written.expr).value : '';
    return {
      kind: rule.kind,
      file,
      group: group.name,
      name: rule.name,
      span: ruleSpan(found),
      fired: fired.rules.has(rule),
      branches: fired
        .chainsOf(rule)
        .flatMap(({ operands }) => operands)
        .filter(({ isDefault }) => !isDefault)
        .map(operand => ({
          text: text.slice(operand.expr.from, operand.expr.to),
          spans: exprSpans(found, operand.expr.from, operand.expr.to),
          fired: fired.operands.has(operand),
        })),
    };
  });
}

/** What tests of several files reach together: a rule or branch that one of them reaches is reached. */
export function merged(rules: readonly TestedRule[]): readonly TestedRule[] {
  const byPlace = new Map<string, TestedRule>();
  for (const rule of rules) {
    const key = `${rule.span.from} ${rule.file}`;
    const known = byPlace.get(key);
    byPlace.set(
      key,
      known
        ? {
            ...known,
            fired: known.fired || rule.fired,
            branches: known.branches.map((one, i) => ({
              ...one,
              fired: one.fired || rule.branches[i]?.fired === true,
            })),
          }
        : rule,
    );
  }
  return [...byPlace.values()];
}
