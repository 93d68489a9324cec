// Whether two lists of findings show the same. Layer: lsp.
import type { Finding, FindingFix, RelatedPlace } from '../checks/finding';
import { sameList } from '../text/same';
import type { Span } from '../text/span';

/** Whether nothing changed for the editor. Lines of places in other files are not known here: those are sent again. */
export function sameFindings(a: readonly Finding[], b: readonly Finding[]): boolean {
  return sameList(
    a,
    b,
    (one, other) =>
      one === other ||
      (one.check === other.check &&
        sameSpan(one, other) &&
        one.severity === other.severity &&
        one.message === other.message &&
        sameList(one.related, other.related, samePlace) &&
        sameList(one.fixes, other.fixes, sameFix)),
  );
}

function samePlace(a: RelatedPlace, b: RelatedPlace): boolean {
  return a.file === undefined && b.file === undefined && a.message === b.message && sameSpan(a, b);
}

function sameFix(a: FindingFix, b: FindingFix): boolean {
  return (
    a.title === b.title &&
    a.safe === b.safe &&
    sameList(a.edits, b.edits, (x, y) => sameSpan(x, y) && x.newText === y.newText)
  );
}

function sameSpan(a: Span, b: Span): boolean {
  return a.from === b.from && a.to === b.to;
}
