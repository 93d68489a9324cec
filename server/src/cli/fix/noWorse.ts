// Whether a file is no worse after some fixes than before. Findings are compared by what they say, as places move. Layer: cli.
import type { Finding } from '../../checks/finding';

/** Whether a step that fixes some findings did so: they are gone, and the file is no worse. */
export function isBetter(before: readonly Finding[], after: readonly Finding[], fixed: readonly Finding[]): boolean {
  const saidBefore = counts(before, said);
  const saidAfter = counts(after, said);
  for (const [what, count] of counts(fixed, said)) {
    if ((saidAfter.get(what) ?? 0) > (saidBefore.get(what) ?? 0) - count) return false;
  }
  return isNoWorse(before, after, fixed);
}

/**
 * Whether there are not more errors, nor more findings of any check above a hint. The latter are only for fixes of errors to
 * bring, which hide what stands behind them.
 */
export function isNoWorse(before: readonly Finding[], after: readonly Finding[], fixed: readonly Finding[]): boolean {
  if (after.filter(isError).length > before.filter(isError).length) return false;
  if (fixed.some(isError)) return true;
  const above = ({ severity }: Finding): boolean => severity !== 'hint';
  const checksBefore = counts(before.filter(above), ({ check }) => check);
  return [...counts(after.filter(above), ({ check }) => check)].every(
    ([check, count]) => count <= (checksBefore.get(check) ?? 0),
  );
}

function isError({ severity }: Finding): boolean {
  return severity === 'error';
}

function said({ check, message }: Finding): string {
  return `${check} ${message}`;
}

function counts(findings: readonly Finding[], keyOf: (finding: Finding) => string): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const finding of findings) found.set(keyOf(finding), (found.get(keyOf(finding)) ?? 0) + 1);
  return found;
}
