// Which PromQL a text is read as: the version of the target Prometheus and the feature flags it runs with.
// Layer: promql. Every "since", "until" and flag of the language is decided with the helpers here.
import { isSince, type Version } from '../target/version';

/** The language a text is checked against. */
export interface Dialect {
  readonly version: Version;
  /** Names of `--enable-feature` that are on. */
  readonly features: ReadonlySet<string>;
}

/** The feature flags of Prometheus that change what its PromQL parser accepts, oldest first. */
export const promqlFeatures = [
  'promql-experimental-functions',
  'promql-duration-expr',
  'promql-extended-range-selectors',
  'promql-binop-fill-modifiers',
  'promql-unquoted-utf8-names',
] as const;

/** A flag of `promqlFeatures`. */
export type PromqlFeature = (typeof promqlFeatures)[number];

/** The newest version whose language is known here. */
export const newestVersion: Version = { major: 3, minor: 16 };

/** Makes a dialect of a version (`3.16`, `v2.42.0`, `3.16.0-rc.1`; the newest where it is unreadable) and the flags that are on. */
export function dialect(version: string, features: Iterable<string> | 'all' = []): Dialect {
  return {
    version: parseVersion(version) ?? newestVersion,
    features: new Set<string>(features === 'all' ? promqlFeatures : features),
  };
}

/** Reads `3.16`, `v3.16.2`, `prometheus 2.42.0+ds` and the module form `v0.316.0`; undefined where there is no version. */
export function parseVersion(text: string): Version | undefined {
  const found = /(?:^|[^\d.])(\d{1,4})\.(\d{1,4})/.exec(text);
  if (!found) return undefined;
  const major = Number(found[1]);
  const minor = Number(found[2]);
  // Go modules of Prometheus are numbered 0.<major><two digits of minor>, those of 2.x 0.<minor>.
  if (major === 0) return minor >= 300 ? { major: Math.floor(minor / 100), minor: minor % 100 } : { major: 2, minor };
  return { major, minor };
}

/** Whether the dialect's version is `version` (such as `3.14`) or newer. */
export function reaches({ version }: Dialect, wanted: string): boolean {
  return isSince(version, wanted);
}

/** A construct of the language with its history. */
export interface Availability {
  /** First version whose parser knows it. */
  readonly since: string;
  /** The flag it needs, until `stableSince` where that is set. */
  readonly feature?: PromqlFeature;
  readonly stableSince?: string;
  /** First version without it. */
  readonly removedIn?: string;
}

/** Whether the dialect has a construct. */
export function available(target: Dialect, { since, feature, stableSince, removedIn }: Availability): boolean {
  if (!reaches(target, since) || (removedIn !== undefined && reaches(target, removedIn))) return false;
  return !feature || target.features.has(feature) || (stableSince !== undefined && reaches(target, stableSince));
}

/** What keeps the dialect from having a construct: a clause to follow its name, or undefined where nothing does. */
export function unavailable(target: Dialect, what: Availability): string | undefined {
  if (available(target, what)) return undefined;
  if (what.removedIn && reaches(target, what.removedIn)) return `was removed in Prometheus ${what.removedIn}`;
  if (!reaches(target, what.since)) {
    const flag = needsFlag(what, what.since) ? ` with the feature flag \`${what.feature}\`` : '';
    return `needs Prometheus ${what.since} or newer${flag}, the target is ${target.version.major}.${target.version.minor}`;
  }
  const later = what.stableSince ? ` or Prometheus ${what.stableSince}` : '';
  return `is experimental and needs the feature flag \`${what.feature}\`${later}`;
}

function needsFlag(what: Availability, version: string): boolean {
  return what.feature !== undefined && what.stableSince !== version;
}

/** Syntax that came after 2.42 or stands behind a flag. Functions and aggregations have theirs in `functions.ts`. */
export const syntaxHistory = {
  /** `5m` as a number, `[300]`, `offset 60`. */
  durationsAreNumbers: { since: '2.54' },
  /** `{"my.metric"}`, `{"my.label"="x"}`, `by ("my.label")`. */
  quotedNames: { since: '3.0' },
  /** `[2 * 5m]`, `offset (1h)`. */
  durationExpressions: { since: '3.4', feature: 'promql-duration-expr', stableSince: '3.14' },
  /** Signs of durations, but for the minus behind `offset`. */
  durationSigns: { since: '3.4' },
  /** `step()`, `min(…)`, `max(…)` in durations. */
  durationCalls: { since: '3.6', feature: 'promql-duration-expr', stableSince: '3.14' },
  /** `range()` in durations. */
  durationRange: { since: '3.9', feature: 'promql-duration-expr', stableSince: '3.14' },
  /** `min_of(…)` and `max_of(…)` in durations; before 3.13 they are `min(…)` and `max(…)`. */
  durationMinMaxOf: { since: '3.13', feature: 'promql-duration-expr', stableSince: '3.14' },
  /** `anchored` and `smoothed`. */
  extendedRanges: { since: '3.7', feature: 'promql-extended-range-selectors', stableSince: '3.16' },
  /** `fill(…)`, `fill_left(…)`, `fill_right(…)`. */
  fillModifiers: { since: '3.10', feature: 'promql-binop-fill-modifiers' },
  /** `</` and `>/`. */
  trimOperators: { since: '3.11' },
  /** Unicode letters and inner dots in names without quotes. */
  unquotedUtf8Names: { since: '3.16', feature: 'promql-unquoted-utf8-names' },
} as const satisfies Record<string, Availability>;
