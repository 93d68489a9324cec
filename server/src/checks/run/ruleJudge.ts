// The findings of single rules, kept with them: those that need nothing but the rule, and those of checks that look across
// files. Layer: checks.
import type { Analysis } from '../../analysis/analysis';
import type { RuleParts } from '../../analysis/ruleParts';
import { outerSource } from '../../analysis/source';
import type { Root } from '../../model/root';
import type { RuleUnit } from '../../model/ruleFile';
import { RuleMemo } from '../../model/ruleMemo';
import { finish } from '../../text/slices';
import { prepareMap } from '../../yaml/nodes';
import { scalarType } from '../../yaml/resolve';
import type { Check } from '../check';
import { structureId } from '../told/ids';
import type { Collector, UnitFinding } from './collector';
import { everything, type Held } from './held';
import { type ByUnit, byUnit, type CompiledChecks, mayConcern } from './registry';
import { addParserProblems, addStructureProblems, large, runRuleChecks, runRuleChecksInSlices } from './rule';
import { ruleStructure } from './structure';
import { type AcrossTerms, hasChanged, type Moment, type OwnTerms, sameOwnTerms } from './terms';

interface KeptRule {
  readonly terms: OwnTerms;
  readonly findings: readonly UnitFinding[];
}

interface KeptOwn extends KeptRule {
  /** Of checks that follow recordings, as long as the rule reads no recorded series. */
  readonly following: readonly UnitFinding[];
}

interface KeptAcross extends KeptRule {
  /** When it was judged. */
  readonly at: Moment;
}

const none: readonly UnitFinding[] = [];

/** The first rules take long: most of what runs over them runs for the first time. */
const warm = 40;

/** Judges rules, with caches of its own. */
export class RuleJudge {
  private readonly own = new RuleMemo<KeptOwn>();
  /** Only of rules that a check which looks across files is about. */
  private readonly across = new RuleMemo<KeptAcross>();
  private readonly byUnits = new Map<string, ByUnit>();
  /** Only of rules that read recorded series. */
  private readonly following = new RuleMemo<KeptAcross>();
  private judged = 0;

  constructor(
    private readonly compiled: CompiledChecks,
    private readonly analysis: Analysis,
  ) {}

  /** What was found last without looking at other files. */
  ownFindings(rule: RuleUnit): readonly UnitFinding[] {
    return this.own.get(rule)?.findings ?? none;
  }

  /** What was found last by looking at other files. */
  acrossFindings(rule: RuleUnit): readonly UnitFinding[] {
    return this.across.get(rule)?.findings ?? none;
  }

  /** What the checks that follow recordings found where the rule reads no recorded series. */
  unrecordedFindings(rule: RuleUnit): readonly UnitFinding[] {
    return this.own.get(rule)?.following ?? none;
  }

  /** What they found last in a rule that reads one. */
  recordedFindings(rule: RuleUnit): readonly UnitFinding[] {
    return this.following.get(rule)?.findings ?? none;
  }

  /** Names of the metrics that a rule reads. */
  readsOf(rule: RuleUnit, { dialect, catalog }: OwnTerms): readonly string[] {
    return this.analysis.ruleFacts(rule, dialect, catalog).reads;
  }

  /** Runs what needs nothing but the rule, where that is needed; gives whether it was. */
  judgeOwn(rule: RuleUnit, root: Root, terms: OwnTerms, collector: Collector): boolean {
    if (sameOwnTerms(this.own.get(rule)?.terms, terms)) return false;
    return this.safely(rule, terms, collector, () => {
      finish(this.judgeInSlices(rule, root, terms, collector));
      return true;
    });
  }

  /** The same with pauses within the rule, where it may take long: it is large, or one of the first. */
  *judgeOwnInSlices(rule: RuleUnit, root: Root, terms: OwnTerms, collector: Collector): Generator<void, boolean> {
    if (this.judged > warm && rule.text.length < large) return this.judgeOwn(rule, root, terms, collector);
    if (sameOwnTerms(this.own.get(rule)?.terms, terms)) return false;
    this.judged++;
    try {
      yield* this.judgeInSlices(rule, root, terms, collector);
    } catch (error) {
      this.failed(rule, terms, collector, error);
    }
    return true;
  }

