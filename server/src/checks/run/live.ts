// Findings of checks of what a server says, kept with each rule as long as neither it nor any answer changes. Layer: checks.
import type { Analysis } from '../../analysis/analysis';
import { emptyWorkspace, type WorkspaceFacts } from '../../analysis/workspaceFacts';
import type { Live } from '../../live/live';
import type { RuleFile, RuleUnit } from '../../model/ruleFile';
import { RuleMemo } from '../../model/ruleMemo';
import type { Finding } from '../finding';
import type { Collector, UnitFinding } from './collector';
import { everything } from './held';
import { placeFindings } from './placing';
import type { CompiledChecks } from './registry';
import { runRuleChecks } from './rule';
import { type OwnTerms, ownTerms, type RuleTerms, sameOwnTerms } from './terms';

interface Kept {
  readonly terms: OwnTerms;
  readonly workspace: WorkspaceFacts;
  readonly generation: number;
  readonly findings: readonly UnitFinding[];
}

/** How many rules are asked about between two yields. */
const rulesPerSlice = 1;
/** Nobody has so many rules in a file and asks a server about each. */
const mostRules = 1_000;
/** Below so many rules each is told by itself. */
const leastOfMost = 4;
/** Places that a finding of a whole file names. */
const shownPlaces = 20;

export class LiveJudge {
  private readonly rules = new RuleMemo<Kept>();

  constructor(
    private readonly compiled: CompiledChecks,
    private readonly analysis: Analysis,
  ) {}

  /** Adds what is found in the rules of a file. */
  *judge(file: RuleFile, terms: RuleTerms, live: Live, collector: Collector, out: Finding[]): Generator<void, void> {
    const own = ownTerms(terms, file.root);
    const workspace = terms.workspace ?? emptyWorkspace;
    const before = out.length;
    /** Of checks that can say it of a whole file: how many rules they found something in. */
    const rulesOf = new Map<string, number>();
    let seen = 0;
    for (const { rules } of file.groups) {
      for (const { rule, base } of rules) {
        if (seen === mostRules) break;
        seen++;
        const known = this.rules.get(rule);
        let findings = known?.findings ?? [];
        const isKept =
          known?.generation === live.generation && known.workspace === workspace && sameOwnTerms(known.terms, own);
        if (!isKept) {
          if (seen % rulesPerSlice === 0) yield;
          findings = this.ask(rule, own, collector);
          this.rules.set(rule, { terms: own, workspace, generation: live.generation, findings });
        }
        placeFindings(findings, file.root, base, out);
        for (const id of new Set(findings.map(({ check }) => check))) rulesOf.set(id, (rulesOf.get(id) ?? 0) + 1);
      }
    }
    for (const [id, count] of rulesOf) {
      const words = count >= leastOfMost && count * 2 > seen && this.compiled.byId(id)?.ofMost;
      if (words) joinFindings(out, before, id, words(count, seen, live.server));
    }
  }

  private ask(rule: RuleUnit, { dialect, catalog }: OwnTerms, collector: Collector): readonly UnitFinding[] {
    const parts = this.analysis.parts(rule, dialect, catalog);
    // Of half an expression nothing is asked.
    if (parts.expr?.unit.sound) runRuleChecks(collector, this.compiled.live, rule, parts, catalog, everything);
    return collector.take();
  }
}

/** Puts one finding, at the place of the first and with the others as related places, where those of a check are. */
function joinFindings(out: Finding[], from: number, check: string, message: string): void {
  const told = out.slice(from).filter(finding => finding.check === check);
  const [first] = told;
  if (!first) return;
  const isGrave = told.some(({ severity }) => severity === 'warning');
  const related = told.slice(0, shownPlaces).map(one => ({ from: one.from, to: one.to, message: one.message }));
  const others = out.slice(from).filter(finding => finding.check !== check);
  out.length = from;
  out.push(...others, { ...first, severity: isGrave ? 'warning' : first.severity, message, related });
}
