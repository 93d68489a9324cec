// Finds the rules of a document by place, with everything a feature needs to point into them. Layer: features.
import type { Analysis } from '../analysis/analysis';
import type { SourceDocument } from '../model/document';
import { readRuleFile } from '../model/readRuleFile';
import { placeSpan } from '../model/region';
import { isPromql } from '../model/root';
import type { RuleGroup } from '../model/ruleFile';
import { type RulePlace, ruleSpan } from '../model/rulePlaces';
import type { Span } from '../text/span';

/** A rule where it stands in a document. */
export interface RuleAt extends RulePlace {
  readonly group: RuleGroup;
  /** The rule in the file. */
  readonly span: Span;
}

/** Who reads the rules of a root: an analysis gives the objects that it takes apart. */
export type RuleReader = Pick<Analysis, 'rules'>;

const asWritten: RuleReader = { rules: readRuleFile };

/** All rules of a document in order; those of languages that are not judged are left out. */
export function* rulesOf(document: SourceDocument, { rules }: RuleReader = asWritten): Generator<RuleAt, void> {
  for (const root of document.roots) {
    if (root.kind !== 'rules' && root.kind !== 'prometheus-rule') continue;
    if (!isPromql(root)) continue;
    for (const group of rules(root).groups) {
      for (const { rule, base } of group.rules) {
        yield { root, group, rule, base, span: ruleSpan({ root, rule, base }) };
      }
    }
  }
}

/** The rule that holds `offset`, or the last one before it in the same group. */
export function ruleAt(document: SourceDocument, offset: number, reader: RuleReader = asWritten): RuleAt | undefined {
  let best: RuleAt | undefined;
  for (const found of rulesOf(document, reader)) {
    if (found.span.from > offset) {
      // The dash and the blanks in front of a rule belong to it.
      const between = document.text.slice(offset, found.span.from);
      if (/^[ \t]*(?:-[ \t]+)?$/.test(between)) return found;
      break;
    }
    best = found;
  }
  if (!best || offset <= best.span.to) return best;
  const group = placeSpan(best.group.span, best.root.region);
  return offset <= group.to ? best : undefined;
}
