// All findings of a group of rules. A rule's findings are kept with the rule, a whole group's with its rules in their
// order: of ten thousand rules an edit looks at one group, and compares the others. Layer: checks.
import type { Catalog } from '../catalog/schema';
import type { WorkspaceFacts } from '../model/facts';
import type { Root } from '../model/root';
import type { RuleFile, RuleGroup, RuleUnit } from '../model/ruleFile';
import type { StructureOptions } from '../model/structure/options';
import type { Dialect } from '../promql/dialect';
import { scalarType } from '../yaml/resolve';
import type { Collector, UnitFinding } from './collect';
import { structureId } from './problemIds';
import { byUnit, type CompiledChecks } from './registry';
import type { RuleFactReader } from './ruleFacts';
import type { RulePartsCache } from './ruleParts';
import { addParserProblems, addStructureProblems, runRuleChecks } from './ruleWork';
import { outerSource } from './source';
import { ruleStructure } from './structure';

/** What a rule's findings depend on besides its text. */
export interface RuleTerms {
  readonly dialect: Dialect;
  readonly structure: StructureOptions;
  readonly catalog: Catalog;
  /** Checks that look across files are left out without it. */
  readonly workspace?: WorkspaceFacts;
}

/** Findings of a part of a group, in offsets of a text that begins `offset` behind the group's first character. */
export interface GroupFindings {
  readonly offset: number;
  readonly findings: readonly UnitFinding[];
}

export interface GroupJudge {
  /** The findings of a group; yields after every few rules that had to be judged. */
  judge(
    group: RuleGroup,
    file: RuleFile,
    terms: RuleTerms,
    collector: Collector,
  ): Generator<void, readonly GroupFindings[]>;
  /** Does for each rule what needs nothing but the rule, for a later `judge`. */
  read(group: RuleGroup, file: RuleFile, terms: RuleTerms, collector: Collector): Generator<void, void>;
}

interface KeptRule {
  readonly terms: RuleTerms;
  readonly findings: readonly UnitFinding[];
}

interface KeptGroup {
  readonly terms: RuleTerms;
  readonly findings: readonly GroupFindings[];
  readonly units: readonly RuleUnit[];
  readonly offsets: readonly number[];
  /** What stands in the group before its first and behind its last rule. */
  readonly head: string;
  readonly tail: string;
}

/** How many rules are judged anew between two yields. */
const judgedPerSlice = 4;

