// Where the rules of a text stand, found line by line. Layer: model, part of outline.ts.
import type { Change } from '../text/change';

/** Where rules stand: behind which line, and where each begins. */
export interface Site {
  /** Offset of the `rules` key. */
  readonly key: number;
  readonly from: number;
  readonly to: number;
  readonly starts: readonly number[];
}

/** A `rules:` line without a value, perhaps behind the dashes that open its group. */
const RULES_LINE = /^[ -]*rules[ \t]*:[ \t]*(?:#.*)?\r?$/;

/**
 * Finds all places of rules; undefined where lines may not be what they look like. `known` are the places of the version
 * before: those before the change are taken over, and those behind it once a place is met again.
 */
export function findSites(text: string, known: readonly Site[], change: Change | undefined): Site[] | undefined {
  if (!text.includes('rules') || hasOddBreaks(text)) return undefined;
  const sites: Site[] = [];
  // The last two before the change are looked at again: what follows a place decides where it ends.
  for (let i = 0; change && i + 2 < known.length && known[i + 2]!.from <= change.from; i++) sites.push(known[i]!);
  const { length } = text;
  let at = sites[sites.length - 1]?.to ?? 0;
  let next = sites.length;
  while (at < length) {
    const key = text.indexOf('rules', at);
    if (key < 0) break;
    const lineStart = text.lastIndexOf('\n', key) + 1;
    if (change && lineStart > change.to) {
      const before = key - change.to + change.toBefore;
      while (next < known.length && known[next]!.key < before) next++;
      if (known[next]?.key === before) {
        for (; next < known.length; next++) sites.push(shifted(known[next]!, key - before));
        break;
      }
    }
    const lineEnd = lineEndAt(text, key);
    at = lineEnd + 1;
    if (lineEnd - lineStart > 300 || !RULES_LINE.test(text.slice(lineStart, lineEnd))) continue;
    const site = scanSite(text, key, key - lineStart, Math.min(at, length));
    if (site === undefined) return undefined;
    if (site.starts.length === 0) continue;
    sites.push(site);
    at = site.to;
  }
  return sites;
}

function lineEndAt(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end;
}

function shifted(site: Site, by: number): Site {
  if (by === 0) return site;
  return { key: site.key + by, from: site.from + by, to: site.to + by, starts: site.starts.map(start => start + by) };
}

/** Whether lines end in ways that are rare: a lone CR, NEL, LS or PS. */
function hasOddBreaks(text: string): boolean {
  if (text.includes('\u0085') || text.includes('\u2028') || text.includes('\u2029')) return true;
  return text.includes('\r') && /\r(?!\n)/.test(text);
}

/** Scans the items behind a `rules:` line whose key stands in column `column`. */
function scanSite(text: string, key: number, column: number, from: number): Site | undefined {
  const { length } = text;
  const starts: number[] = [];
  let dashColumn = -1;
  let at = from;
  // Where the comment lines directly above the current line begin; -1 for none.
  let comments = -1;
  while (at < length) {
    let first = at;
    while (text.charCodeAt(first) === 32) first++;
    const code = text.charCodeAt(first);
    let end = text.indexOf('\n', first);
    if (end < 0) end = length;
    const indent = first - at;
    if (first >= end || code === 13) comments = -1;
    else if (code === 35 && (dashColumn < 0 || indent <= dashColumn)) {
      if (comments < 0) comments = at;
    } else {
      if (code === 9) return undefined;
      const next = text.charCodeAt(first + 1);
      const dash = code === 45 && (next === 32 || next === 10 || next === 13 || first + 1 >= length);
      if (dashColumn < 0) {
        if (!dash || indent < column) break;
        dashColumn = indent;
      }
      if (indent < dashColumn || (indent === dashColumn && !dash)) break;
      if (indent === dashColumn) starts.push(comments >= 0 ? comments : at);
      comments = -1;
    }
    at = end + 1;
  }
  const to = Math.min(comments >= 0 && at < length ? comments : at, length);
  // What stands between the key's line and the first rule's comments goes with the first rule.
  if (starts.length > 0) starts[0] = from;
  return { key, from, to: starts.length > 0 ? to : from, starts };
}
