// Where the rules of a text stand, and the receivers and routes, found line by line. Layer: model, part of outline.ts.
import type { Change } from '../text/change';

/** The lists whose items are read one by one. */
const LISTS = ['rules', 'receivers', 'routes'] as const;

export type ListName = (typeof LISTS)[number];

/** Where the items of a list stand: behind which line, and where each begins. */
export interface Site {
  readonly list: ListName;
  /** Offset of the list's key. */
  readonly key: number;
  readonly from: number;
  readonly to: number;
  readonly starts: readonly number[];
}

/** The line of a list's key without a value, perhaps behind the dashes that open its group. */
const LINES: Readonly<Record<ListName, RegExp>> = {
  rules: /^[ -]*rules[ \t]*:[ \t]*(?:#.*)?\r?$/,
  receivers: /^[ -]*receivers[ \t]*:[ \t]*(?:#.*)?\r?$/,
  routes: /^[ -]*routes[ \t]*:[ \t]*(?:#.*)?\r?$/,
};

/** The places of a text. */
export interface Sites {
  readonly sites: readonly Site[];
  /** How many at the beginning are those of the version before. */
  readonly before: number;
  /** How many at the end are those of the version before, with all they hold, and where they stood is `by` less. */
  readonly behind: number;
  readonly by: number;
}

/**
 * Finds all places of such lists; undefined where lines may not be what they look like. `known` are the places of the version
 * before: those before the change are taken over, and those behind it once a place is met again.
 */
export function* findSites(
  text: string,
  known: readonly Site[],
  change: Change | undefined,
): Generator<void, Sites | undefined> {
  // What was found in the version before is known of all that was not changed.
  const isKnown = change !== undefined && known.length > 0;
  if (hasOddBreaks(isKnown ? around(text, change) : text)) return undefined;
  if (!isKnown && !LISTS.some(list => text.includes(list))) return undefined;
  const sites: Site[] = [];
  // The last two before the change are looked at again: what follows a place decides where it ends.
  for (let i = 0; change && i + 2 < known.length && known[i + 2]!.from <= change.from; i++) sites.push(known[i]!);
  const before = sites.length;
  let [behind, by] = [0, 0];
  const { length } = text;
  let at = sites[sites.length - 1]?.to ?? 0;
  let next = sites.length;
  const keys = new KeyFinder(text);
  let pause = at + charactersPerSlice;
  while (at < length) {
    if (at > pause) {
      pause = at + charactersPerSlice;
      yield;
    }
    const found = keys.next(at);
    if (!found) break;
    const { list, key } = found;
    const lineStart = text.lastIndexOf('\n', key) + 1;
    if (change && lineStart > change.to) {
      const was = key - change.to + change.toBefore;
      while (next < known.length && known[next]!.key < was) next++;
      if (known[next]?.key === was) {
        [behind, by] = [known.length - next, key - was];
        for (; next < known.length; next++) sites.push(shifted(known[next]!, by));
        break;
      }
    }
    const lineEnd = lineEndAt(text, key);
    at = lineEnd + 1;
    if (lineEnd - lineStart > 300 || !LINES[list].test(text.slice(lineStart, lineEnd))) continue;
    const site = yield* scanSite(text, list, key, key - lineStart, Math.min(at, length));
    if (site === undefined) return undefined;
    if (site.starts.length === 0) continue;
    sites.push(site);
    at = site.to;
  }
  return { sites, before, behind, by };
}

/** How much is searched for one name before the others are: a name that a file does not have is not looked for to its end. */
const charactersPerLook = 16_384;

/** Finds the names of lists; nothing is looked through twice. */
class KeyFinder {
  /** Where each name was found last, and up to where there is no other behind that. */
  private readonly found: number[] = LISTS.map(() => -1);
  private readonly seen: number[] = LISTS.map(() => 0);

  constructor(private readonly text: string) {}

  /** The first name at or behind `from`. */
  next(from: number): { readonly list: ListName; readonly key: number } | undefined {
    for (let to = from + charactersPerLook; ; to += charactersPerLook) {
      let best = -1;
      for (let i = 0; i < LISTS.length; i++) {
        const key = this.find(i, from, to);
        if (key >= 0 && (best < 0 || key < this.found[best]!)) best = i;
      }
      if (best >= 0) return { list: LISTS[best]!, key: this.found[best]! };
      if (to >= this.text.length) return undefined;
    }
  }

  /** Where a name begins in a part of the text, -1 where it does not. */
  private find(i: number, from: number, to: number): number {
    if (this.found[i]! < from) {
      const start = Math.max(from, this.seen[i]!);
      if (start >= to) return -1;
      const end = to + LISTS[i]!.length - 1;
      const at = this.text.slice(start, end).indexOf(LISTS[i]!);
      this.seen[i] = at < 0 ? to : start + at;
      if (at < 0) return -1;
      this.found[i] = start + at;
    }
    return this.found[i]! < to ? this.found[i]! : -1;
  }
}

function lineEndAt(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end;
}

function shifted(site: Site, by: number): Site {
  if (by === 0) return site;
  const starts = site.starts.map(start => start + by);
  return { list: site.list, key: site.key + by, from: site.from + by, to: site.to + by, starts };
}

/** What was changed, with a character on either side; of a line break both. */
function around(text: string, { from, to }: Change): string {
  return text.slice(Math.max(from - 1, 0), text.startsWith('\r\n', to) ? to + 2 : to + 1);
}

/** Whether lines end in ways that are rare: a lone CR, NEL, LS or PS. */
function hasOddBreaks(text: string): boolean {
  if (text.includes('\u0085') || text.includes('\u2028') || text.includes('\u2029')) return true;
  return text.includes('\r') && /\r(?!\n)/.test(text);
}

/** How much is scanned between two yields. */
const charactersPerSlice = 500_000;

/** Scans the items behind the line of a list's key, which stands in column `column`. */
function* scanSite(
  text: string,
  list: ListName,
  key: number,
  column: number,
  from: number,
): Generator<void, Site | undefined> {
  const { length } = text;
  const starts: number[] = [];
  let dashColumn = -1;
  let at = from;
  // Where the comment lines directly above the current line begin; -1 for none.
  let comments = -1;
  let pause = from + charactersPerSlice;
  while (at < length) {
    if (at > pause) {
      pause = at + charactersPerSlice;
      yield;
    }
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
  // What stands between the key's line and the first item's comments goes with the first item.
  if (starts.length > 0) starts[0] = from;
  return { list, key, from, to: starts.length > 0 ? to : from, starts };
}
