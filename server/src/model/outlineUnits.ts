// Rules read on their own lines, and those of the version before taken over. Layer: model, part of outline.ts.
import type { Change } from '../text/change';
import { ownCopy } from '../text/ownCopy';
import type { Problem } from '../text/span';
import { readPlainBlock } from '../yaml/fast';
import type { YamlComment, YamlDocument, YamlNode, YamlSeq } from '../yaml/node';
import { parseYaml } from '../yaml/parse';
import { otherLanguage } from './exprLanguage';
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
  /** The system whose language its expression is in, where that is not PromQL. */
  declare readonly otherLanguage: 'loki' | 'vmalert' | undefined;

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
    this.otherLanguage = otherLanguage(this.expr?.value ?? '');
  }
}

function ownComments(text: string, item: YamlNode, comments: readonly YamlComment[]): readonly YamlComment[] {
  if (comments.length === 0) return comments;
  return new CommentFinder(comments).between(0, text.length, item.from, item.to, text);
}

/** Refusals that the end of the text may have caused. */
export const OPEN: ReadonlySet<string> = new Set(['unclosed-quote', 'unclosed-bracket', 'expected-value']);

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

/** Units of the version before, found again by where they stood. */
export class UnitPool {
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
    // A slice would keep the whole text of this version alive as long as the rule lives.
    const rule = this.units.length > 0 ? (this.findMoved(text) ?? readUnit(ownCopy(text))) : readUnit(text);
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

function isPlain(unit: OutlinedUnit): boolean {
  return unit.problems.length === 0 && unit.allComments.length === 0 && !unit.otherLanguage;
}

function readUnit(text: string): OutlinedUnit | undefined {
  // The reader of plain blocks knows no anchors, aliases and tags: nothing ties what it reads to other lines.
  const plain = readPlainBlock(text);
  if (plain) {
    const { root } = plain;
    if (root.kind !== 'seq' || root.items.length !== 1) return undefined;
    return new OutlinedUnit(text, root.items[0]!, root.from, { problems: [], comments: plain.comments });
  }
  const [document, ...others] = parseYaml(text).documents;
  // Units are read by the newer go-yaml; a tag that does not fit there may fit for the older one.
  if (document!.problems.some(problem => problem.code === 'bad-tag-value')) return undefined;
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
