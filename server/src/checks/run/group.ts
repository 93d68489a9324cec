// All findings of a group of rules. A rule's findings are kept with the rule, a whole group's with its rules in their
// order: of ten thousand rules an edit looks at one group, and compares the others. Layer: checks.
import type { Analysis } from '../../analysis/analysis';
import { ChangeLog } from '../../analysis/changes';
import type { WorkspaceFacts } from '../../analysis/facts';
import { outerSource } from '../../analysis/source';
import type { Catalog } from '../../catalog/schema';
import type { Root } from '../../model/root';
import type { RuleFile, RuleGroup, RuleUnit } from '../../model/ruleFile';
import type { StructureOptions } from '../../model/structure/options';
import type { Dialect } from '../../promql/dialect';
import { scalarType } from '../../yaml/resolve';
import type { Check } from '../check';
import { structureId } from '../told/ids';
import type { Collector, UnitFinding } from './collector';
import { type ByUnit, byUnit, type CompiledChecks } from './registry';
import { addParserProblems, addStructureProblems, runRuleChecks } from './rule';
import { ruleStructure } from './structure';

/** What a rule's findings depend on besides its text. */
export interface RuleTerms {
  readonly dialect: Dialect;
  readonly structure: StructureOptions;
  readonly catalog: Catalog;
  /** Who reads the rules, worked out by the judge: the same lines say another thing in values of a chart. */
  readonly reader?: string;
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

interface KeptAcross extends KeptRule {
  /** When it was judged. */
  readonly at: Moment;
}

/** A version of what a workspace says. */
interface Moment {
  readonly log: ChangeLog;
  readonly version: number;
}

interface KeptGroup {
  readonly terms: RuleTerms;
  readonly units: readonly RuleUnit[];
  readonly offsets: readonly number[];
  /** What stands in the group before its first and behind its last rule. */
  readonly head: string;
  readonly tail: string;
  /** What was found without looking at other files. */
  readonly findings: readonly GroupFindings[];
  /** Names of the metrics that its rules read. */
  readonly reads: readonly string[];
  /** What was found last by looking at other files. */
  readonly across?: { readonly at: Moment; readonly findings: readonly GroupFindings[] };
}

/** How many rules are judged anew between two yields. */
const judgedPerSlice = 4;

/** A judge with caches of its own. */
export function createGroupJudge(compiled: CompiledChecks, analysis: Analysis): GroupJudge {
  const own = new WeakMap<RuleUnit, KeptRule>();
  // Only of rules that a check which looks across files is about.
  const across = new WeakMap<RuleUnit, KeptAcross>();
  const logs = new WeakMap<object, ChangeLog>();
  const logOf = (workspace: WorkspaceFacts): ChangeLog => {
    let log = logs.get(workspace.of);
    if (!log) logs.set(workspace.of, (log = new ChangeLog(workspace)));
    return log;
  };
  const groups = new WeakMap<RuleUnit, KeptGroup>();

  /** Runs what needs nothing but the rule, where that is needed; tells whether it was. */
  function judgeOwn(rule: RuleUnit, root: Root, terms: RuleTerms, collector: Collector): boolean {
    if (sameOwnTerms(own.get(rule)?.terms, terms)) return false;
    const { dialect, structure, catalog } = terms;
    const parts = analysis.parts(rule, dialect, catalog);
    const problems = ruleStructure(rule, root, structure);
    addStructureProblems(collector, parts.source, problems, code => structureId(root.kind, code));
    addParserProblems(collector, isNumberToKubernetes(rule, root) ? { ...parts, expr: undefined } : parts);
    runRuleChecks(collector, compiled.own, rule, parts);
    own.set(rule, { terms, findings: collector.take() });
    // While the rule is taken apart: what it says to others will be asked for as well.
    analysis.ruleFacts(rule, dialect, catalog);
    return true;
  }

  /** The checks about rules that look across files and may have something to say where these metrics are read. */
  function interestedIn(reads: readonly string[], { dialect, catalog, workspace }: AcrossTerms): readonly Check[] {
    const supplies = { dialect, catalog, workspace };
    return compiled.sharedOfRule.filter(check => check.when?.(reads, supplies) ?? true);
  }

  /** Runs what looks across files, where the rule reads anything that this is about; tells whether it did. */
  function judgeAcross(rule: RuleUnit, own: RuleTerms, terms: AcrossTerms, at: Moment, collector: Collector): boolean {
    const { dialect, catalog } = terms;
    const known = across.get(rule);
    const { reads } = analysis.ruleFacts(rule, dialect, catalog);
    if (known && sameOwnTerms(known.terms, terms) && !hasChanged(known.at, at, reads)) return false;
    const interested = interestedIn(reads, terms);
    if (interested.length === 0) {
      across.delete(rule);
      return false;
    }
    runRuleChecks(collector, byUnit(interested), rule, analysis.parts(rule, dialect, catalog));
    across.set(rule, { terms: own, at, findings: collector.take() });
    return true;
  }

  /** A reader that fails on one rule costs the findings of this rule, not of the file. */
  function safely(rule: RuleUnit, terms: RuleTerms, collector: Collector, judgeRule: () => boolean): boolean {
    try {
      return judgeRule();
    } catch (error) {
      collector.take();
      collector.fail('internal/read-rule', outerSource(rule.text), error);
      own.set(rule, { terms, findings: collector.take() });
      across.delete(rule);
      return true;
    }
  }

  function* judge(
    group: RuleGroup,
    file: RuleFile,
    terms: RuleTerms,
    collector: Collector,
  ): Generator<void, readonly GroupFindings[]> {
    // Without the workspace: what is kept of a rule would keep what all files said when it was judged.
    const { workspace, ...own } = terms;
    const reader = readerOf(file.root);
    const kept = yield* judgeGroup(group, file, { ...own, reader }, collector);
    if (!workspace) return kept.findings;
    const found = yield* judgeGroupAcross(kept, group, file, { ...own, reader, workspace }, collector);
    return found.length > 0 ? [...kept.findings, ...found] : kept.findings;
  }

  /** What is found in a group without looking at other files, kept as long as the group stays the same. */
  function* judgeGroup(
    group: RuleGroup,
    file: RuleFile,
    terms: RuleTerms,
    collector: Collector,
  ): Generator<void, KeptGroup> {
    const first = group.rules[0]?.rule;
    const text = file.root.region.text;
    const known = first && groups.get(first);
    if (known && sameOwnTerms(known.terms, terms) && sameGroup(known, group, text)) return known;
    const found = new FoundInGroup(group);
    found.addToGroup(runGroupChecks(compiled.own, group, file, collector));
    const reads = new Set<string>();
    let judged = 0;
    for (const { rule, base } of group.rules) {
      const isNew = safely(rule, terms, collector, () => judgeOwn(rule, file.root, terms, collector));
      if (isNew && ++judged % judgedPerSlice === 0) yield;
      found.add(own.get(rule)!.findings, base);
      for (const name of analysis.ruleFacts(rule, terms.dialect, terms.catalog).reads) reads.add(name);
    }
    const kept: KeptGroup = {
      terms,
      units: group.rules.map(({ rule }) => rule),
      offsets: group.rules.map(({ base }) => base - group.span.from),
      head: first ? headOf(group, text) : '',
      tail: first ? tailOf(group, text) : '',
      findings: found.list,
      reads: [...reads],
    };
    if (first) groups.set(first, kept);
    return kept;
  }

  /** What is found in a group by looking at other files, kept as long as these say the same. */
  function* judgeGroupAcross(
    kept: KeptGroup,
    group: RuleGroup,
    file: RuleFile,
    terms: AcrossTerms,
    collector: Collector,
  ): Generator<void, readonly GroupFindings[]> {
    const { workspace } = terms;
    const at: Moment = { log: logOf(workspace), version: logOf(workspace).versionOf(workspace) };
    const known = kept.across;
    const [first] = kept.units;
    if (known && sameMoment(known.at, at)) return known.findings;
    // Checks of groups may look at anything; those of rules look at what their rule reads.
    if (known && compiled.shared.group.length === 0 && !hasChanged(known.at, at, kept.reads)) {
      if (first) groups.set(first, { ...kept, across: { at, findings: known.findings } });
      return known.findings;
    }
    const found = new FoundInGroup(group);
    found.addToGroup(runGroupChecks(compiled.shared, group, file, collector));
    // Most groups read nothing that any of these checks is about: their rules need not be asked one by one.
    const rules = interestedIn(kept.reads, terms).length > 0 ? group.rules : [];
    let judged = 0;
    for (const { rule, base } of rules) {
      const isNew = safely(rule, terms, collector, () => judgeAcross(rule, kept.terms, terms, at, collector));
      if (isNew && ++judged % judgedPerSlice === 0) yield;
      found.add(across.get(rule)?.findings ?? [], base);
    }
    if (first) groups.set(first, { ...kept, across: { at, findings: found.list } });
    return found.list;
  }

  function* read(group: RuleGroup, file: RuleFile, terms: RuleTerms, collector: Collector): Generator<void, void> {
    yield* judgeGroup(group, file, { ...terms, reader: readerOf(file.root) }, collector);
  }

  return { judge, read };
}

function runGroupChecks(
  checks: ByUnit,
  group: RuleGroup,
  file: RuleFile,
  collector: Collector,
): readonly UnitFinding[] {
  const place = { source: outerSource(file.root.region.text) };
  for (const check of checks.group) collector.run<'group'>(check, place, { file, group });
  return collector.take();
}

/** Gathers findings of one group. */
class FoundInGroup {
  readonly list: GroupFindings[] = [];

  constructor(private readonly group: RuleGroup) {}

  /** Findings in a rule's text, which begins at `base`. */
  add(findings: readonly UnitFinding[], base: number): void {
    if (findings.length > 0) this.list.push({ offset: base - this.group.span.from, findings });
  }

  /** Findings with places in the whole text. */
  addToGroup(findings: readonly UnitFinding[]): void {
    this.add(findings, 0);
  }
}

type AcrossTerms = RuleTerms & { readonly workspace: WorkspaceFacts };

function sameMoment(a: Moment, b: Moment): boolean {
  return a.log === b.log && a.version === b.version;
}

/** Whether what the workspace says of these metrics is another thing than it was. */
function readerOf({ kind, holder, dialect }: Root): string {
  return `${kind} ${holder ?? ''} ${dialect ?? ''}`;
}

function hasChanged(was: Moment, is: Moment, reads: readonly string[]): boolean {
  return was.log !== is.log || is.log.changedSince(was.version, reads);
}

function sameOwnTerms(a: RuleTerms | undefined, b: RuleTerms): boolean {
  return (
    a !== undefined &&
    a.dialect === b.dialect &&
    a.structure === b.structure &&
    a.catalog === b.catalog &&
    a.reader === b.reader
  );
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
