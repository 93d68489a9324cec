// Configuration as the service takes it, from the file, the editor's settings and the flags; each layer wins over the one before.
// Never fails: what cannot be used is left out and said. Layer: config.

import { versionedExporters } from '../catalog/versions';
import type { Severity } from '../checks/check';
import type { CheckOptions } from '../checks/options';
import { allChecks } from '../checks/registry.gen';
import type { MatcherMode } from '../model/matchers';
import { type Dialect, dialect } from '../promql/dialect';
import type { Version } from '../target/version';
import { versionOf } from '../target/version';
import { closest } from '../text/closest';
import type { Span } from '../text/span';
import { readOptions } from './options';
import { alertmanagerVersions, prometheusVersions, type SettingName, settings, usuallyExcluded } from './schema';
import {
  alertmanagerRange,
  exactVersion,
  isKnownAlertmanager,
  isKnownPrometheus,
  matcherModeOf,
  prometheusRange,
  readFeatures,
} from './targets';
import { isRecord, shown, shownWord } from './values';

/** One layer: only what it says is set. */
export interface ConfigLayer {
  readonly prometheus?: string;
  readonly alertmanager?: string;
  readonly features?: readonly string[] | 'all';
  readonly exporters?: Readonly<Record<string, string>>;
  readonly checks?: Readonly<Record<string, Severity | 'off'>>;
  readonly options?: CheckOptions;
  readonly scope?: DiagnosticsScope;
  readonly exclude?: readonly string[];
  readonly scrapeInterval?: string;
  readonly externalLabels?: Readonly<Record<string, string>>;
  readonly catalogs?: readonly string[];
  readonly scenarios?: readonly string[];
  readonly ignore?: readonly string[];
}

/** Whose findings an editor shows. */
export type DiagnosticsScope = 'workspace' | 'openFiles';

/** For whom and how documents are judged. */
export interface Config {
  readonly dialect: Dialect;
  readonly alertmanager: Version;
  /** How Alertmanager reads matchers, by its version and feature flags. */
  readonly matcherMode: MatcherMode;
  /** Versions of exporters that run, by their id in the catalogue. */
  readonly exporters: Readonly<Record<string, string>>;
  /** By id or family; the id counts where both stand. */
  readonly checks: Readonly<Record<string, Severity | 'off'>>;
  readonly options: CheckOptions;
  readonly diagnostics: {
    readonly scope: DiagnosticsScope;
    /** Patterns of files that are judged only while they are open. */
    readonly exclude: readonly string[];
  };
  readonly scrapeInterval?: string;
  /** All labels that Prometheus adds to what it sends; undefined where nobody said so. */
  readonly externalLabels?: Readonly<Record<string, string>>;
  readonly catalogs: readonly string[];
  /** Patterns of files with scenarios of simulated data. */
  readonly scenarios: readonly string[];
  readonly ignore: readonly string[];
}

export interface ConfigProblem {
  readonly message: string;
  /** In the configuration file's text; undefined for settings of an editor. */
  readonly span?: Span;
  /** The keys that lead to what is wrong. */
  readonly path?: readonly string[];
}

export interface ReadConfig {
  readonly layer: ConfigLayer;
  readonly problems: readonly ConfigProblem[];
}

/** Puts layers together, the last one first in rank; severities of checks are merged. */
export function resolveConfig(layers: readonly ConfigLayer[]): Config {
  const merged: ConfigLayer = Object.assign({}, ...layers);
  const alertmanager = exactVersion(merged.alertmanager ?? '') ?? versionOf(alertmanagerVersions.newest);
  return {
    dialect: dialect(merged.prometheus ?? prometheusVersions.newest, merged.features ?? []),
    alertmanager,
    matcherMode: matcherModeOf(merged.features ?? [], alertmanager),
    exporters: merged.exporters ?? {},
    checks: Object.assign({}, ...layers.map(layer => layer.checks ?? {})),
    options: Object.assign({}, ...layers.map(layer => layer.options ?? {})),
    diagnostics: { scope: merged.scope ?? 'workspace', exclude: merged.exclude ?? usuallyExcluded },
    ...(merged.scrapeInterval !== undefined ? { scrapeInterval: merged.scrapeInterval } : {}),
    ...(merged.externalLabels !== undefined ? { externalLabels: merged.externalLabels } : {}),
    catalogs: merged.catalogs ?? [],
    scenarios: merged.scenarios ?? [],
    ignore: merged.ignore ?? [],
  };
}

