// The kinds of servers that speak the API, and where they differ in what they may be asked. Facts of their sources and
// manuals; what was tried stands in docs/servers.md. Layer: datasource.
import type { ServerUrl } from './url';

/** What a person may say that stands at an address. */
export const declaredKinds = [
  'prometheus',
  'thanos',
  'mimir',
  'cortex',
  'victoriametrics',
  'amazon',
  'google',
  'azure',
  'grafana',
] as const;
export type DeclaredKind = (typeof declaredKinds)[number];

/** `unknown`: something that speaks the API; what behind Grafana answers is found out like any other. */
export type ServerKind = Exclude<DeclaredKind, 'grafana'> | 'unknown';

export const kindNames: Readonly<Record<ServerKind, string>> = {
  prometheus: 'Prometheus',
  thanos: 'Thanos',
  mimir: 'Grafana Mimir',
  cortex: 'Cortex',
  victoriametrics: 'VictoriaMetrics',
  amazon: 'Amazon Managed Service for Prometheus',
  google: 'Google Cloud Managed Service for Prometheus',
  azure: 'Azure Monitor',
  unknown: 'a server with the Prometheus API',
};

/** What may be asked of a server. Where it is not known the answer that is never wrong. */
export interface Features {
  /** `labels` and `label/…/values` take `match[]`. */
  readonly labelsMatch: boolean;
  /** They take `limit`, too; elsewhere all names come. */
  readonly labelsLimit: boolean;
  /** `query` takes `limit`. */
  readonly queryLimit: boolean;
  /** Names may be chosen by a regular expression. */
  readonly nameRegex: boolean;
  /** Names may be searched for, if the server was started so. */
  readonly search: boolean;
  /** `metadata` tells types. */
  readonly metadata: boolean;
  /** Names with dots and the like may be asked for. */
  readonly utf8: boolean;
  /** Points a series that one range query may ask for. */
  readonly maxPoints: number;
  /** A selector of a range does not count the sample exactly at its start. */
  readonly leftOpen: boolean | undefined;
  /** Steps of a range query may be moved to round times. */
  readonly alignsStep: boolean | undefined;
  /** Also takes expressions that Prometheus refuses. */
  readonly ownDialect: boolean;
}

const cautious: Features = {
  labelsMatch: true,
  labelsLimit: false,
  queryLimit: false,
  nameRegex: true,
  search: false,
  metadata: true,
  utf8: false,
  maxPoints: 11_000,
  leftOpen: undefined,
  alignsStep: undefined,
  ownDialect: false,
};

/** What a server of a kind and version can do. */
export function featuresOf(kind: ServerKind, version: string | undefined): Features {
  const from = (least: string): boolean => version !== undefined && isAtLeast(version, least);
  switch (kind) {
    case 'prometheus':
      return {
        ...cautious,
        labelsMatch: version === undefined || from('2.24'),
        labelsLimit: from('2.51'),
        queryLimit: from('3.2'),
        search: from('3.13'),
        utf8: from('3.0'),
        leftOpen: version === undefined ? undefined : from('3.0'),
        alignsStep: false,
      };
    case 'thanos':
      return { ...cautious, labelsLimit: from('0.37') };
    case 'mimir':
      return { ...cautious, labelsLimit: from('2.14') };
    case 'victoriametrics':
      return { ...cautious, labelsLimit: true, maxPoints: 30_000, leftOpen: true, alignsStep: true, ownDialect: true };
    case 'google':
      return { ...cautious, nameRegex: false };
    default:
      return cautious;
  }
}

/** Parameters that a kind needs beside those of the question. `whole`: an answer without some of its stores is of no use. */
export function ownParameters(kind: ServerKind, whole: boolean): readonly (readonly [string, string])[] {
  switch (kind) {
    case 'thanos':
      // Averages over five minutes would make a threshold of two minutes meaningless.
      return [
        ['dedup', 'true'],
        ['max_source_resolution', '0s'],
        ['partial_response', whole ? 'false' : 'true'],
      ];
    case 'victoriametrics':
      // Without its cache the steps stay where they were asked.
      return [['nocache', '1'], ...(whole ? ([['deny_partial_response', '1']] as const) : [])];
    case 'amazon':
      // Every sample is billed.
      return [['max_samples_processed_error_threshold', '500000000']];
    default:
      return [];
  }
}

/** What the address alone says. */
export function kindOfUrl({ origin, prefix }: ServerUrl): ServerKind | undefined {
  const host = origin.replace(/^https?:\/\//, '').replace(/:\d+$/, '');
  if (/(?:^|\.)(?:amazonaws\.com(?:\.cn)?|api\.aws)$/.test(host)) return 'amazon';
  if (host === 'monitoring.googleapis.com') return 'google';
  if (/(?:^|\.)prometheus\.monitor\.azure\.com$/.test(host)) return 'azure';
  if (/^\/select\/\d+(?::\d+)?\/prometheus$/.test(prefix)) return 'victoriametrics';
  return undefined;
}

/** Whether Grafana stands between. */
export function isGrafanaProxy({ prefix }: ServerUrl): boolean {
  return /\/api\/datasources\/(?:proxy\/|uid\/[^/]+\/resources$)/.test(prefix);
}

/** Whether a version such as `2.42.0-rc.1` is at least another; parts that are no numbers count as none. */
export function isAtLeast(version: string, least: string): boolean {
  const parts = (text: string): readonly number[] => text.split(/[.+-]/, 2).map(part => Number.parseInt(part, 10) || 0);
  const [major = 0, minor = 0] = parts(version.replace(/^v/, ''));
  const [wantedMajor = 0, wantedMinor = 0] = parts(least);
  return major > wantedMajor || (major === wantedMajor && minor >= wantedMinor);
}
