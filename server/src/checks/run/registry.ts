// Checks sorted by what they are asked about and by what they need, once for an engine. Layer: checks.
import type { Check, Severity, Supplies, Units } from '../check';
import { ChosenChecks, ExpressionChecks, TemplateChecks } from './chosen';
import { isAbout, Needs } from './held';

export type ByUnit = { readonly [U in keyof Units]: readonly Check[] } & {
  /** Those of a rule as a whole, ready to be chosen from. */
  readonly ofRules: Readonly<Record<'rule' | 'alert' | 'expr', ChosenChecks>>;
  /** Those of calls, aggregations, operators and selectors. */
  readonly ofExpressions: ExpressionChecks;
  readonly ofTemplates: TemplateChecks;
};

export interface CompiledChecks {
  readonly all: readonly Check[];
  /** What they need to be there of a rule. */
  readonly needs: Needs;
  /** Checks whose findings depend on nothing outside the document, its target and the catalogue. */
  readonly own: ByUnit;
  /** Those that stand on the labels of series, which recording rules of other files decide as well. */
  readonly following: ByUnit;
  /** Checks that also read what the rest of the workspace says. */
  readonly shared: ByUnit;
  /** Checks of what a server says, all asked about a rule or parts of it. */
  readonly live: ByUnit;
  /** Those of `shared` that are asked about a rule or parts of it. */
  readonly sharedOfRule: readonly Check[];
  /** Ids of those that are silent until somebody asks for them. */
  readonly unasked: ReadonlySet<string>;
  byId(id: string): Check | undefined;
}

/** Every unit, and whether it is part of one rule; a unit that is forgotten here does not compile. */
const units: Readonly<Record<keyof Units, 'of a rule' | 'of a file'>> = {
  document: 'of a file',
  ruleFile: 'of a file',
  group: 'of a file',
  rule: 'of a rule',
  alert: 'of a rule',
  expr: 'of a rule',
  call: 'of a rule',
  aggregate: 'of a rule',
  binary: 'of a rule',
  selector: 'of a rule',
  template: 'of a rule',
  conditions: 'of a file',
  receiver: 'of a file',
  configuration: 'of a file',
  problem: 'of a file',
  workspace: 'of a file',
};

/** Sorts the checks; the order of the list stays the order in which they run. */
export function compileChecks(checks: readonly Check[]): CompiledChecks {
  const ids = new Map(checks.map(check => [check.id as string, check]));
  const isLive = (check: Check): boolean => check.needs?.includes('live') === true;
  const still = checks.filter(check => !isLive(check));
  const shared = still.filter(check => check.needs?.includes('workspace'));
  const needs = new Needs(checks);
  return {
    all: checks,
    needs,
    own: byUnit(
      still.filter(check => !check.needs?.includes('workspace') && !check.follows),
      needs,
    ),
    following: byUnit(
      still.filter(check => check.follows),
      needs,
    ),
    live: byUnit(checks.filter(isLive), needs),
    shared: byUnit(shared, needs),
    sharedOfRule: shared.filter(check => units[check.on] === 'of a rule'),
    unasked: new Set(checks.flatMap(({ id, unasked }) => (unasked ? [id] : []))),
    byId: id => ids.get(id),
  };
}

/**
 * Whether a check of rules that looks across files may have anything to say where these metrics are read: by its `when`, else by
 * the facts of metrics that it is about.
 */
export function mayConcern(
  { when, about }: Check,
  reads: readonly string[],
  supplies: Pick<Supplies, 'dialect' | 'catalog' | 'workspace'>,
): boolean {
  if (when) return when(reads, supplies);
  return !about || reads.some(name => isAbout(about, supplies.catalog.find(name)?.metric));
}

/** Sorts checks by what they are asked about. */
export function byUnit(checks: readonly Check[], needs: Needs): ByUnit {
  const sorted = Object.fromEntries(
    Object.keys(units).map(unit => [unit, checks.filter(check => check.on === unit)]),
  ) as unknown as Omit<ByUnit, 'ofRules' | 'ofExpressions' | 'ofTemplates'>;
  return {
    ...sorted,
    ofRules: {
      rule: new ChosenChecks(sorted.rule, needs),
      alert: new ChosenChecks(sorted.alert, needs),
      expr: new ChosenChecks(sorted.expr, needs),
    },
    ofExpressions: new ExpressionChecks(sorted, needs),
    ofTemplates: new TemplateChecks(sorted.template, needs),
  };
}

/** Whether the configuration gives a check or its family a severity. */
export function isConfigured(id: string, configured: Readonly<Record<string, Severity | 'off'>>): boolean {
  return id in configured || id.slice(0, id.indexOf('/')) in configured;
}

/** What a configuration makes of a finding's severity: an error stays, `off` drops it. The id counts before its family. */
export function configuredSeverity(
  id: string,
  severity: Severity,
  configured: Readonly<Record<string, Severity | 'off'>>,
): Severity | 'off' {
  if (severity === 'error') return severity;
  return configured[id] ?? configured[id.slice(0, id.indexOf('/'))] ?? severity;
}
