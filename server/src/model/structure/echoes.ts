// What not to say of a text whose syntax is broken: there the tree is a guess, and half of what it lacks or has too much of is
// only the echo of the one mistake. Layer: model.
import type { Problem } from '../../text/span';
import type { StructureCode, StructureProblem } from './problem';

/** Something is not there: it may stand where the syntax broke off. */
const lacks: ReadonlySet<StructureCode> = new Set<StructureCode>([
  'missing-field',
  'undefined-receiver',
  'undefined-interval',
]);

/** A value is wrong by itself, wherever it belongs. */
const ofValues: ReadonlySet<StructureCode> = new Set<StructureCode>([
  'invalid-duration',
  'invalid-value',
  'invalid-url',
  'invalid-address',
  'invalid-regex',
  'invalid-matcher',
  'invalid-template',
  'invalid-interval',
]);

/** What is wrong with a scalar, while the tree around it is what its author wrote. */
const ofScalars: ReadonlySet<string> = new Set(['bad-tag-value', 'control-character']);

/**
 * `found` without what a problem of `syntax` may have caused: all that is lacking, what depends on the place in the tree from
 * the broken line on, and values on a broken line. Offsets of both are in `text`.
 */
export function withoutEchoes(
  found: readonly StructureProblem[],
  syntax: readonly Problem[],
  text: string,
): readonly StructureProblem[] {
  if (syntax.length === 0 || found.length === 0) return found;
  const breaks = syntax.filter(({ code }) => !ofScalars.has(code));
  if (breaks.length === 0) return found;
  const first = Math.min(...breaks.map(({ from }) => from));
  const brokenFrom = text.lastIndexOf('\n', first - 1) + 1;
  return found.filter(problem => {
    if (problem.to <= brokenFrom) return !lacks.has(problem.code);
    return ofValues.has(problem.code) && !breaks.some(one => onOneLine(one, problem, text));
  });
}

function onOneLine(a: Problem, b: Problem, text: string): boolean {
  const [before, after] = a.from <= b.from ? [a, b] : [b, a];
  return before.to >= after.from || !text.slice(before.to, after.from).includes('\n');
}
