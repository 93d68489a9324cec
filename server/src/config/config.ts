// Configuration as the service takes it, from the file, the editor's settings and the flags; each layer wins over the one before.
// Never fails: what cannot be used is left out and said. Layer: config.

import type { Severity } from '../checks/check';
import { type Dialect, dialect, promqlFeatures } from '../promql/dialect';
import type { Version } from '../target/version';
import { versionOf } from '../target/version';
import type { Span } from '../text/span';
import type { YamlNode } from '../yaml/node';
import { parseYaml } from '../yaml/parse';
import { alertmanagerVersions, prometheusVersions, type SettingName, settings, usuallyExcluded } from './schema';

/** One layer: only what it says is set. */
export interface ConfigLayer {
  readonly prometheus?: string;
  readonly alertmanager?: string;
  readonly features?: readonly string[] | 'all';
  readonly checks?: Readonly<Record<string, Severity | 'off'>>;
  readonly scope?: DiagnosticsScope;
  readonly exclude?: readonly string[];
  readonly scrapeInterval?: string;
  readonly catalogs?: readonly string[];
  readonly ignore?: readonly string[];
}

/** Whose findings an editor shows. */
export type DiagnosticsScope = 'workspace' | 'openFiles';

/** For whom and how documents are judged. */
export interface Config {
  readonly dialect: Dialect;
  readonly alertmanager: Version;
  /** By id or family; the id counts where both stand. */
  readonly checks: Readonly<Record<string, Severity | 'off'>>;
  readonly diagnostics: {
    readonly scope: DiagnosticsScope;
    /** Patterns of files that are judged only while they are open. */
    readonly exclude: readonly string[];
  };
  readonly scrapeInterval?: string;
  readonly catalogs: readonly string[];
  readonly ignore: readonly string[];
}

export interface ConfigProblem {
  readonly message: string;
  /** In the configuration file's text; undefined for settings of an editor. */
  readonly span?: Span;
}

export interface ReadConfig {
  readonly layer: ConfigLayer;
  readonly problems: readonly ConfigProblem[];
}

/** Puts layers together, the last one first in rank; severities of checks are merged. */
export function resolveConfig(layers: readonly ConfigLayer[]): Config {
  const merged: ConfigLayer = Object.assign({}, ...layers);
  return {
    dialect: dialect(merged.prometheus ?? prometheusVersions.newest, merged.features ?? []),
    alertmanager: exactVersion(merged.alertmanager ?? '') ?? versionOf(alertmanagerVersions.newest),
    checks: Object.assign({}, ...layers.map(layer => layer.checks ?? {})),
    diagnostics: { scope: merged.scope ?? 'workspace', exclude: merged.exclude ?? usuallyExcluded },
    ...(merged.scrapeInterval !== undefined ? { scrapeInterval: merged.scrapeInterval } : {}),
    catalogs: merged.catalogs ?? [],
    ignore: merged.ignore ?? [],
  };
}

/** Reads the text of a `.ml-alert-rules.yaml`. */
export function readConfigFile(text: string): ReadConfig {
  const document = parseYaml(text).documents[0];
  const problems: ConfigProblem[] = (document?.problems ?? []).map(problem => ({
    message: problem.message,
    span: problem,
  }));
  const unfolded = document?.root ? new Plain() : undefined;
  const value = unfolded?.of(document!.root!);
  if (unfolded?.isTooMuch) {
    const message = `The aliases of the configuration unfold to more than ${mostValues} values; write out what it should say.`;
    return { layer: {}, problems: [...problems, { message }] };
  }
  const read = readSettings(value);
  return { layer: read.layer, problems: [...problems, ...read.problems] };
}

