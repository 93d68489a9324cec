// What of the findings is reported and how: with the severities that are configured, and once for a check that fails everywhere.
// Layer: checks.
import type { Severity } from '../check';
import type { Finding } from '../finding';
import { checkFailed } from './collector';
import { configuredSeverity } from './registry';

/** A check that fails on a thousand rules is noticed once. */
export function oneNoticeEach(findings: readonly Finding[]): readonly Finding[] {
  if (!findings.some(({ check }) => check === checkFailed)) return findings;
  const noticed = new Set<string>();
  return findings.filter(({ check, message }) => {
    if (check !== checkFailed) return true;
    if (noticed.has(message)) return false;
    noticed.add(message);
    return true;
  });
}

/** Findings with the severities that are configured; those that are off left out. */
export function withSeverities(
  findings: readonly Finding[],
  configured: Readonly<Record<string, Severity | 'off'>>,
): readonly Finding[] {
  if (Object.keys(configured).length === 0) return findings;
  return findings.flatMap(finding => {
    const severity = configuredSeverity(finding.check, finding.severity, configured);
    if (severity === 'off') return [];
    return severity === finding.severity ? [finding] : [{ ...finding, severity }];
  });
}
