// Writes other thresholds, another `for` or `keep_firing_for` into a rule where it stands. What comes out is read again: an edit
// that changes anything else than what was meant is none. Layer: features.
import { openInSlices, type SourceDocument } from '../model/document';
import { editFile } from '../model/region';
import { textOf } from '../model/structure/scalars';
import { applyEdits } from '../text/edits';
import type { TextEdit } from '../text/textMap';
import type { YamlScalar } from '../yaml/node';
import type { RuleChange } from './previewShapes';
import { type RuleAt, rulesOf } from './rules';

/** The edits in offsets of the file; undefined where one of them cannot surely be made. In slices. */
export function* editRule(
  document: SourceDocument,
  found: RuleAt,
  change: RuleChange,
): Generator<void, readonly TextEdit[] | undefined> {
  const { rule, base, root } = found;
  const inRule: (TextEdit | undefined)[] = [];
  for (const { from, to, text } of change.numbers ?? []) inRule.push(rule.expr?.map.edit(from, to, text));
  for (const [key, scalar, text] of [
    ['for', rule.for, change.for],
    ['keep_firing_for', rule.keepFiringFor, change.keepFiringFor],
  ] as const)
    if (text !== undefined) inRule.push(scalar ? valueEdit(scalar, text) : newKey(found, key, text));
  const edits = inRule.map(
    edit => edit && editFile(root.region, { from: edit.from + base, to: edit.to + base, newText: edit.newText }),
  );
  if (!edits.every(edit => edit !== undefined)) return undefined;
  const file = document.text;
  const after = yield* openInSlices(applyEdits(file, merged(edits)), document, {});
  return isMeant(document, after, found, change) ? merged(edits) : undefined;
}

function valueEdit(scalar: YamlScalar, text: string): TextEdit | undefined {
  return scalar.map.edit(0, scalar.map.length, text);
}

/** A new key on a line of its own: before the key that follows the expression, else before the expression. */
function newKey({ rule }: RuleAt, key: string, text: string): TextEdit | undefined {
  const at = rule.keys.findIndex(pair => pair.key.kind === 'scalar' && pair.key.value === 'expr');
  const next = rule.keys[at + 1]?.key ?? rule.keys[at]?.key;
  if (at < 0 || !next) return undefined;
  const lineStart = rule.text.lastIndexOf('\n', next.from - 1) + 1;
  const before = rule.text.slice(lineStart, next.from);
  if (!/^ *(?:- +)?$/.test(before)) return undefined;
  const newline = rule.text.includes('\r\n') ? '\r\n' : '\n';
  return { from: next.from, to: next.from, newText: `${key}: ${text}${newline}${' '.repeat(before.length)}` };
}

/** Edits at one place as one, in the order in which they were made. */
function merged(edits: readonly TextEdit[]): readonly TextEdit[] {
  const places = new Map<number, TextEdit>();
  for (const edit of edits) {
    const there = edit.from === edit.to ? places.get(edit.from) : undefined;
    places.set(edit.from, there ? { ...there, newText: there.newText + edit.newText } : edit);
  }
  return [...places.values()];
}

/** Whether the document says what was meant: the rule with the change, and everything else as it was. */
function isMeant(before: SourceDocument, after: SourceDocument, found: RuleAt, change: RuleChange): boolean {
  const [was, is] = [[...rulesOf(before)], [...rulesOf(after)]];
  if (was.length !== is.length) return false;
  return was.every((one, i) => {
    const wanted = saidBy(one);
    if (one.span.from === found.span.from) {
      const expr = applyEdits(
        wanted.expr,
        (change.numbers ?? []).map(({ from, to, text }) => ({ from, to, newText: text })),
      );
      return same(
        { ...wanted, expr, for: change.for ?? wanted.for, keep: change.keepFiringFor ?? wanted.keep },
        is[i]!,
      );
    }
    return same(wanted, is[i]!);
  });
}

function same(wanted: ReturnType<typeof saidBy>, found: RuleAt): boolean {
  return JSON.stringify(wanted) === JSON.stringify(saidBy(found));
}

/** Keys that may be new. */
const timing: ReadonlySet<string> = new Set(['for', 'keep_firing_for']);

/** What a rule says, wherever and however it is written. */
function saidBy({ rule }: RuleAt) {
  const text = (scalar: YamlScalar | undefined): string => (scalar ? textOf(scalar, 'v3') : '');
  const entries = (list: typeof rule.labels) => list.map(({ key, value }) => [key.value, textOf(value, 'v3')] as const);
  return {
    name: text(rule.alert ?? rule.record),
    expr: rule.expr?.value ?? '',
    for: text(rule.for),
    keep: text(rule.keepFiringFor),
    labels: entries(rule.labels),
    annotations: entries(rule.annotations),
    keys: rule.keys.flatMap(({ key }) => (key.kind === 'scalar' && !timing.has(key.value) ? [key.value] : [])),
  };
}
