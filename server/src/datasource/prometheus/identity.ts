// What a server says of itself that rules depend on: external labels, what it does to alerts before it sends them, its address, how
// often it evaluates. Of its configuration and its flags nothing else is kept: they hold more than a preview may know.
// Layer: datasource.
import { readSending, sectionOf, sendingOf } from '../../model/prometheusConfig';
import { secondsOf } from '../../promql/durations';
import type { Sending } from '../../relabel/relabel';
import { readAsGo } from '../../yaml/goParser';
import { entries, follow, get } from '../../yaml/path';
import type { ExternalLabels, ExternalUrl, Labels } from '../datasource';
import type { Decoded } from './decode';
import { redact } from './shownText';

const malformed = (problem: string) => ({ ok: false, problem }) as const;

/** Reads the `data` of `status/config`: the YAML of the configuration, as Prometheus prints it. */
export function decodeExternalLabels(data: unknown, secrets: readonly string[]): Decoded<ExternalLabels> {
  const yaml = textAt(data, 'yaml');
  if (yaml === undefined) return malformed('has no `data.yaml`');
  const section = sectionOf(yaml, 'global');
  if (!section) return malformed('has no section `global` in `data.yaml`');
  // Prometheus prints it by the rules of its own reader: what that refuses is not from Prometheus.
  const { documents, refused } = readAsGo(section, 0, 'v3');
  if (refused) return malformed('has no YAML in `data.yaml`');
  const map = follow(get(get(documents[0]?.root, 'global'), 'external_labels'));
  const labels: [string, string][] = [];
  for (const { key, value } of map?.kind === 'map' ? entries(map) : []) {
    const node = follow(value);
    if (node?.kind === 'scalar') labels.push([key.value, redact(node.value, secrets)]);
  }
  const sending = sendingIn(yaml, Object.fromEntries(labels), secrets);
  const milliseconds = (name: string): number | undefined => {
    const node = follow(get(get(documents[0]?.root, 'global'), name));
    const seconds = node?.kind === 'scalar' ? secondsOf(node.value) : undefined;
    return seconds === undefined ? undefined : Math.round(seconds * 1000);
  };
  const evaluationInterval = milliseconds('evaluation_interval');
  const queryOffset = milliseconds('rule_query_offset');
  return {
    ok: true,
    data: {
      labels: Object.fromEntries(labels),
      ...(evaluationInterval === undefined ? {} : { evaluationInterval }),
      ...(queryOffset === undefined ? {} : { queryOffset }),
      ...(sending ? { sending } : {}),
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

/** What is done to alerts before they are sent; absent where it cannot be told. */
function sendingIn(yaml: string, external: Labels, secrets: readonly string[]): Sending | undefined {
  const sending = sendingOf(readSending(yaml, section => redact(section, secrets)));
  return sending && { ...sending, external };
}

function textAt(data: unknown, name: string): string | undefined {
  if (typeof data !== 'object' || data === null || !Object.hasOwn(data, name)) return undefined;
  const value: unknown = (data as Readonly<Record<string, unknown>>)[name];
  return typeof value === 'string' ? value : undefined;
}
