// All findings of a group of rules. A rule's findings are kept with the rule, a whole group's with its rules in their
// order: of ten thousand rules an edit looks at one group, and compares the others. Layer: checks.
import type { Analysis } from '../../analysis/analysis';
import { ChangeLog } from '../../analysis/changes';
import { outerSource } from '../../analysis/source';
import type { WorkspaceFacts } from '../../analysis/workspaceFacts';
import type { GroupMark, GroupMarks } from '../../model/groupMark';
import type { RuleFile, RuleGroup } from '../../model/ruleFile';
import type { Collector, UnitFinding } from './collector';
import type { PartFindings } from './placing';
import type { ByUnit, CompiledChecks } from './registry';
import { RuleJudge } from './ruleJudge';
import {
  type AcrossTerms,
  hasChanged,
  type Moment,
  type OwnTerms,
  ownTerms,
  type RuleTerms,
  sameMoment,
  sameOwnTerms,
} from './terms';

interface KeptGroup {
  readonly terms: OwnTerms;
  /** What was found without looking at other files. */
  readonly findings: readonly PartFindings[];
  /** The same of checks that follow recordings: it holds as long as no rule of the group reads a recorded series. */
  readonly unrecorded: readonly PartFindings[];
  /** Names of the metrics that its rules read. */
  readonly reads: readonly string[];
  /** All that was found, together with what looking at other files gave last. */
  across?: { at: Moment; readonly all: readonly PartFindings[] };
}

/** Judges the groups of one file. */
export interface GroupsOfFile {
  /** What was found in a group where it still holds; undefined where it has to be judged. Nearly all groups, at every edit. */
  kept(group: RuleGroup): readonly PartFindings[] | undefined;
  /** The findings of a group; yields after every few rules that had to be judged. */
  anew(group: RuleGroup): Generator<void, readonly PartFindings[]>;
}

/** How many rules are judged anew between two yields. */
const judgedPerSlice = 1;

/** Of how many metrics, and of how many rules, it is asked between two yields whether any check is about them. */
const namesPerSlice = 8;
const askedPerSlice = 8;

/** Judges groups, with caches of its own. */
export class GroupJudge {
  private readonly rules: RuleJudge;
  private readonly marks: GroupMarks;
  private readonly groups = new WeakMap<GroupMark, KeptGroup>();
  /** By the workspace. */
  private readonly logs = new WeakMap<object, ChangeLog>();

  constructor(
    private readonly compiled: CompiledChecks,
    analysis: Analysis,
  ) {
    this.rules = new RuleJudge(compiled, analysis);
    this.marks = analysis.groupMarks;
  }

  /** Judges the groups of a file one by one. */
  *judging(file: RuleFile, terms: RuleTerms, collector: Collector): Generator<void, GroupsOfFile> {
    const own = ownTerms(terms, file.root);
    const { workspace } = terms;
    const across = workspace && { own, workspace, at: yield* this.now(workspace) };
    return {
      kept: group => {
        const kept = this.known(group, file, own);
        if (!kept) return undefined;
        return across ? this.stillSaid(kept, across.at)?.all : [...kept.findings, ...kept.unrecorded];
      },
      anew: group => this.judge(group, file, own, across, collector),
    };
  }

  /** Does for each rule of a file what needs nothing but the rule, for a later `judging`. */
  *read(file: RuleFile, terms: RuleTerms, collector: Collector): Generator<void, void> {
    const own = ownTerms(terms, file.root);
    for (const group of file.groups) {
      if (!this.known(group, file, own)) yield* this.judgeOwn(group, file, own, collector);
    }
  }

  private *judge(
    group: RuleGroup,
    file: RuleFile,
    own: OwnTerms,
    across: AcrossTerms | undefined,
    collector: Collector,
  ): Generator<void, readonly PartFindings[]> {
    const kept = this.known(group, file, own) ?? (yield* this.judgeOwn(group, file, own, collector));
    if (!across) return [...kept.findings, ...kept.unrecorded];
    return (this.stillSaid(kept, across.at) ?? (yield* this.judgeAcross(kept, group, file, across, collector))).all;
  }

  /** What is kept of a group, where it is the same. */
  private known(group: RuleGroup, file: RuleFile, terms: OwnTerms): KeptGroup | undefined {
    const mark = this.marks.of(group, file.root.region.text);
    const known = mark && this.groups.get(mark);
    return known && sameOwnTerms(known.terms, terms) ? known : undefined;
  }

  /** What was found by looking at other files, as long as these say the same of what the rules read. */
  private stillSaid(kept: KeptGroup, at: Moment): KeptGroup['across'] {
    const known = kept.across;
    if (!known || sameMoment(known.at, at)) return known;
    // Checks of groups may look at anything; those of rules look at what their rule reads.
    if (this.compiled.shared.group.length > 0 || hasChanged(known.at, at, kept.reads)) return undefined;
    known.at = at;
    return known;
  }

