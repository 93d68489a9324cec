// What a server says of itself that rules depend on: external labels, what it does to alerts before it sends them, its address, how
// often it evaluates. Of its configuration and its flags nothing else is kept: they hold more than a preview may know.
// Layer: datasource.
import { parseDuration } from '../../promql/durations';
import { readAsGo } from '../../yaml/goParser';
import { entries, follow, get } from '../../yaml/path';
import type { ExternalLabels, ExternalUrl } from '../datasource';
import type { Decoded } from './decode';
import { redact } from './errors';

const malformed = (problem: string) => ({ ok: false, problem }) as const;

/** Reads the `data` of `status/config`: the YAML of the configuration, as Prometheus prints it. */
export function decodeExternalLabels(data: unknown, secrets: readonly string[]): Decoded<ExternalLabels> {
  const yaml = textAt(data, 'yaml');
  if (yaml === undefined) return malformed('has no `data.yaml`');
  const section = sectionOf(yaml, 'global');
  if (section === undefined) return malformed('has no section `global` in `data.yaml`');
  // Prometheus prints it by the rules of its own reader: what that refuses is not from Prometheus.
  const { documents, refused } = readAsGo(section, 0, 'v3');
  if (refused) return malformed('has no YAML in `data.yaml`');
  const map = follow(get(get(documents[0]?.root, 'global'), 'external_labels'));
  const labels: [string, string][] = [];
  for (const { key, value } of map?.kind === 'map' ? entries(map) : []) {
    const node = follow(value);
    if (node?.kind === 'scalar') labels.push([key.value, redact(node.value, secrets)]);
  }
  const rewrites = rewritesOf(yaml, secrets);
  const milliseconds = (name: string): number | undefined => {
    const node = follow(get(get(documents[0]?.root, 'global'), name));
    const read = node?.kind === 'scalar' ? parseDuration(node.value) : undefined;
    return read && 'seconds' in read ? Math.round(read.seconds * 1000) : undefined;
  };
  const evaluationInterval = milliseconds('evaluation_interval');
  const queryOffset = milliseconds('rule_query_offset');
  return {
    ok: true,
    data: {
      labels: Object.fromEntries(labels),
      ...(evaluationInterval === undefined ? {} : { evaluationInterval }),
      ...(queryOffset === undefined ? {} : { queryOffset }),
      ...(rewrites.length > 0 ? { rewrites } : {}),
    },
    notes: [],
  };
}

/** Reads the `data` of `status/flags`. */
export function decodeExternalUrl(data: unknown, secrets: readonly string[]): Decoded<ExternalUrl> {
  const flag = textAt(data, 'web.external-url');
  if (flag === undefined) return malformed('has no `web.external-url` in `data`');
  // Not set, the server makes up one of its host's name. One with a password is nobody's business.
  if (flag === '' || /^\w+:\/\/[^/]*@/.test(flag)) return { ok: true, data: {}, notes: [] };
  return { ok: true, data: { url: redact(flag.replace(/\/+$/, ''), secrets) }, notes: [] };
}

/** Far above what labels need; below what takes long to read. */
const maxSectionLength = 50_000;

/** The lines of a section: the rest of a configuration, which may be long and holds secrets, is not looked at. */
function sectionOf(yaml: string, name: string): string | undefined {
  const line = `${name}:`;
  let start = yaml.startsWith(line) ? 0 : yaml.indexOf(`\n${line}`);
  if (start < 0) return undefined;
  if (yaml[start] === '\n') start++;
  const behind = start + line.length;
  const rest = yaml.slice(behind, behind + maxSectionLength);
  const length = rest.search(/^\S/m);
  if (length < 0 && rest.length === maxSectionLength) return undefined;
  return yaml.slice(start, behind + (length < 0 ? rest.length : length));
}

/** Said of so many steps of rewriting; the others are counted. */
const shownSteps = 4;

/** What `alert_relabel_configs` do, each step in words. */
function rewritesOf(yaml: string, secrets: readonly string[]): readonly string[] {
  const section = sectionOf(yaml, 'alerting');
  if (section === undefined) return [];
  const { documents, refused } = readAsGo(section, 0, 'v3');
  const list = refused ? undefined : follow(get(get(documents[0]?.root, 'alerting'), 'alert_relabel_configs'));
  if (list?.kind !== 'seq') return [];
  const steps = list.items.flatMap(item => {
    if (follow(item)?.kind !== 'map') return [];
    const text = (name: string): string => {
      const node = follow(get(item, name));
      return node?.kind === 'scalar' ? redact(node.value, secrets).slice(0, 60) : '';
    };
    const pattern = `\`${text('regex')}\``;
    switch (text('action') || 'replace') {
      case 'labeldrop':
        return `drops labels ${pattern}`;
      case 'labelkeep':
        return `keeps only labels ${pattern}`;
      case 'labelmap':
        return `copies labels ${pattern}`;
      case 'drop':
      case 'keep':
      case 'dropequal':
      case 'keepequal':
        return 'drops some alerts';
      default:
        return `sets \`${text('target_label')}\``;
    }
  });
  const told = [...new Set(steps)];
  return told.length > shownSteps ? [...told.slice(0, shownSteps), `${told.length - shownSteps} steps more`] : told;
}

function textAt(data: unknown, name: string): string | undefined {
  if (typeof data !== 'object' || data === null || !Object.hasOwn(data, name)) return undefined;
  const value: unknown = (data as Readonly<Record<string, unknown>>)[name];
  return typeof value === 'string' ? value : undefined;
}
