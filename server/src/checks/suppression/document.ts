// Finds the comments of a document that silence findings and applies them. Layer: checks.
import type { SourceDocument } from '../../model/document';
import { placeSpan } from '../../model/region';
import type { Root } from '../../model/root';
import type { RuleFile } from '../../model/ruleFile';
import type { Change } from '../../text/change';
import { lineIndex } from '../../text/lineIndex';
import { sortInSlices } from '../../text/slices';
import type { Span } from '../../text/span';
import type { YamlComment } from '../../yaml/node';
import type { Check } from '../check';
import type { Finding } from '../finding';
import { type FileComment, missingForDirectives, suppress } from './comments';

/** Tells of documents whether comments in them can silence anything; what an edit leaves as it was is not looked through again. */
export class DirectiveFinder {
  /** Of documents that hold nothing but their own text: words that it does not have. */
  private readonly missing = new WeakMap<SourceDocument, readonly string[]>();

  /** `before` is the version that `change` led from, where that is known. */
  mayHave(document: SourceDocument, before?: SourceDocument, change?: Change): boolean {
    const { text, roots } = document;
    if (this.missing.has(document)) return false;
    const inner = new Set(roots.map(({ region }) => region.text).filter(one => one !== text));
    if (inner.size > 0) return [text, ...inner].some(one => missingForDirectives(one) === undefined);
    const known = before && this.missing.get(before);
    const isStill = known && change && !known.some(word => mayBring(text, change, word));
    const missing = isStill ? known : missingForDirectives(text);
    if (missing) this.missing.set(document, missing);
    return missing === undefined;
  }
}

function mayBring(text: string, { from, to }: Change, word: string): boolean {
  return text.slice(Math.max(from - word.length, 0), to + word.length).includes(word);
}

/** The findings that no comment silences, with what is wrong about the comments themselves. */
export function* applySuppressions(
  findings: readonly Finding[],
  document: SourceDocument,
  checks: readonly Check[],
  today: string | undefined,
  rulesIn: (root: Root) => RuleFile,
): Generator<void, readonly Finding[]> {
  yield;
  const comments = yield* commentsOf(document, rulesIn);
  const wholes = yield* wholesOf(document, rulesIn);
  const lines = lineIndex(document.text);
  yield;
  const { findings: kept, problems } = yield* suppress(findings, {
    comments,
    lines,
    wholes,
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

/** How many rules are looked at between two yields. */
const rulesPerSlice = 2048;

function* commentsOf(
  document: SourceDocument,
  rulesIn: (root: Root) => RuleFile,
): Generator<void, readonly FileComment[]> {
  const found = new Map<number, FileComment>();
  const add = (root: Root, comment: YamlComment, base: number): void => {
    const { from, to } = placeSpan({ from: comment.from + base, to: comment.to + base }, root.region);
    found.set(from, { text: comment.text, ownLine: comment.ownLine, from, to });
  };
  for (const root of document.roots) {
    for (const comment of root.document.comments) add(root, comment, 0);
    let seen = 0;
    for (const { rules } of rulesIn(root).groups) {
      for (const { rule, base } of rules) {
        for (const comment of rule.comments) add(root, comment, base);
        if (++seen % rulesPerSlice === 0) yield;
      }
    }
  }
  return yield* sortInSlices([...found.values()], byStart);
}

/** Rules are wholes: a comment in one or directly above it is about all of it. */
function* wholesOf(document: SourceDocument, rulesIn: (root: Root) => RuleFile): Generator<void, readonly Span[]> {
  const found: Span[] = [];
  for (const root of document.roots) {
    for (const { rules } of rulesIn(root).groups) {
      for (const { rule, base } of rules) {
        found.push(placeSpan({ from: rule.node.from + base, to: rule.node.to + base }, root.region));
        if (found.length % rulesPerSlice === 0) yield;
      }
    }
  }
  return yield* sortInSlices(found, byStart);
}

function byStart(a: Span, b: Span): number {
  return a.from - b.from;
}