  private *now(workspace: WorkspaceFacts): Generator<void, Moment> {
    let log = this.logs.get(workspace.of);
    if (!log) this.logs.set(workspace.of, (log = new ChangeLog(workspace)));
    return { log, version: yield* log.versionOf(workspace) };
  }

  /** Finds what a group says without other files, and keeps it as long as the group stays the same. */
  private *judgeOwn(
    group: RuleGroup,
    file: RuleFile,
    terms: OwnTerms,
    collector: Collector,
  ): Generator<void, KeptGroup> {
    const mark = this.marks.of(group, file.root.region.text);
    const found = new FoundInGroup(group);
    const unrecorded = new FoundInGroup(group);
    found.addToGroup(yield* runGroupChecks(this.compiled.own, group, file, collector));
    const reads = new Set<string>();
    let judged = 0;
    for (const { rule, base } of group.rules) {
      const isNew = yield* this.rules.judgeOwnInSlices(rule, file.root, terms, collector);
      if (isNew && ++judged % judgedPerSlice === 0) yield;
      found.add(this.rules.ownFindings(rule), base);
      unrecorded.add(this.rules.unrecordedFindings(rule), base);
      for (const name of this.rules.readsOf(rule, terms)) reads.add(name);
    }
    const kept: KeptGroup = {
      terms,
      findings: found.list,
      unrecorded: unrecorded.list,
      reads: [...reads],
    };
    if (mark) this.groups.set(mark, kept);
    return kept;
  }

  /** Finds what other files say of a group, and keeps it as long as they say the same of what its rules read. */
  private *judgeAcross(
    kept: KeptGroup,
    group: RuleGroup,
    file: RuleFile,
    terms: AcrossTerms,
    collector: Collector,
  ): Generator<void, NonNullable<KeptGroup['across']>> {
    const found = new FoundInGroup(group);
    found.addToGroup(yield* runGroupChecks(this.compiled.shared, group, file, collector));
    // Most groups read nothing that any of these checks is about: their rules need not be asked one by one.
    const rules = (yield* this.isAskedAbout(kept.reads, terms)) ? group.rules : [];
    let asked = 0;
    for (const { rule, base } of rules) {
      const isNew = this.rules.judgeAcross(rule, terms, collector);
      if (isNew || ++asked % askedPerSlice === 0) yield;
      found.add(this.rules.acrossFindings(rule), base);
    }
    yield* this.judgeRecorded(kept, group, terms, collector, found);
    const { list } = found;
    const all = list.length > 0 ? [...kept.findings, ...list] : kept.findings;
    kept.across = { at: terms.at, all };
    return kept.across;
  }

  /** Whether a check that looks across files may have something to say where these metrics are read. */
  private *isAskedAbout(reads: readonly string[], terms: AcrossTerms): Generator<void, boolean> {
    for (let from = 0; from < reads.length; from += namesPerSlice) {
      if (from > 0) yield;
      if (this.rules.interestedIn(reads.slice(from, from + namesPerSlice), terms).length > 0) return true;
    }
    return false;
  }

  /** Adds what the checks that follow recordings say. */
  private *judgeRecorded(
    kept: KeptGroup,
    group: RuleGroup,
    terms: AcrossTerms,
    collector: Collector,
    found: FoundInGroup,
  ): Generator<void, void> {
    const recorded = kept.reads.filter(name => terms.workspace.recorded(name).length > 0);
    if (recorded.length === 0) {
      found.list.push(...kept.unrecorded);
      return;
    }
    let judged = 0;
    for (const { rule, base } of group.rules) {
      if (this.rules.readsOf(rule, terms.own).some(name => recorded.includes(name))) {
        const isNew = this.rules.judgeRecorded(rule, terms, collector);
        if (isNew && ++judged % judgedPerSlice === 0) yield;
        found.add(this.rules.recordedFindings(rule), base);
      } else found.add(this.rules.unrecordedFindings(rule), base);
    }
  }
}

/** In a group of so many rules the checks of groups pause between each other. */
const longGroup = 512;

function* runGroupChecks(
  checks: ByUnit,
  group: RuleGroup,
  file: RuleFile,
  collector: Collector,
): Generator<void, readonly UnitFinding[]> {
  const place = { source: outerSource(file.root.region.text) };
  for (const check of checks.group) {
    collector.run<'group'>(check, place, { file, group });
    if (group.rules.length >= longGroup) yield;
  }
  return collector.take();
}

/** Gathers findings of one group. */
class FoundInGroup {
  readonly list: PartFindings[] = [];

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