/** A judge with caches of its own. */
export function createGroupJudge(
  compiled: CompiledChecks,
  partsCache: RulePartsCache,
  readFacts: RuleFactReader,
): GroupJudge {
  const own = new WeakMap<RuleUnit, KeptRule>();
  // Only of rules that a check which looks across files is about.
  const shared = new WeakMap<RuleUnit, KeptRule>();
  const groups = new WeakMap<RuleUnit, KeptGroup>();

  /** Runs what needs nothing but the rule, where that is needed; tells whether it was. */
  function judgeOwn(rule: RuleUnit, root: Root, terms: RuleTerms, collector: Collector): boolean {
    if (sameOwnTerms(own.get(rule)?.terms, terms)) return false;
    const { dialect, structure, catalog } = terms;
    const parts = partsCache.of(rule, dialect, catalog);
    const problems = ruleStructure(rule, root, structure);
    addStructureProblems(collector, parts.source, problems, code => structureId(root.kind, code));
    addParserProblems(collector, isNumberToKubernetes(rule, root) ? { ...parts, expr: undefined } : parts);
    runRuleChecks(collector, compiled.own, rule, parts);
    own.set(rule, { terms, findings: collector.take() });
    // While the rule is taken apart: what it says to others will be asked for as well.
    readFacts(rule, dialect, catalog);
    return true;
  }

  /** Runs what looks across files, where the rule reads anything that this is about; tells whether it did. */
  function judgeShared(rule: RuleUnit, terms: RuleTerms, collector: Collector): boolean {
    const { dialect, catalog, workspace } = terms;
    if (!workspace || sameTerms(shared.get(rule)?.terms, terms)) return false;
    const { reads } = readFacts(rule, dialect, catalog);
    const supplies = { dialect, catalog, workspace };
    const interested = compiled.sharedOfRule.filter(check => check.when?.(reads, supplies) ?? true);
    if (interested.length === 0) {
      shared.delete(rule);
      return false;
    }
    runRuleChecks(collector, byUnit(interested), rule, partsCache.of(rule, dialect, catalog));
    shared.set(rule, { terms, findings: collector.take() });
    return true;
  }

  /** A reader that fails on one rule costs the findings of this rule, not of the file. */
  function judgeSafely(rule: RuleUnit, root: Root, terms: RuleTerms, collector: Collector): boolean {
    try {
      const judgedOwn = judgeOwn(rule, root, terms, collector);
      return judgeShared(rule, terms, collector) || judgedOwn;
    } catch (error) {
      collector.take();
      collector.fail('internal/read-rule', outerSource(rule.text), error);
      own.set(rule, { terms, findings: collector.take() });
      shared.set(rule, { terms, findings: [] });
      return true;
    }
  }

  function groupChecks(
    group: RuleGroup,
    file: RuleFile,
    terms: RuleTerms,
    collector: Collector,
  ): readonly UnitFinding[] {
    const source = outerSource(file.root.region.text);
    for (const checks of terms.workspace ? [compiled.own, compiled.shared] : [compiled.own]) {
      for (const check of checks.group) collector.run<'group'>(check, source, { file, group });
    }
    return collector.take();
  }

  function* judge(
    group: RuleGroup,
    file: RuleFile,
    terms: RuleTerms,
    collector: Collector,
  ): Generator<void, readonly GroupFindings[]> {
    const { from } = group.span;
    const first = group.rules[0]?.rule;
    const text = file.root.region.text;
    const kept = first && groups.get(first);
    if (kept && sameTerms(kept.terms, terms) && sameGroup(kept, group, text)) return kept.findings;
    const found: GroupFindings[] = [];
    const add = (findings: readonly UnitFinding[], base: number): void => {
      if (findings.length > 0) found.push({ offset: base - from, findings });
    };
    // The places of a group's own checks are in the whole text, which begins `from` before the group.
    add(groupChecks(group, file, terms, collector), 0);
    let judged = 0;
    for (const { rule, base } of group.rules) {
      if (judgeSafely(rule, file.root, terms, collector) && ++judged % judgedPerSlice === 0) yield;
      add(own.get(rule)!.findings, base);
      if (terms.workspace) add(shared.get(rule)?.findings ?? [], base);
    }
    if (first) {
      groups.set(first, {
        terms,
        units: group.rules.map(({ rule }) => rule),
        offsets: group.rules.map(({ base }) => base - from),
        head: headOf(group, text),
        tail: tailOf(group, text),
        findings: found,
      });
    }
    return found;
  }

  function* read(group: RuleGroup, { root }: RuleFile, terms: RuleTerms, collector: Collector): Generator<void, void> {
    let judged = 0;
    for (const { rule } of group.rules) {
      if (judgeSafely(rule, root, terms, collector) && ++judged % judgedPerSlice === 0) yield;
    }
  }

  return { judge, read };
}

function sameOwnTerms(a: RuleTerms | undefined, b: RuleTerms): boolean {
  return a !== undefined && a.dialect === b.dialect && a.structure === b.structure && a.catalog === b.catalog;
}

function sameTerms(a: RuleTerms | undefined, b: RuleTerms): boolean {
  return sameOwnTerms(a, b) && a!.workspace === b.workspace;
}

function sameGroup(kept: KeptGroup, group: RuleGroup, text: string): boolean {
  const { rules, span } = group;
  const { units, offsets } = kept;
  if (rules.length !== units.length) return false;
  for (let i = 0; i < units.length; i++) {
    const { rule, base } = rules[i]!;
    if (rule !== units[i] || base - span.from !== offsets[i]) return false;
  }
  return headOf(group, text) === kept.head && tailOf(group, text) === kept.tail;
}

function headOf({ rules, span }: RuleGroup, text: string): string {
  return text.slice(span.from, rules[0]!.base);
}

function tailOf({ rules, span }: RuleGroup, text: string): string {
  const { rule, base } = rules[rules.length - 1]!;
  return text.slice(base + rule.text.length, span.to);
}

/** A whole number comes to the operator as a number, in decimal digits however it was written: `0o17` is none of PromQL. */
function isNumberToKubernetes({ expr }: RuleUnit, { kind }: Root): boolean {
  return kind === 'prometheus-rule' && expr !== undefined && scalarType(expr, 'v2') === 'int';
}
