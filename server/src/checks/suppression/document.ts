// Finds the comments of a document that silence findings and applies them. Layer: checks.
import type { SourceDocument } from '../../model/document';
import { placeSpan } from '../../model/region';
import type { Root } from '../../model/root';
import type { RuleFile } from '../../model/ruleFile';
import { lineIndex } from '../../text/lineIndex';
import type { Span } from '../../text/span';
import type { YamlComment } from '../../yaml/node';
import type { Check } from '../check';
import type { Finding } from '../finding';
import { type FileComment, mayHaveDirectives, suppress } from './comments';

/** The findings that no comment silences, with what is wrong about the comments themselves. */
export function applySuppressions(
  findings: readonly Finding[],
  document: SourceDocument,
  checks: readonly Check[],
  today: string | undefined,
  rulesIn: (root: Root) => RuleFile,
): readonly Finding[] {
  const texts = new Set(document.roots.map(root => root.region.text));
  if (![...texts].some(mayHaveDirectives)) return findings;
  const { findings: kept, problems } = suppress(findings, {
    comments: commentsOf(document, rulesIn),
    lines: lineIndex(document.text),
    wholes: wholesOf(document, rulesIn),
    checks,
    ...(today !== undefined ? { today } : {}),
  });
  return [
    ...kept,
    ...problems.map(
      ({ code, message, from, to }): Finding => ({
        check: code,
        severity: 'hint',
        message,
        from,
        to,
        related: [],
        fixes: [],
      }),
    ),
  ];
}

function commentsOf(document: SourceDocument, rulesIn: (root: Root) => RuleFile): readonly FileComment[] {
  const found = new Map<number, FileComment>();
  const add = (root: Root, comment: YamlComment, base: number): void => {
    const { from, to } = placeSpan({ from: comment.from + base, to: comment.to + base }, root.region);
    found.set(from, { text: comment.text, ownLine: comment.ownLine, from, to });
  };
  for (const root of document.roots) {
    for (const comment of root.document.comments) add(root, comment, 0);
    for (const { rule, base } of rulesIn(root).groups.flatMap(group => group.rules))
      for (const comment of rule.comments) add(root, comment, base);
  }
  return [...found.values()].sort((a, b) => a.from - b.from);
}

/** Rules are wholes: a comment in one or directly above it is about all of it. */
function wholesOf(document: SourceDocument, rulesIn: (root: Root) => RuleFile): readonly Span[] {
  return document.roots
    .flatMap(root =>
      rulesIn(root)
        .groups.flatMap(group => group.rules)
        .map(({ rule, base }) => placeSpan({ from: rule.node.from + base, to: rule.node.to + base }, root.region)),
    )
    .sort((a, b) => a.from - b.from);
}
