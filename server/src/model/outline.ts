// Large rule files in units: a linear scan of lines finds each rule's lines, which are parsed on their own and kept as
// long as they stay the same; the rest of the file (the skeleton) is parsed without them. Layer: model.
// It is never guessed: the skeleton's tree must show an empty `rules:` exactly where rules were taken out, and whatever
// could tie lines together (anchors, quotes or brackets left open, odd line breaks) makes the whole text be parsed.
import { type Change, changeBetween } from '../text/change';
import type { Problem } from '../text/span';
import { readAsGo } from '../yaml/goParser';
import type { YamlComment, YamlDocument, YamlMap, YamlNode, YamlPair, YamlSeq, YamlStream } from '../yaml/node';
import { absentScalar, ScalarNode } from '../yaml/nodes';
import { parseYaml } from '../yaml/parse';
import { isLogQl } from './logQl';
import type { PlacedRule } from './ruleFile';
import { CommentFinder, RuleNode } from './ruleUnit';

/** A rule whose lines were read on their own. */
export class OutlinedUnit extends RuleNode {
  /** Problems of its lines, in `text`. */
  declare readonly problems: readonly Problem[];
  /** All comments in `text`, also those that are not the rule's own. */
  declare readonly allComments: readonly YamlComment[];
  /** Offset of the item's dash in `text`. */
  declare readonly dash: number;
  /** Whether a problem may only be one because the lines end here. */
  declare readonly open: boolean;
  /** Whether its expression is no PromQL but Loki's language. */
  declare readonly logQl: boolean;

  constructor(
    text: string,
    item: YamlNode,
    dash: number,
    { problems, comments }: Pick<YamlDocument, 'problems' | 'comments'>,
  ) {
    super(text, item, ownComments(text, item, comments));
    this.problems = problems;
    this.allComments = comments;
    this.dash = dash;
    this.open = problems.some(problem => OPEN.has(problem.code));
    this.logQl = isLogQl(this.expr?.value ?? '');
  }
}

function ownComments(text: string, item: YamlNode, comments: readonly YamlComment[]): readonly YamlComment[] {
  if (comments.length === 0) return comments;
  return new CommentFinder(comments).between(0, text.length, item.from, item.to, text);
}

/** Refusals that the end of the text may have caused. */
const OPEN = new Set(['unclosed-quote', 'unclosed-bracket', 'expected-value']);

export interface PlacedUnit extends PlacedRule {
  readonly rule: OutlinedUnit;
  /** Where its text ends in the region's text. */
  readonly end: number;
  /** Nothing but a sound rule without comments: what most rules are, known without looking at the rule itself. */
  readonly plain: boolean;
}

/** The sequence under a `rules:` key whose items were read as units: `items` is empty, `rules` has them. */
export class UnitSeq implements YamlSeq {
  readonly kind = 'seq';
  readonly items: readonly YamlNode[] = [];
  readonly flow = false;

  constructor(
    readonly from: number,
    readonly to: number,
    readonly rules: readonly PlacedUnit[],
  ) {}
}

/** A text read in units. */
export interface Outlined {
  readonly text: string;
  /** The skeleton's documents with offsets in the whole text, and with the problems and comments of all units. */
  readonly stream: YamlStream;
  /** All units in order. */
  readonly units: readonly PlacedUnit[];
  /** The skeleton as it was read. */
  readonly skeleton: YamlStream;
  readonly sites: readonly Site[];
}

/**
 * Reads `text` in units, taking over those of `previous` that did not change; undefined where the text is not regular
 * enough to be certain that this equals reading it as a whole.
 */
export function readInUnits(text: string, previous?: Outlined): Outlined | undefined {
  const change = previous ? changeBetween(previous.text, text) : undefined;
  const sites = findSites(text, previous?.sites ?? [], change);
  if (!sites || sites.length === 0) return undefined;
  const pool = new UnitPool(text, previous?.units ?? [], change);
  const placed: PlacedUnit[][] = [];
  const units: PlacedUnit[] = [];
  for (const site of sites) {
    const rules: PlacedUnit[] = [];
    for (let index = 0; index < site.starts.length; index++) {
      const start = site.starts[index]!;
      const unit = pool.take(start, site.starts[index + 1] ?? site.to, index);
      if (!unit || (!unit.plain && unit.rule.open && !isRefusedFurther(text, start))) return undefined;
      rules.push(unit);
      units.push(unit);
    }
    placed.push(rules);
  }
  const skeleton = readSkeleton(text, sites, previous?.skeleton);
  const stream = mapSkeleton(text, skeleton.stream, skeleton.cuts, sites, placed);
  return stream && { text, stream, units, skeleton: skeleton.stream, sites };
}

/** Whether a unit that ends inside a quote or bracket is refused as well when the text goes on. */
function isRefusedFurther(text: string, from: number): boolean {
  const { documents, refused } = readAsGo(text, from);
  // A key at the column of the dashes is fine where the list is not indented below its own key.
  return documents.length === 0 && refused !== undefined && refused.problem.code !== 'expected-item';
}

