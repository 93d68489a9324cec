// For which versions and features of the targets can be judged, and how their names are read. Layer: config.
import { type MatcherMode, usualMode } from '../model/matchers';
import { promqlFeatures } from '../promql/dialect';
import { type Version, versionOf } from '../target/version';
import { alertmanagerVersions, prometheusVersions } from './schema';

/** The versions that can be judged for, in words. */
export const prometheusRange = `${prometheusVersions.oldest} to ${prometheusVersions.last2} and ${prometheusVersions.oldest3} to ${prometheusVersions.newest}`;
export const alertmanagerRange = `${alertmanagerVersions.oldest} to ${alertmanagerVersions.newest}`;

/** Whether `text` is a version such as `3.16`, `v2.42.0`, that can be judged for. */
export function isKnownPrometheus(text: string): boolean {
  const minor = exactVersion(text);
  if (!minor) return false;
  return minor.major === 2 ? between(minor.minor, 42, 55) : minor.major === 3 && between(minor.minor, 0, 16);
}

/** Whether `text` is a version of Alertmanager that can be judged for. */
export function isKnownAlertmanager(text: string): boolean {
  const version = exactVersion(text);
  return version !== undefined && version.major === 0 && between(version.minor, 25, 34);
}

/** `all`, the names of features, or the first name that neither Prometheus nor Alertmanager knows. */
export function readFeatures(names: readonly string[]): readonly string[] | 'all' | { readonly unknown: string } {
  const words = names.map(name => name.trim()).filter(name => name !== '');
  const unknown = words.find(word => word !== 'all' && !knownFeatures.has(word));
  if (unknown !== undefined) return { unknown };
  return words.includes('all') ? 'all' : words;
}

/** All names of Prometheus' `--enable-feature`, also those that change nothing about rules, and those it forgot again. */
const knownFeatures: ReadonlySet<string> = new Set([
  ...promqlFeatures,
  'promql-at-modifier',
  'promql-negative-offset',
  'promql-per-step-stats',
  'promql-delayed-name-removal',
  'remote-write-receiver',
  'expand-external-labels',
  'exemplar-storage',
  'memory-snapshot-on-shutdown',
  'extra-scrape-metrics',
  'agent',
  'new-service-discovery-manager',
  'auto-gomaxprocs',
  'auto-gomemlimit',
  'no-default-scrape-port',
  'no-scrape-default-port',
  'native-histograms',
  'utf8-names',
  'created-timestamp-zero-ingestion',
  'st-storage',
  'concurrent-rule-eval',
  'old-ui',
  'otlp-write-receiver',
  'otlp-deltatocumulative',
  'otlp-native-delta-ingestion',
  'metadata-wal-records',
  'delayed-compaction',
  'type-and-unit-labels',
  'use-uncached-io',
  'auto-reload-config',
  'fast-startup',
  'xor2-encoding',
  'use-start-timestamps',
  'histograms-st-encoding',
  'openmetrics2',
  'query-cost',
  'search-api',
  'st-synthesis',
  'zstd-scrape',
  // Those of Alertmanager.
  'classic-mode',
  'utf8-strict-mode',
  'alert-names-in-metrics',
  'receiver-name-in-metrics',
  'group-key-in-metrics',
  'event-recorder',
]);

/** How an Alertmanager with these features reads matchers; by its version where they do not say. */
export function matcherModeOf(features: readonly string[] | 'all', alertmanager: Version): MatcherMode {
  if (features.includes('classic-mode')) return 'classic';
  return features.includes('utf8-strict-mode') ? 'utf8' : usualMode(alertmanager);
}

/** The minor version that a text such as `v3.16.1` names. */
export function exactVersion(text: string): Version | undefined {
  const found = /^v?(\d+\.\d+)(?:\.\d+)?(?:[-+].*)?$/.exec(text.trim());
  return found ? versionOf(found[1]!) : undefined;
}

function between(value: number, low: number, high: number): boolean {
  return low <= value && value <= high;
}
