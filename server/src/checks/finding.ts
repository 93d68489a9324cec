// What the engine says about a document: findings in file offsets, ready for reporters and the protocol's converter.
// Layer: checks. A check reports in its own text; the engine maps places to the file and makes these.
import type { Span } from '../text/span';
import type { TextEdit } from '../text/textMap';
import type { Awaits, Severity } from './check';

export interface FindingFix {
  readonly title: string;
  /** Certain to be right: part of "fix all" and `--fix`. */
  readonly safe: boolean;
  /** Replacements in the finding's own file, in order, none over another. */
  readonly edits: readonly TextEdit[];
}

export interface RelatedPlace extends Span {
  /** Another file of the workspace, as its facts name it; undefined for the finding's own. */
  readonly file?: string;
  readonly message: string;
}

/** From the first to the last character that the finding is about, in UTF-16 units of the file. */
export interface Finding extends Span {
  /** Id of the check: `promql/syntax`. */
  readonly check: string;
  readonly severity: Severity;
  readonly message: string;
  readonly related: readonly RelatedPlace[];
  readonly fixes: readonly FindingFix[];
  /** Where what is missing may still be typed. */
  readonly awaits?: Awaits;
}

/** Where the pages of the checks stand, from the root of the package; `<id>.md` follows. */
export const pagesFolder = 'docs/checks/';

/** The address of a check's page from the root of the package. */
export function pageOf(id: string): string {
  return `${pagesFolder}${id}.md`;
}

/** Orders findings by place, then by check. */
export function byPlace(a: Finding, b: Finding): number {
  return a.from - b.from || a.to - b.to || (a.check < b.check ? -1 : a.check > b.check ? 1 : 0);
}