/** Where rules stand: behind which line, and where each begins. */
interface Site {
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
function findSites(text: string, known: readonly Site[], change: Change | undefined): Site[] | undefined {
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

/** Units of the version before, found again by where they stood. */
class UnitPool {
  private next = 0;
  /** The units inside the change by their text: those that only moved are found here. */
  private moved: ReadonlyMap<string, OutlinedUnit> | undefined;
  private readonly change: Change;

  constructor(
    private readonly text: string,
    private readonly units: readonly PlacedUnit[],
    change: Change | undefined,
  ) {
    this.change = change ?? { from: 0, toBefore: 0, to: text.length };
  }

  /** The unit of `text` from `from` to `to`; undefined where these lines are no single rule. */
  take(from: number, to: number, index: number): PlacedUnit | undefined {
    const { change, units } = this;
    const before = to <= change.from;
    if (before || from >= change.to) {
      const base = before ? from : from - change.to + change.toBefore;
      while (this.next < units.length && units[this.next]!.base < base) this.next++;
      const known = units[this.next];
      if (known && known.base === base && known.end - known.base === to - from) {
        if (known.base === from && known.index === index) return known;
        return { rule: known.rule, base: from, index, end: to, plain: known.plain };
      }
    }
    const text = this.text.slice(from, to);
    const rule = this.findMoved(text) ?? readUnit(this.units.length > 0 ? detached(text) : text);
    return rule && { rule, base: from, index, end: to, plain: isPlain(rule) };
  }

  private findMoved(text: string): OutlinedUnit | undefined {
    const { from, toBefore } = this.change;
    this.moved ??= new Map(
      this.units.filter(unit => unit.end > from && unit.base < toBefore).map(unit => [unit.rule.text, unit.rule]),
    );
    return this.moved.get(text);
  }
}

/** A copy of a slice: a slice would keep the whole text of this version alive as long as the rule lives. */
function detached(slice: string): string {
  return ` ${slice}`.slice(1);
}

function isPlain(unit: OutlinedUnit): boolean {
  return unit.problems.length === 0 && unit.allComments.length === 0 && !unit.logQl;
}

function readUnit(text: string): OutlinedUnit | undefined {
  const [document, ...others] = parseYaml(text).documents;
  const root = document!.root;
  if (document!.problems.length === 0 && others.length > 0) return undefined;
  if (root?.kind !== 'seq' || root.flow || root.items.length !== 1 || root.anchor || root.tag) return undefined;
  const item = root.items[0]!;
  return tiesLines(item) ? undefined : new OutlinedUnit(text, item, root.from, document!);
}

/** Whether a node refers to another place of the file or can be referred to. */
function tiesLines(node: YamlNode): boolean {
  if (node.kind === 'alias' || node.anchor !== undefined) return true;
  if (node.kind === 'map') return node.pairs.some(pair => tiesLines(pair.key) || tiesLines(pair.value));
  return node.kind === 'seq' && node.items.some(tiesLines);
}

interface Cut {
  /** Offset in the skeleton where something was taken out. */
  readonly at: number;
  /** How much was taken out up to here. */
  readonly shift: number;
}

/** The text without the rules, parsed; that of the version before, if it is the same. */
function readSkeleton(
  text: string,
  sites: readonly Site[],
  previous: YamlStream | undefined,
): { stream: YamlStream; cuts: readonly Cut[] } {
  let skeleton = '';
  let at = 0;
  let shift = 0;
  const cuts: Cut[] = [];
  for (const site of sites) {
    skeleton += text.slice(at, site.from);
    at = site.to;
    shift += site.to - site.from;
    cuts.push({ at: skeleton.length, shift });
  }
  skeleton += text.slice(at);
  return { stream: previous?.text === skeleton ? previous : parseYaml(skeleton), cuts };
}

/** The skeleton's stream over the whole text; undefined where a site is not an empty `rules:` key of its tree. */
function mapSkeleton(
  text: string,
  stream: YamlStream,
  cuts: readonly Cut[],
  sites: readonly Site[],
  placed: readonly PlacedUnit[][],
): YamlStream | undefined {
  const mapper = new Mapper(text, cuts, sites, placed);
  const documents: YamlDocument[] = [];
  for (const document of stream.documents) {
    if (document.problems.some(problem => OPEN.has(problem.code))) return undefined;
    documents.push({
      from: mapper.offset(document.from),
      to: document.to === stream.text.length ? text.length : mapper.offset(document.to),
      root: document.root && mapper.node(document.root),
      problems: document.problems.map(problem => mapper.problem(problem)),
      comments: document.comments.map(comment => mapper.comment(comment)),
    });
  }
  if (mapper.found !== sites.length) return undefined;
  // go-yaml meets a control character a little early, perhaps already in the document before.
  if (documents.length > 1 && placed.some(rules => rules.some(one => !one.plain && hasControl(one.rule))))
    return undefined;
  return { text, documents: withUnits(documents, placed) };
}

function hasControl(unit: OutlinedUnit): boolean {
  return unit.problems.some(problem => problem.code === 'control-character');
}

/** Adds the problems and comments of the units to the documents they stand in. */
function withUnits(documents: readonly YamlDocument[], placed: readonly PlacedUnit[][]): readonly YamlDocument[] {
  const problems: Problem[] = [];
  const comments: YamlComment[] = [];
  for (const rules of placed) {
    for (const { rule, base, plain } of rules) {
      if (plain) continue;
      for (const one of rule.problems) problems.push({ ...one, from: one.from + base, to: one.to + base });
      for (const one of rule.allComments) comments.push({ ...one, from: one.from + base, to: one.to + base });
    }
  }
  if (problems.length === 0 && comments.length === 0) return documents;
  return documents.map(document => {
    const inside = (span: { from: number }): boolean => span.from >= document.from && span.from < document.to;
    const sorted = <T extends { from: number }>(own: readonly T[], more: readonly T[]): readonly T[] =>
      [...own, ...more.filter(inside)].sort((a, b) => a.from - b.from);
    return {
      ...document,
      problems: sorted(document.problems, problems),
      comments: sorted(document.comments, comments),
    };
  });
}

/** Rebuilds the skeleton's nodes over the whole text. */
class Mapper {
  /** How many sites were met as an empty `rules` value. */
  found = 0;
  private readonly siteByKey: ReadonlyMap<number, number>;

  constructor(
    private readonly text: string,
    private readonly cuts: readonly Cut[],
    private readonly sites: readonly Site[],
    private readonly placed: readonly PlacedUnit[][],
  ) {
    this.siteByKey = new Map(sites.map((site, index) => [site.key, index]));
  }

  /** The offset in the whole text; a place where rules were taken out is the place behind them. */
  offset(at: number): number {
    let low = 0;
    let high = this.cuts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.cuts[middle]!.at <= at) low = middle + 1;
      else high = middle;
    }
    return at + (low > 0 ? this.cuts[low - 1]!.shift : 0);
  }

