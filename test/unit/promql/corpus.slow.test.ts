// Our verdict, printed form and place of the error against what real Prometheus versions said.
import assert from 'node:assert/strict';
import { type Dialect, dialect } from '../../../server/src/promql/dialect';
import { analyzePromql } from '../../../server/src/promql/parser';
import { printPromql } from '../../../server/src/promql/print';
import { typeOf } from '../../../server/src/promql/types';
import { evaluationTests, recordedExpressions } from './shared';

const versions = ['2.42', '3.0', '3.5', '3.14', '3.16', '3.16+all'];

function dialectOf(version: string): Dialect {
  return dialect(version.replace('+all', ''), version.endsWith('+all') ? 'all' : []);
}

describe('promql: recorded verdicts', () => {
  const recorded = recordedExpressions();
  if (!recorded) {
    it(`agrees with real Prometheus (skipped: ${versions.length + 3} tests, ../shared is missing)`);
    return;
  }

  for (const version of versions) {
    it(`accepts and rejects what Prometheus ${version} does`, () => {
      const target = dialectOf(version);
      const asked = recorded.filter(({ verdicts }) => verdicts[version] !== undefined);
      assert.ok(asked.length > 5000);
      const wrong = asked.filter(
        ({ expr, verdicts }) => (analyzePromql(expr, target).problems.length === 0) !== verdicts[version],
      );
      assert.deepEqual(
        wrong.map(({ expr, verdicts }) => `${verdicts[version] ? 'valid' : 'invalid'}: ${expr}`),
        [],
      );
    });
  }

  it('prints what upstream prints', () => {
    const target = dialectOf('3.16+all');
    const valid = recorded.filter(({ printed, verdicts }) => printed !== undefined && verdicts['3.16+all']);
    assert.ok(valid.length > 4000);
    for (const { expr, printed } of valid) {
      assert.equal(printPromql(analyzePromql(expr, target).expr, { unquotedUtf8Names: true }), printed, expr);
    }
  });

  it('gives the type that upstream gives', () => {
    const target = dialectOf('3.16+all');
    for (const { expr, type, verdicts } of recorded) {
      if (type === undefined || !verdicts['3.16+all']) continue;
      assert.equal(typeOf(analyzePromql(expr, target).expr), type, expr);
    }
  });

  it('reports an error where upstream does', () => {
    let places = 0;
    for (const version of ['3.16', '3.16+all']) {
      const target = dialectOf(version);
      for (const { expr, errors } of recorded) {
        const first = errors?.[version]?.[0];
        if (!first) continue;
        places++;
        const at = utf16Span(expr, first);
        const { problems } = analyzePromql(expr, target);
        const touching = problems.some(({ from, to }) => from <= at.to && at.from <= to);
        assert.ok(touching, `${expr}\nupstream ${JSON.stringify(first)}\nours ${JSON.stringify(problems)}`);
      }
    }
    assert.ok(places > 2000);
  });
});

describe('promql: upstream’s evaluation tests', () => {
  const tests = evaluationTests();
  if (!tests) {
    it('parses all of them (skipped: 1 test, ../shared is missing)');
    return;
  }
  it('parses all of them with every feature on', () => {
    const target = dialectOf('3.16+all');
    let count = 0;
    for (const [file, exprs] of tests) {
      for (const expr of exprs) {
        count++;
        assert.deepEqual(analyzePromql(expr, target).problems, [], `${file}: ${expr}`);
      }
    }
    assert.ok(count >= 2214, `only ${count}`);
  });
});

/** Upstream counts bytes of UTF-8. */
function utf16Span(text: string, { start, end }: { start: number; end: number }): { from: number; to: number } {
  const bytes = Buffer.from(text, 'utf8');
  const offset = (at: number): number => bytes.subarray(0, Math.max(0, at)).toString('utf8').length;
  return { from: offset(start), to: offset(end) };
}
