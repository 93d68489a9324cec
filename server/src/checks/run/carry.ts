// Moves findings from one version of a text to the next: what lies before the edit stays, what lies after moves with
// the text, what the edit touches is dropped. Layer: checks.
import type { WorkspaceFacts } from '../../analysis/workspaceFacts';
import type { SourceDocument } from '../../model/document';
import { ItemSeq } from '../../model/outline';
import { fieldValue } from '../../model/structure/fields';
import { type Change, changeBetween } from '../../text/change';
import type { Span } from '../../text/span';
import type { Finding } from '../finding';
import type { RuleTerms } from './terms';

/** What the checks of a whole file, document and workspace found in a version of a document. */
export interface DocumentFindings {
  readonly others: readonly Finding[];
  /** Of those that are asked about what the document says to others, in a workspace. */
  readonly across: readonly Finding[];
  /** By what these were found; undefined where the version may say another thing in it. */
  readonly among: Among | undefined;
}

type Among = Omit<RuleTerms, 'workspace'> & { readonly workspace: WorkspaceFacts };

/** The terms alone: a judgement would keep the documents of all versions alive. */
export function amongOf(terms: RuleTerms, workspace: WorkspaceFacts): Among {
  const { dialect, structure, catalog, scrapeInterval, externalLabels, options } = terms;
  return { dialect, structure, catalog, scrapeInterval, externalLabels, options, workspace };
}

export function sameTerms(a: RuleTerms, b: RuleTerms): boolean {
  return (
    a.dialect === b.dialect &&
    a.structure === b.structure &&
    a.catalog === b.catalog &&
    a.scrapeInterval === b.scrapeInterval &&
    a.externalLabels === b.externalLabels &&
    a.options === b.options
  );
}

/** What was found in a version before, moved to this one. */
export function* carry(
  found: DocumentFindings,
  before: SourceDocument,
  after: SourceDocument,
  known?: Change,
): Generator<void, DocumentFindings> {
  const change = known ?? changeBetween(before.text, after.text);
  const others = yield* moveFindings(found.others, before.text, after.text, change);
  const across = yield* moveFindings(found.across, before.text, after.text, change);
  // As long as the workspace says the same, nothing else can be found across files, and nothing that was found was touched.
  const isCertain = isInReceivers(before, after, change) && partsOf(across) === partsOf(found.across);
  return { others, across, among: isCertain ? found.among : undefined };
}

/** How many places findings have in all. */
function partsOf(findings: readonly Finding[]): number {
  return findings.reduce((sum, { related, fixes }) => sum + 1 + related.length + fixes.length, 0);
}

/** Whether nothing but receivers of an Alertmanager file was edited: its routes and all else stay as they were. */
function isInReceivers(before: SourceDocument, after: SourceDocument, change: Change): boolean {
  const [was, is] = [receiversOf(before), receiversOf(after)];
  return (
    was !== undefined &&
    is !== undefined &&
    was.from <= change.from &&
    is.from <= change.from &&
    change.toBefore <= was.to &&
    change.to <= is.to
  );
}

/** The receivers of a document that is nothing but an Alertmanager file, where each was read by itself. */
function receiversOf({ text, roots, templated, outlined }: SourceDocument): Span | undefined {
  const [root, ...rest] = roots;
  // Aliases may bring what stands in receivers to other places.
  if (outlined.some(one => one && one.tied.tied.size > 0)) return undefined;
  if (root?.kind !== 'alertmanager' || rest.length > 0 || templated || root.region.text !== text) return undefined;
  const receivers = fieldValue(root.node, 'receivers');
  return receivers instanceof ItemSeq ? receivers : undefined;
}

/** The findings at their places in `after`, as far as their own characters are the same in both texts. */
export function* moveFindings(
  findings: readonly Finding[],
  before: string,
  after: string,
  known?: Change,
): Generator<void, readonly Finding[]> {
  if (findings.length === 0 || before === after) return findings;
  const change = known ?? changeBetween(before, after);
  const delta = change.to - change.toBefore;
  const move = (span: Span): Span | undefined => {
    if (span.to <= change.from) return { from: span.from, to: span.to };
    return span.from >= change.toBefore ? { from: span.from + delta, to: span.to + delta } : undefined;
  };
  yield;
  const found: Finding[] = [];
  for (const [i, finding] of findings.entries()) {
    if (i % movedPerSlice === movedPerSlice - 1) yield;
    const span = move(finding);
    if (!span) continue;
    const related = finding.related.flatMap(place => {
      if (place.file !== undefined) return [place];
      const moved = move(place);
      return moved ? [{ ...place, ...moved }] : [];
    });
    const fixes = finding.fixes.flatMap(fix => {
      const edits = fix.edits.map(edit => ({ ...edit, ...move(edit) }));
      return fix.edits.every(edit => move(edit)) ? [{ ...fix, edits }] : [];
    });
    found.push({ ...finding, ...span, related, fixes });
  }
  return found;
}

/** How many findings are moved between two yields. */
const movedPerSlice = 2048;
