// What a server says of itself that templates of rules show: its external labels and its address. Of its configuration and
// its flags nothing else is kept: they hold more than a preview may know. Layer: datasource.
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
  const section = globalSection(yaml);
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
  return { ok: true, data: { labels: Object.fromEntries(labels) }, notes: [] };
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

/** The lines of the section `global`: the rest of a configuration, which may be long and holds secrets, is not looked at. */
function globalSection(yaml: string): string | undefined {
  const start = /^global:.*$/m.exec(yaml);
  if (!start) return undefined;
  const behind = start.index + start[0].length;
  const rest = yaml.slice(behind, behind + maxSectionLength);
  const length = rest.search(/^\S/m);
  if (length < 0 && rest.length === maxSectionLength) return undefined;
  return yaml.slice(start.index, behind + (length < 0 ? rest.length : length));
}

function textAt(data: unknown, name: string): string | undefined {
  if (typeof data !== 'object' || data === null || !Object.hasOwn(data, name)) return undefined;
  const value: unknown = (data as Readonly<Record<string, unknown>>)[name];
  return typeof value === 'string' ? value : undefined;
}
