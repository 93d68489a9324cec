// Why labels are gone: a list that never changes, each label with the part of the expression that removed it.
// Layer: promql. Nearly always one to three labels: a chain of cells takes a fraction of the room and time of a Map.
import type { Copier } from '../../text/ownCopy';
import type { Span } from '../../text/span';

export class Reasons {
  /** No label was removed. */
  static readonly none = new Reasons('', { from: 0, to: 0 }, undefined);

  private constructor(
    private readonly label: string,
    private readonly by: Span,
    /** Undefined for the end of the chain, which stands for no label. */
    private readonly rest: Reasons | undefined,
  ) {}

  /** The part that removed the label; undefined where nothing is known to have done so. */
  of(label: string): Span | undefined {
    for (let cell: Reasons = this; cell.rest; cell = cell.rest) if (cell.label === label) return cell.by;
    return undefined;
  }

  has(label: string): boolean {
    return this.of(label) !== undefined;
  }

  /** With one more; it replaces another of the same label. */
  with(label: string, { from, to }: Span): Reasons {
    return new Reasons(label, { from, to }, this.without(label));
  }

  without(label: string): Reasons {
    if (!this.rest || !this.has(label)) return this;
    return this.label === label ? this.rest : new Reasons(this.label, this.by, this.rest.without(label));
  }

  /** The same in strings of its own. */
  kept(copies: Copier): Reasons {
    return this.rest ? new Reasons(copies.text(this.label), this.by, this.rest.kept(copies)) : this;
  }

  /** The labels, the one removed last first. */
  labels(): readonly string[] {
    const labels: string[] = [];
    for (let cell: Reasons = this; cell.rest; cell = cell.rest) labels.push(cell.label);
    return labels;
  }
}
