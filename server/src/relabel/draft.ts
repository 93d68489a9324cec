// The labels of an alert while they are changed before it is sent, also where not all of them are known before it fires: a value
// is '' where there is no label, and undefined where only the data tells. Layer: relabel (pure). The order in which labels are gone
// through is that of the Builder of Prometheus' model/labels.
import { compareText } from '../go/order';

/** The labels of an alert as its rule gives them. */
export interface FiredLabels {
  valueFor(name: string): string | undefined;
  /** All names that may have a value, as far as they are known. */
  readonly names: readonly string[];
  /** There are no others. */
  readonly closed: boolean;
}

/** Whether a name is meant. */
type Names = (name: string) => boolean;

/** Labels that are known as a whole. */
export function knownLabels(labels: Readonly<Record<string, string>>): FiredLabels {
  return {
    valueFor: name => (Object.hasOwn(labels, name) ? labels[name]! : ''),
    names: Object.keys(labels),
    closed: true,
  };
}

export class Draft {
  /** What was set, in the order in which it first was. */
  private readonly added = new Map<string, string | undefined>();
  /** What became of the labels it began with: the newest that means a name counts. */
  private readonly changes: { readonly means: Names; readonly isGone: boolean }[] = [];
  private closed: boolean;
  /** Grows with every change of a label that is there or may be. */
  version = 0;

  /** `counts`: whether `version` is asked for; to go through all labels for it takes most of the time. */
  constructor(
    private readonly fired: FiredLabels,
    private readonly counts = false,
  ) {
    this.closed = fired.closed;
  }

  get(name: string): string | undefined {
    if (this.added.has(name)) return this.added.get(name);
    for (let i = this.changes.length - 1; i >= 0; i--) {
      const { means, isGone } = this.changes[i]!;
      if (means(name)) return isGone ? '' : undefined;
    }
    return this.fired.valueFor(name);
  }

  set(name: string, value: string | undefined): void {
    if (value === '') {
      this.delete(one => one === name);
      return;
    }
    if (this.counts && (value === undefined || this.get(name) !== value)) this.version++;
    this.added.set(name, value);
  }

  delete(means: Names): void {
    if (this.counts && this.entries().some(([name]) => means(name))) this.version++;
    for (const name of [...this.added.keys()]) if (means(name)) this.added.delete(name);
    this.changes.push({ means, isGone: true });
  }

  /** From here on these labels may have any value, or none. */
  blur(means: Names): void {
    this.version++;
    for (const name of this.added.keys()) if (means(name)) this.added.set(name, undefined);
    this.changes.push({ means, isGone: false });
    this.closed = false;
  }

  /** Whether a label may be another than in the beginning. */
  isTouched(name: string): boolean {
    return this.added.has(name) || this.changes.some(({ means }) => means(name));
  }

  /** Labels that have a value or may have one. */
  entries(): readonly (readonly [name: string, value: string | undefined])[] {
    const names = [...this.fired.names].sort(compareText).filter(name => !this.added.has(name));
    const own = names.map(name => [name, this.get(name)] as const);
    return [...own.filter(([, value]) => value !== ''), ...this.added];
  }

  /** Its labels as they are now, as those that something else begins with. */
  labels(): FiredLabels {
    const names = (): readonly string[] => this.entries().map(([name]) => name);
    return {
      valueFor: name => this.get(name),
      get names() {
        return names();
      },
      closed: this.closed,
    };
  }
}
