// What was worked out about items that were read on their own lines, kept as long as these lines stay the same. Layer: model.

/** A memory of units; a unit that is let go takes its entries along. */
export interface UnitMemo {
  /** What `make` gives for a subject of a unit, made again when `terms` differ from those of the last time. */
  of<T>(unit: object, subject: object | string, terms: string, make: () => T): T;
  /** The same in slices. */
  inSlices<T>(
    unit: object,
    subject: object | string,
    terms: string,
    make: () => Generator<void, T>,
  ): Generator<void, T>;
}

interface Kept {
  readonly terms: string;
  readonly value: unknown;
}

/** An empty memory. */
export function createUnitMemo(): UnitMemo {
  const units = new WeakMap<object, Map<object | string, Kept>>();
  const subjectsOf = (unit: object): Map<object | string, Kept> => {
    let known = units.get(unit);
    if (!known) units.set(unit, (known = new Map()));
    return known;
  };
  return {
    of<T>(unit: object, subject: object | string, terms: string, make: () => T): T {
      const subjects = subjectsOf(unit);
      let kept = subjects.get(subject);
      if (kept?.terms !== terms) subjects.set(subject, (kept = { terms, value: make() }));
      return kept.value as T;
    },
    *inSlices<T>(
      unit: object,
      subject: object | string,
      terms: string,
      make: () => Generator<void, T>,
    ): Generator<void, T> {
      const subjects = subjectsOf(unit);
      let kept = subjects.get(subject);
      if (kept?.terms !== terms) subjects.set(subject, (kept = { terms, value: yield* make() }));
      return kept.value as T;
    },
  };
}
