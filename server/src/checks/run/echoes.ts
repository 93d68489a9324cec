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
  const isRepeated = repetitions();
  for (const finding of sorted) {
    if (isRepeated(finding)) continue;
    if (breaks.length > 0 && isOfMissing(finding) && breaks.some(one => mayFollow(finding, one, text))) continue;
    kept.push(finding);
  }
  return kept;
}

/** An error is what the target says of what is left. */
function isOfMissing({ awaits, severity }: Finding): boolean {
  return awaits !== undefined && severity !== 'error';
}

/** So many findings at one place are compared one by one; in base64 all findings of a file stand at the one value. */
const fewAtOnePlace = 8;

/** Tells of findings in order of place whether one was met before. */
function repetitions(): (finding: Finding) => boolean {
  let last: Finding | undefined;
  /** All at the place of the last one, where there are several. */
  let place: Finding[] | undefined;
  let texts: Set<string> | undefined;
  return finding => {
    if (last?.from !== finding.from) {
      last = finding;
      place = texts = undefined;
      return false;
    }
    place ??= [last];
    if (place.length < fewAtOnePlace) {
      if (place.some(other => isSame(other, finding))) return true;
      place.push(finding);
      return false;
    }
    texts ??= new Set(place.map(textOf));
    const { size } = texts;
    return texts.add(textOf(finding)).size === size;
  };
}

function isSame(a: Finding, b: Finding): boolean {
  return a.to === b.to && a.check === b.check && a.message === b.message;
}

function textOf({ to, check, message }: Finding): string {
  return `${to} ${check} ${message}`;
}

/** Whether the text goes on behind what is found, up to the break: in the same line, or in the next one that is no comment. */
function mayFollow(finding: Finding, { from }: Finding, text: string): boolean {
  if (/^["']?[ \t]+[^\s#]/.test(text.slice(finding.to, finding.to + 200))) return true;
  if (from < finding.to) return text.lastIndexOf('\n', finding.to) < from;
  const between = text.slice(finding.to, from);
  // A comment may have ended the text, which was meant to go on below.
  return between.length < 1000 && between.split('\n').filter(line => !/^[ \t]*#/.test(line)).length <= 2;
}
