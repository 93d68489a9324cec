// What is not said of a document at the end: the same twice at one place, and what is missing where its syntax broke off.
// Layer: checks.
import type { Finding } from '../finding';

/**
 * Findings in order of place, each once: several rules may share one text by an anchor. Where the YAML is refused, what comes
 * behind the break may be all that a finding misses.
 */
export function withoutEchoes(sorted: readonly Finding[], text: string): readonly Finding[] {
  const breaks = sorted.filter(({ check }) => check === 'yaml/syntax');
  const kept: Finding[] = [];
  for (const finding of sorted) {
    if (isRepeated(finding, kept)) continue;
    if (breaks.length > 0 && isOfMissing(finding) && breaks.some(one => mayFollow(finding, one, text))) continue;
    kept.push(finding);
  }
  return kept;
}

/** An error is what the target says of what is left. */
function isOfMissing({ awaits, severity }: Finding): boolean {
  return awaits !== undefined && severity !== 'error';
}

function isRepeated(finding: Finding, before: readonly Finding[]): boolean {
  for (let i = before.length - 1; i >= 0 && before[i]!.from === finding.from; i--) {
    const other = before[i]!;
    if (other.to === finding.to && other.check === finding.check && other.message === finding.message) return true;
  }
  return false;
}

/** Whether the text goes on behind what is found, up to the break: in the same line, or in the next one. */
function mayFollow(finding: Finding, { from }: Finding, text: string): boolean {
  if (/^["']?[ \t]+[^\s#]/.test(text.slice(finding.to, finding.to + 200))) return true;
  if (from < finding.to) return text.lastIndexOf('\n', finding.to) < from;
  const between = text.slice(finding.to, from);
  return between.length < 400 && between.split('\n').length <= 2;
}