/** Reads an object of settings: what an editor answers for `mlAlertRules`, or the parsed configuration file. */
export function readSettings(value: unknown): ReadConfig {
  const problems: ConfigProblem[] = [];
  if (value === undefined || value === null) return { layer: {}, problems };
  if (!isRecord(value)) return { layer: {}, problems: [{ message: 'The configuration must be a mapping.' }] };
  const layer: { -readonly [K in keyof ConfigLayer]: ConfigLayer[K] } = {};
  const say = (name: SettingName, what: string, ...below: readonly string[]): void =>
    void problems.push({
      message: `\`${name}\` ${what}${what.endsWith('?') ? '' : '.'}`,
      path: [...name.split('.'), ...below],
    });
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
      case 'target.exporters':
        layer.exporters = readExporters(found, (what, ...below) => say(name, what, ...below));
        break;
      case 'checks':
        layer.checks = readSeverities(found, (what, ...below) => say(name, what, ...below));
        break;
      case 'options':
        layer.options = readOptions(found, (what, below) => say(name, what, ...below));
        break;
      case 'diagnostics.scope':
        if (found === 'workspace' || found === 'openFiles') layer.scope = found;
        else say(name, `must be workspace or openFiles, not ${shown(found)}`);
        break;
      case 'scrapeInterval':
        if (typeof found === 'string' && /^(?:\d+(?:ms|[smhdwy]))+$/.test(found)) layer.scrapeInterval = found;
        else say(name, `must be a duration such as 30s, not ${shown(found)}`);
        break;
      case 'externalLabels': {
        const labels = readLabels(found, (what, ...below) => say(name, what, ...below));
        if (labels) layer.externalLabels = labels;
        break;
      }
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

function readExporters(
  value: unknown,
  say: (what: string, ...below: readonly string[]) => void,
): Readonly<Record<string, string>> {
  if (!isRecord(value)) {
    say('must map exporters to their versions');
    return {};
  }
  const read: Record<string, string> = {};
  for (const [id, written] of Object.entries(value)) {
    const version = wordOf(written).replace(/^v/, '');
    if (!versionedExporters.includes(id)) {
      const meant = closest(id, versionedExporters);
      const advice =
        meant === undefined ? `; known are ${versionedExporters.join(', ')}` : `; did you mean \`${meant}\`?`;
      say(`names ${shownWord(id)}, of which no versions are known${advice}`, id);
    } else if (/^\d+(?:\.\d+)*$/.test(version)) read[id] = version;
    else say(`gives \`${id}\` ${shown(written)}; a version is such as "4.6"`, id);
  }
  return read;
}

function readSeverities(
  value: unknown,
  say: (what: string, ...below: readonly string[]) => void,
): Readonly<Record<string, Severity | 'off'>> {
  if (!isRecord(value)) {
    say('must map checks or families to severities');
    return {};
  }
  const read: Record<string, Severity | 'off'> = {};
  for (const [id, severity] of Object.entries(value)) {
    if (!knownChecks.has(id)) {
      const meant = closest(id, knownChecks) ?? [...knownChecks].find(known => known.endsWith(`/${id}`));
      say(`names ${shownWord(id)}, which is no check${meant === undefined ? '' : `; did you mean \`${meant}\`?`}`, id);
    }
    // YAML 1.1 editors write an unquoted `off` as false.
    const word = severity === false ? 'off' : severity;
    if (word === 'off' || word === 'hint' || word === 'info' || word === 'warning') read[id] = word;
    else say(`gives \`${id}\` ${shown(severity)}; it must be off, hint, info or warning`, id);
  }
  return read;
}

/** Ids of all checks and names of their families. */
const knownChecks: ReadonlySet<string> = new Set(
  allChecks.flatMap(({ id }) => [id as string, id.slice(0, id.indexOf('/'))]),
);

/** Labels with their values as they are written; undefined where it is no map. */
function readLabels(
  value: unknown,
  say: (what: string, ...below: readonly string[]) => void,
): Readonly<Record<string, string>> | undefined {
  if (!isRecord(value)) {
    say('must map labels to their values');
    return undefined;
  }
  const read: Record<string, string> = {};
  for (const [label, text] of Object.entries(value)) {
    if (typeof text === 'string' && label !== '') read[label] = text;
    else say(`gives \`${shownWord(label)}\` ${shown(text)}; a label has a text`, label);
  }
  return read;
}

/** A version or a name as it was written; of anything else what is shown of it, which is no name. */
function wordOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : shown(value);
}
