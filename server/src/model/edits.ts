// What led from one version of a document to the next, as far as somebody said so. Layer: model.
import { type Change, changeBetween } from '../text/change';
import type { SourceDocument } from './document';

/** Changes between versions; by one of them the version before is not kept alive. */
export class Edits {
  private readonly names = new WeakMap<SourceDocument, object>();
  private readonly changes = new WeakMap<SourceDocument, { readonly before: object; readonly change: Change }>();

  add(before: SourceDocument, after: SourceDocument, change: Change): void {
    if (before !== after) this.changes.set(after, { before: this.nameOf(before), change });
  }

  /** What was changed of `before` for `after`, undefined where nobody said so. */
  known(before: SourceDocument, after: SourceDocument): Change | undefined {
    const known = this.changes.get(after);
    return known && known.before === this.names.get(before) ? known.change : undefined;
  }

  /** The same, found by comparing the texts where nobody said so. */
  between(before: SourceDocument, after: SourceDocument): Change {
    return this.known(before, after) ?? changeBetween(before.text, after.text);
  }

  private nameOf(document: SourceDocument): object {
    let name = this.names.get(document);
    if (!name) this.names.set(document, (name = {}));
    return name;
  }
}