  private *judgeInSlices(rule: RuleUnit, root: Root, terms: OwnTerms, collector: Collector): Generator<void, void> {
    const { dialect, structure, catalog } = terms;
    const parts = yield* this.analysis.partsInSlices(rule, dialect, catalog);
    yield;
    yield* prepareMap(rule.expr);
    const problems = ruleStructure(rule, root, structure);
    addStructureProblems(collector, parts.source, problems, code => structureId(root.kind, code));
    yield;
    addParserProblems(collector, isNumberToKubernetes(rule, root) ? { ...parts, expr: undefined } : parts);
    const held = this.heldBy(rule, parts, terms);
    yield* runRuleChecksInSlices(collector, this.compiled.own, rule, parts, catalog, held);
    yield;
    const findings = collector.take();
    yield* runRuleChecksInSlices(collector, this.compiled.following, rule, parts, catalog, held);
    this.own.set(rule, { terms, findings, following: collector.take() });
    // While the rule is taken apart: what it says to others will be asked for as well.
    this.analysis.ruleFacts(rule, dialect, catalog);
  }

  private heldBy(rule: RuleUnit, parts: RuleParts, { catalog }: OwnTerms): Held {
    return rule.text.length < large ? this.compiled.needs.heldBy(rule, parts, catalog) : everything;
  }

  /** The checks about rules that look across files and may have something to say where these metrics are read. */
  interestedIn(reads: readonly string[], { own: { dialect, catalog }, workspace }: AcrossTerms): readonly Check[] {
    const supplies = { dialect, catalog, workspace };
    return this.compiled.sharedOfRule.filter(check => mayConcern(check, reads, supplies));
  }

  /** Checks by what they are asked about; the same few come together again and again. */
  private sorted(checks: readonly Check[]): ByUnit {
    const key = checks.map(({ id }) => id).join();
    const known = this.byUnits.get(key) ?? byUnit(checks, this.compiled.needs);
    this.byUnits.set(key, known);
    return known;
  }

  /** Runs what looks across files, where the rule reads anything that this is about; gives whether it did. */
  judgeAcross(rule: RuleUnit, terms: AcrossTerms, collector: Collector): boolean {
    const { own, at } = terms;
    return this.safely(rule, own, collector, () => {
      const known = this.across.get(rule);
      const reads = this.readsOf(rule, own);
      if (known && sameOwnTerms(known.terms, own) && !hasChanged(known.at, at, reads)) return false;
      const interested = this.interestedIn(reads, terms);
      if (interested.length === 0) {
        this.across.delete(rule);
        return false;
      }
      const parts = this.analysis.parts(rule, own.dialect, own.catalog);
      runRuleChecks(collector, this.sorted(interested), rule, parts, own.catalog, this.heldBy(rule, parts, own));
      this.across.set(rule, { terms: own, at, findings: collector.take() });
      return true;
    });
  }

  /** Runs the checks that follow recordings on a rule that reads recorded series; gives whether that was needed. */
  judgeRecorded(rule: RuleUnit, { own, workspace, at }: AcrossTerms, collector: Collector): boolean {
    return this.safely(rule, own, collector, () => {
      const known = this.following.get(rule);
      if (known && sameOwnTerms(known.terms, own) && !hasChanged(known.at, at, this.readsOf(rule, own))) return false;
      const parts = this.analysis.partsAmong(workspace, rule, own.dialect, own.catalog);
      runRuleChecks(collector, this.compiled.following, rule, parts, own.catalog, this.heldBy(rule, parts, own));
      this.following.set(rule, { terms: own, at, findings: collector.take() });
      return true;
    });
  }

  /** A reader that fails on one rule costs the findings of this rule, not of the file. */
  private safely(rule: RuleUnit, terms: OwnTerms, collector: Collector, judge: () => boolean): boolean {
    try {
      return judge();
    } catch (error) {
      this.failed(rule, terms, collector, error);
      return true;
    }
  }

  private failed(rule: RuleUnit, terms: OwnTerms, collector: Collector, error: unknown): void {
    collector.take();
    collector.fail('internal/read-rule', outerSource(rule.text), error);
    this.own.set(rule, { terms, findings: collector.take(), following: none });
    this.across.delete(rule);
    this.following.delete(rule);
  }
}

/** A whole number comes to the operator as a number, in decimal digits however it was written: `0o17` is none of PromQL. */
function isNumberToKubernetes({ expr }: RuleUnit, { kind }: Root): boolean {
  return kind === 'prometheus-rule' && expr !== undefined && scalarType(expr, 'v2') === 'int';
}
