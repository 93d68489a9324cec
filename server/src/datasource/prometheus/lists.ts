// Reads lists of names, metadata and flags. Nothing a server says is trusted. Layer: datasource.
import type { MetricMeta, NameList, ServerFlags } from '../datasource';
import type { Decoded } from './decode';
import type { Steps } from './steps';

/** A longer name is none that anybody types. */
export const maxNameLength = 4_096;
const maxTextLength = 2_000;

/** Reads the `data` of `labels` and `label/…/values`, of which at most `limit` are kept. */
export function* nameSteps(data: unknown, limit: number): Steps<Decoded<NameList>> {
  // Where there is none, some send null.
  const list = data === null ? [] : data;
  if (!Array.isArray(list)) return { ok: false, problem: 'has no list in `data`' };
  const names = new Set<string>();
  let done = 0;
  for (const name of list.slice(0, limit)) {
    if (typeof name !== 'string') return { ok: false, problem: 'has something other than text in `data`' };
    if (name.length <= maxNameLength) names.add(name);
    if (++done % 500 === 0) yield 500 * 40;
  }
  // As many as were asked for may be a part of them.
  return {
    ok: true,
    data: { names: [...names], complete: list.length < limit && names.size === list.length },
    notes: [],
  };
}

/** Reads the `data` of `metadata` about one metric. */
export function decodeMetadata(data: unknown, metric: string): Decoded<readonly MetricMeta[]> {
  if (typeof data !== 'object' || data === null) return { ok: false, problem: 'has no `data`' };
  const entries: unknown = Object.hasOwn(data, metric) ? (data as Readonly<Record<string, unknown>>)[metric] : [];
  if (!Array.isArray(entries)) return { ok: false, problem: 'has no list in `data`' };
  const read = entries.slice(0, 10).flatMap((entry: unknown) => {
    if (typeof entry !== 'object' || entry === null) return [];
    const text = (name: string): string => {
      const value = (entry as Readonly<Record<string, unknown>>)[name];
      return typeof value === 'string' ? value.slice(0, maxTextLength) : '';
    };
    return [{ type: text('type'), help: text('help'), unit: text('unit') }];
  });
  return { ok: true, data: read, notes: [] };
}

/** Reads the `data` of `status/flags`, of which only the names of features are kept. */
export function decodeFlags(data: unknown): Decoded<ServerFlags> {
  if (typeof data !== 'object' || data === null) return { ok: false, problem: 'has no `data`' };
  const value = (data as Readonly<Record<string, unknown>>)['enable-feature'];
  const features =
    typeof value === 'string' ? value.split(/[,\s]+/).filter(name => /^[a-z0-9-]{1,60}$/.test(name)) : [];
  return { ok: true, data: { features }, notes: [] };
}
