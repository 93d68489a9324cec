// The expressions of promtool's unit tests, which are read as those of rules and must give numbers. Layer: checks.
import type { Source } from '../../analysis/source';
import { scalarSource } from '../../analysis/source';
import type { Root } from '../../model/root';
import { unitTestExpressions } from '../../model/structure/unitTest';
import type { Dialect } from '../../promql/dialect';
import { analyzePromql } from '../../promql/parser';
import { typeOf } from '../../promql/types';
import { problemOptions } from '../check';
import { promqlId } from '../told/ids';
import type { Collector } from './collector';

/** How many expressions are read between two yields. */
const expressionsPerSlice = 8;

/** Adds what promtool refuses about the expressions of a file of unit tests, in slices; `source` is the text of its region. */
export function* addUnitTestExpressions(
  out: Collector,
  source: Source,
  { node }: Root,
  dialect: Dialect,
): Generator<void, void> {
  for (const [index, scalar] of unitTestExpressions(node).entries()) {
    if (index % expressionsPerSlice === expressionsPerSlice - 1) yield;
    const text = scalarSource(scalar, source);
    const { expr, problems } = analyzePromql(scalar.value, dialect);
    for (const problem of problems) {
      const at = { source: text, span: problem };
      out.add(promqlId(problem.code), 'error', at, problem.message, problemOptions(problem));
    }
    const type = typeOf(expr);
    if (problems.length > 0 || (type !== 'matrix' && type !== 'string')) continue;
    const what = type === 'matrix' ? 'a range of samples: wrap it in a function such as `rate()`' : 'a text';
    out.add(
      promqlId('type'),
      'error',
      { source: text, span: { from: expr.from, to: expr.to } },
      `A unit test compares numbers, and this gives ${what}.`,
    );
  }
}