/** Reads an object of settings: what an editor answers for `mlAlertRules`, or the parsed configuration file. */
export function readSettings(value: unknown): ReadConfig {
  const problems: ConfigProblem[] = [];
  if (value === undefined || value === null) return { layer: {}, problems };
  if (!isRecord(value)) return { layer: {}, problems: [{ message: 'The configuration must be a mapping.' }] };
  const layer: { -readonly [K in keyof ConfigLayer]: ConfigLayer[K] } = {};
  const say = (name: SettingName, what: string): void => void problems.push({ message: `\`${name}\` ${what}.` });
  for (const { name } of settings) {
    const found = name.split('.').reduce<unknown>((at, part) => (isRecord(at) ? at[part] : undefined), value);
    if (found === undefined || found === null || found === '') continue;
    switch (name) {
      case 'target.prometheus':
        if (isKnownPrometheus(wordOf(found))) layer.prometheus = wordOf(found);
        else say(name, `has an unknown version ${shown(found)}; known are ${prometheusRange}`);
        break;
      case 'target.alertmanager':
        if (isKnownAlertmanager(wordOf(found))) layer.alertmanager = wordOf(found);
        else say(name, `has an unknown version ${shown(found)}; known are ${alertmanagerRange}`);
        break;
      case 'target.features': {
        const features = readFeatures(Array.isArray(found) ? found.map(wordOf) : wordOf(found).split(','));
        if (typeof features === 'object' && 'unknown' in features) {
          say(name, `names an unknown feature ${shown(features.unknown)}`);
        } else layer.features = features;
        break;
      }
      case 'checks':
        layer.checks = readSeverities(found, what => say(name, what));
        break;
      case 'diagnostics.scope':
        if (found === 'workspace' || found === 'openFiles') layer.scope = found;
        else say(name, `must be workspace or openFiles, not ${shown(found)}`);
        break;
      case 'scrapeInterval':
        if (typeof found === 'string' && /^(?:\d+(?:ms|[smhdwy]))+$/.test(found)) layer.scrapeInterval = found;
        else say(name, `must be a duration such as 30s, not ${shown(found)}`);
        break;
      default: {
        const strings = Array.isArray(found) ? found : [found];
        const key = name === 'diagnostics.exclude' ? 'exclude' : name;
        if (strings.every(item => typeof item === 'string')) layer[key] = strings;
        else say(name, 'must be a list of texts');
      }
    }
  }
  return { layer, problems };
}

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

/** `all`, the names of features, or the first name that Prometheus does not know. */
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
]);

function readSeverities(value: unknown, say: (what: string) => void): Readonly<Record<string, Severity | 'off'>> {
  if (!isRecord(value)) {
    say('must map checks or families to severities');
    return {};
  }
  const read: Record<string, Severity | 'off'> = {};
  for (const [id, severity] of Object.entries(value)) {
    // YAML 1.1 editors write an unquoted `off` as false.
    const word = severity === false ? 'off' : severity;
    if (word === 'off' || word === 'hint' || word === 'info' || word === 'warning') read[id] = word;
    else say(`gives \`${id}\` ${shown(severity)}; it must be off, hint, info or warning`);
  }
  return read;
}

function exactVersion(text: string): Version | undefined {
  const found = /^v?(\d+\.\d+)(?:\.\d+)?(?:[-+].*)?$/.exec(text.trim());
  return found ? versionOf(found[1]!) : undefined;
}

function between(value: number, low: number, high: number): boolean {
  return low <= value && value <= high;
}

/** A version or a name as it was written; of anything else what is shown of it, which is no name. */
function wordOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : shown(value);
}

/** A value for a message, shortened where it is long. */
function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** More values than any configuration has; aliases of aliases could make more than there is memory. */
const mostValues = 100_000;

/** A tree as plain values; scalars stay text, which is what every setting wants. */
class Plain {
  private left = mostValues;
  private depth = 0;

  /** Whether something was left out. */
  get isTooMuch(): boolean {
    return this.left < 0;
  }

  of(node: YamlNode): unknown {
    if (--this.left < 0) return null;
    // An alias may stand within what it names.
    if (this.depth > 100) {
      this.left = -1;
      return null;
    }
    this.depth++;
    const value = this.inside(node);
    this.depth--;
    return value;
  }

  private inside(node: YamlNode): unknown {
    switch (node.kind) {
      case 'scalar':
        return node.style === 'plain' && /^(?:~|null|)$/.test(node.value) ? null : node.value;
      case 'seq':
        return node.items.map(item => this.of(item));
      case 'map':
        return Object.fromEntries(
          node.pairs.map(pair => [pair.key.kind === 'scalar' ? pair.key.value : '', this.of(pair.value)]),
        );
      case 'alias':
        return node.target ? this.of(node.target) : null;
    }
  }
}
