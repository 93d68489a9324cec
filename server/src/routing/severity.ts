// How bad the usual severities are, from the mildest on. Layer: routing.

const ranks: ReadonlyMap<string, number> = new Map(
  Object.entries({
    none: 0,
    info: 1,
    notice: 1,
    warning: 2,
    warn: 2,
    ticket: 2,
    critical: 3,
    crit: 3,
    page: 3,
    emergency: 4,
  }),
);

/** The rank of a severity, higher where it is worse; undefined for words that nobody but their author ranks. */
export function severityRank(severity: string): number | undefined {
  return ranks.get(severity);
}
