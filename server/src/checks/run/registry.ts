// Checks sorted by what they are asked about and by what they need, once for an engine. Layer: checks.
import type { Check, Severity, Units } from '../check';
import { ExpressionChecks } from './chosen';

export type ByUnit = { readonly [U in keyof Units]: readonly Check[] } & {
  /** Those of calls, aggregations, operators and selectors, ready to be chosen from. */
  readonly ofExpressions: ExpressionChecks;
};

export interface CompiledChecks {
  readonly all: readonly Check[];
  /** Checks whose findings depend on nothing outside the document, its target and the catalogue. */
  readonly own: ByUnit;
  /** Those that stand on the labels of series, which recording rules of other files decide as well. */
  readonly following: ByUnit;
  /** Checks that also read what the rest of the workspace says. */
  readonly shared: ByUnit;
  /** Those of `shared` that are asked about a rule or parts of it. */
  readonly sharedOfRule: readonly Check[];
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
  problem: 'of a file',
  workspace: 'of a file',
};

/** Sorts the checks; the order of the list stays the order in which they run. */
export function compileChecks(checks: readonly Check[]): CompiledChecks {
  const ids = new Map(checks.map(check => [check.id as string, check]));
  const shared = checks.filter(check => check.needs?.includes('workspace'));
  return {
    all: checks,
    own: byUnit(checks.filter(check => !check.needs?.includes('workspace') && !check.follows)),
    following: byUnit(checks.filter(check => check.follows)),
    shared: byUnit(shared),
    sharedOfRule: shared.filter(check => units[check.on] === 'of a rule'),
    byId: id => ids.get(id),
  };
}

/** Sorts checks by what they are asked about. */
export function byUnit(checks: readonly Check[]): ByUnit {
  const sorted = Object.fromEntries(
    Object.keys(units).map(unit => [unit, checks.filter(check => check.on === unit)]),
  ) as unknown as Omit<ByUnit, 'ofExpressions'>;
  return { ...sorted, ofExpressions: new ExpressionChecks(sorted) };
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
