// Where a rule and its parts stand in the file. Layer: model.
import type { Span } from '../text/span';
import { placeSpan, toFile } from './region';
import type { Root } from './root';
import type { RuleUnit } from './ruleFile';
import { decodedScalar } from './structure/scalars';

/** A rule with what its places are counted from. */
export interface RulePlace {
  readonly root: Root;
  readonly rule: RuleUnit;
  /** Offset of the rule's text in the root's region. */
  readonly base: number;
}

/** A span of a rule's text in the file. */
export function inFile({ root, base }: RulePlace, span: Span): Span {
  return placeSpan({ from: span.from + base, to: span.to + base }, root.region);
}

/** A rule in the file, without the dash in front of it. */
export function ruleSpan(found: RulePlace): Span {
  return inFile(found, found.rule.node);
}

/** Where the characters `[from, to)` of a rule's decoded expression stand in the file. */
export function exprSpans(found: RulePlace, from: number, to: number): readonly Span[] {
  const { root, base, rule } = found;
  const spans = rule.expr ? decodedScalar(rule.expr).map.toFile(from, to) : [];
  return spans.flatMap(span =>
    root.region.map ? toFile(root.region, { from: span.from + base, to: span.to + base }) : [inFile(found, span)],
  );
}