  /** The end of something: a place where rules were taken out is the place before them. */
  private end(from: number, to: number): number {
    return to > from ? this.offset(to - 1) + 1 : this.offset(to);
  }

  problem(problem: Problem): Problem {
    return { ...problem, from: this.offset(problem.from), to: this.end(problem.from, problem.to) };
  }

  comment(comment: YamlComment): YamlComment {
    return { ...comment, from: this.offset(comment.from), to: this.end(comment.from, comment.to) };
  }

  node(node: YamlNode): YamlNode {
    const from = this.offset(node.from);
    const to = this.end(node.from, node.to);
    switch (node.kind) {
      case 'scalar':
        return this.scalar(node as ScalarNode, from, to);
      case 'alias':
        // The target is another node of the skeleton; its copy is made anew, which ends as cycles have no target.
        return { ...node, from, to, target: node.target && this.node(node.target) };
      case 'seq': {
        const items = node.items.map(item => this.node(item));
        return { ...node, from, to: Math.max(to, items[items.length - 1]?.to ?? to), items };
      }
      case 'map': {
        const pairs = node.pairs.map(pair => this.pair(node, pair));
        const last = pairs[pairs.length - 1];
        return { ...node, from, to: last ? Math.max(to, last.key.to, last.value.to) : to, pairs };
      }
    }
  }

  private pair(map: YamlMap, pair: YamlPair): YamlPair {
    const key = this.node(pair.key);
    const index = this.siteByKey.get(key.from);
    const { value } = pair;
    const empty = value.kind === 'scalar' && value.absent && value.tag === undefined && value.anchor === undefined;
    if (index === undefined || map.flow || !empty || pair.key.kind !== 'scalar' || pair.key.value !== 'rules') {
      return { key, value: this.node(value) };
    }
    this.found++;
    const rules = this.placed[index]!;
    const first = rules[0]!;
    const last = rules[rules.length - 1]!;
    const from = first.base + first.rule.dash;
    const to = Math.max(from + 1, last.base + last.rule.node.to);
    return { key, value: new UnitSeq(from, Math.min(to, this.sites[index]!.to), rules) };
  }

  private scalar(node: ScalarNode, from: number, to: number): ScalarNode {
    if (node.absent)
      return absentScalar(this.text, this.end(node.from - 1, node.from), node.flow, node.tag, node.anchor);
    const block = node.block && { ...node.block, from: this.end(node.block.from - 1, node.block.from) };
    const { style, value, flow, tag, anchor } = node;
    return new ScalarNode(this.text, style, from, to, value, flow, block, tag, anchor);
  }
}
