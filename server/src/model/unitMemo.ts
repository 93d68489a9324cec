// What was worked out about items that were read on their own lines, kept as long as these lines stay the same. Layer: model.

/** A memory of units; a unit that is let go takes its entries along. */
export interface UnitMemo {
  /** What `make` gives for a subject of a unit, made again when `terms` differ from those of the last time. */
  of<T>(unit: object, subject: object | string, terms: string, make: () => T): T;
  /** What is kept of one unit, for who asks about several of its subjects. */
  entries(unit: object): UnitEntries;
}

/** What is kept of one unit. */
export class UnitEntries {
  private readonly subjects = new Map<object | string, Kept>();

  of<T>(subject: object | string, terms: string, make: () => T): T {
    let kept = this.subjects.get(subject);
    if (kept?.terms !== terms) this.subjects.set(subject, (kept = { terms, value: make() }));
    return kept.value as T;
  }
}

interface Kept {
  readonly terms: string;
  readonly value: unknown;
}

/** An empty memory. */
export function createUnitMemo(): UnitMemo {
  const units = new WeakMap<object, UnitEntries>();
  const entries = (unit: object): UnitEntries => {
    let known = units.get(unit);
    if (!known) units.set(unit, (known = new UnitEntries()));
    return known;
  };
  return { entries, of: (unit, subject, terms, make) => entries(unit).of(subject, terms, make) };
}
