// What was worked out about items that were read on their own lines, kept as long as these lines stay the same. Layer: model.

/** A memory of units; a unit that is let go takes its entries along. */
export interface UnitMemo {
  /** What `make` gives for a subject of a unit, made again when `terms` differ from those of the last time. */
  of<T>(unit: object, subject: object | string, terms: string, make: () => T): T;
}

interface Kept {
  readonly terms: string;
  readonly value: unknown;
}

/** An empty memory. */
export function createUnitMemo(): UnitMemo {
  const units = new WeakMap<object, Map<object | string, Kept>>();
  return {
    of<T>(unit: object, subject: object | string, terms: string, make: () => T): T {
      let subjects = units.get(unit);
      if (!subjects) units.set(unit, (subjects = new Map()));
      let kept = subjects.get(subject);
      if (kept?.terms !== terms) subjects.set(subject, (kept = { terms, value: make() }));
      return kept.value as T;
    },
  };
}
