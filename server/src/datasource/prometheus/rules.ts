// Reads the rules that a server has loaded. Every field is looked at; what is not needed is not kept. Layer: datasource.
import type { LoadedGroup, LoadedRule, LoadedRules } from '../datasource';
import { type Decoded, isObject, type Json, malformed } from './decode';

/** Reads the `data` of `rules`. */
export function decodeRules(data: unknown): Decoded<LoadedRules> {
  const list = isObject(data) ? data.groups : undefined;
  // A server without any says `null`.
  if (list === null) return { ok: true, data: { groups: [] }, notes: [] };
  if (!Array.isArray(list)) return malformed('has no list in `data.groups`');
  const groups: LoadedGroup[] = [];
  for (const [i, item] of list.entries()) {
    const group = isObject(item) ? readGroup(item) : undefined;
    if (!group) return malformed(`has no group in \`data.groups[${i}]\``);
    groups.push(group);
  }
  return { ok: true, data: { groups }, notes: [] };
}

function readGroup(item: Json): LoadedGroup | undefined {
  const { name, file, rules } = item;
  const interval = seconds(item.interval);
  if (typeof name !== 'string' || interval === undefined || interval <= 0 || !Array.isArray(rules ?? []))
    return undefined;
  const read = ((rules ?? []) as readonly unknown[]).map(readRule);
  if (!read.every(rule => rule !== undefined)) return undefined;
  // One that was never evaluated has the first moment of Go's time.
  const last = typeof item.lastEvaluation === 'string' ? Date.parse(item.lastEvaluation) : Number.NaN;
  return {
    name,
    file: typeof file === 'string' ? file : '',
    interval,
    limit: typeof item.limit === 'number' && item.limit > 0 ? item.limit : 0,
    ...(last > 0 ? { lastEvaluation: last } : {}),
    rules: read,
  };
}

function readRule(item: unknown): LoadedRule | undefined {
  if (!isObject(item) || typeof item.name !== 'string' || typeof item.query !== 'string') return undefined;
  if (item.type !== 'alerting' && item.type !== 'recording') return undefined;
  return {
    kind: item.type === 'alerting' ? 'alert' : 'record',
    name: item.name,
    query: item.query,
    for: seconds(item.duration) ?? 0,
    keepFiringFor: seconds(item.keepFiringFor) ?? 0,
    ...(typeof item.lastError === 'string' && item.lastError !== '' ? { lastError: item.lastError } : {}),
  };
}

/** Seconds of the API as milliseconds. */
function seconds(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? Math.round(value * 1000) : undefined;
}
