// The names of a document with their places in the file. They are read when a request is about a name that the text of a
// rule or root holds: an index of everything would be built anew with each edit and looked at seldom. Layer: analysis.
import type { Catalog } from '../../catalog/schema';
import type { SourceDocument } from '../../model/document';
import { touchesHole } from '../../model/holes/holes';
import { editFile, fromFile, placeSpan } from '../../model/region';
import { isPromql, type Root } from '../../model/root';
import type { PlacedRule, RuleUnit } from '../../model/ruleFile';
import { type Span, touches } from '../../text/span';
import type { TextEdit } from '../../text/textMap';
import type { Analysis } from '../analysis';
import { editOutermost, toOutermost } from '../source';
import { type RootTerms, symbolsOfRoot } from './ofRoot';
import { symbolsOfRule } from './ofRule';
import { isPlainName, type SymbolSite } from './symbol';

export type { SymbolKind, SymbolSite } from './symbol';

/** A name where it stands in a document. */
export interface PlacedSymbol extends SymbolSite {
  readonly root: Root;
  /** The name in the file. */
  readonly span: Span;
  /** A template engine may put something else there. */
  readonly inHole: boolean;
  /** The edit of the file that puts another name there; undefined where that is not certain to be right. */
  edit(name: string): TextEdit | undefined;
}

/** What names depend on besides the text. */
export interface SymbolTerms extends RootTerms {
  readonly catalog: Catalog;
}

export interface SymbolReader {
  /** Wanted names in those rules and roots of a document whose text holds a name that begins with `word`, in slices. */
  of(
    document: SourceDocument,
    terms: SymbolTerms,
    word: string,
    isWanted: (site: SymbolSite) => boolean,
  ): Generator<void, readonly PlacedSymbol[]>;
  /** The names in a root, those of its rules left out. */
  ofRoot(root: Root, terms: SymbolTerms): readonly PlacedSymbol[];
  /** The names at an offset of a document. */
  at(document: SourceDocument, offset: number, terms: SymbolTerms): readonly PlacedSymbol[];
}

/** How many rules are read between two yields. */
const rulesPerSlice = 4;

interface Kept {
  readonly terms: SymbolTerms;
  readonly sites: readonly SymbolSite[];
}

/** A reader with caches of its own. */
export function createSymbolReader(analysis: Pick<Analysis, 'rules' | 'parts'>): SymbolReader {
  const known = new WeakMap<RuleUnit | Root, Kept>();
  const keep = (
    owner: RuleUnit | Root,
    terms: SymbolTerms,
    read: () => readonly SymbolSite[],
  ): readonly SymbolSite[] => {
    const kept = known.get(owner);
    if (kept && sameTerms(kept.terms, terms)) return kept.sites;
    const sites = read();
    known.set(owner, { terms, sites });
    return sites;
  };
  const readRule = (rule: RuleUnit, terms: SymbolTerms): readonly SymbolSite[] =>
    symbolsOfRule(rule, analysis.parts(rule, terms.dialect, terms.catalog), terms.dialect);
  const ofRule = (rule: RuleUnit, terms: SymbolTerms): readonly SymbolSite[] =>
    keep(rule, terms, () => readRule(rule, terms));
  const ofRoot = (root: Root, terms: SymbolTerms): readonly SymbolSite[] =>
    keep(root, terms, () => symbolsOfRoot(root, terms));

  const rulesIn = (root: Root): readonly PlacedRule[] =>
    (root.kind === 'rules' || root.kind === 'prometheus-rule') && isPromql(root)
      ? analysis.rules(root).groups.flatMap(({ rules }) => rules)
      : [];

  return {
    *of(document, terms, word, isWanted) {
      // Nearly all documents and rules are passed over by their text.
      if (!document.text.includes(word) && !document.roots.some(isDecoded)) return [];
      const found: PlacedSymbol[] = [];
      let read = 0;
      for (const root of document.roots) {
        if (!root.region.text.includes(word)) continue;
        for (const site of ofRoot(root, terms)) if (isWanted(site)) found.push(place(site, root, 0));
        for (const { rule, base } of rulesIn(root)) {
          if (!rule.reaches && !holdsWord(rule.text, word)) continue;
          // Not kept: of a large file that would be megabytes, for a request that comes seldom.
          for (const site of readRule(rule, terms)) if (isWanted(site)) found.push(place(site, root, base));
          if (++read % rulesPerSlice === 0) yield;
        }
      }
      return distinct(found);
    },
    ofRoot: (root, terms) => distinct(ofRoot(root, terms).map(site => place(site, root, 0))),
    at(document, offset, terms) {
      const found = document.roots.flatMap(root => {
        const at = fromFile(root.region, offset);
        if (at === undefined) return [];
        const inside = rulesIn(root).find(({ rule: { node }, base }) => node.from + base <= at && at <= node.to + base);
        const sites = inside ? ofRule(inside.rule, terms) : ofRoot(root, terms);
        return sites.map(site => place(site, root, inside?.base ?? 0));
      });
      return distinct(found).filter(({ span }) => touches(span, offset));
    },
  };
}

/** Whether a name in the text begins with `word`: those of the parts of a histogram go on after it. */
function holdsWord(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    if (at === 0 || !/[\w:]/.test(text[at - 1]!)) return true;
  }
  return false;
}

/** Whether a root's text does not stand in the file letter by letter. */
function isDecoded({ region }: Root): boolean {
  return region.map !== undefined;
}

function sameTerms(a: SymbolTerms, b: SymbolTerms): boolean {
  return a.dialect === b.dialect && a.catalog === b.catalog && a.alertmanager === b.alertmanager;
}

function place(site: SymbolSite, root: Root, base: number): PlacedSymbol {
  const { region, holes } = root;
  const { span } = toOutermost(site.at);
  const inRegion = { from: span.from + base, to: span.to + base };
  return {
    ...site,
    root,
    span: placeSpan(inRegion, region),
    inHole: touchesHole(holes, inRegion),
    edit(name) {
      const fits = site.exact && (!site.plain || isPlainName(name));
      const edit = fits ? editOutermost(site.at, name) : undefined;
      return edit && editFile(region, { ...edit, from: edit.from + base, to: edit.to + base });
    },
  };
}

/** Each place once: an anchor's text is read through each of its aliases. */
function distinct(sites: Iterable<PlacedSymbol>): readonly PlacedSymbol[] {
  const found = new Map<string, PlacedSymbol>();
  for (const site of sites) found.set(`${site.kind} ${site.span.from} ${site.span.to}`, site);
  return [...found.values()].sort((a, b) => a.span.from - b.span.from);
}
