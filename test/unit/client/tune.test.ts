// Numbers and durations that are tried out: what they are, what they change in a backtest, what is written of them.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { retyped } from '../../../client/src/preview/retype';
import { changeOf, editOf, isTried, nothingTried, tryOut, tuningOf } from '../../../client/src/preview/tune';
import { parseDuration } from '../../../server/src/promql/durations';
import { lengthText } from '../../../server/src/text/length';
import { preparedRule } from './prepared';

const rule = preparedRule('temp > 90 / 100 and power < 300', { for: '1m30s' });
const [share, watts] = rule.conditions.map(({ at }) => at.from) as [number, number];

describe('preview: numbers that are tried', () => {
  it('begin as they are written', () => {
    const tuning = tuningOf(rule, nothingTried)!;
    assert.deepEqual(
      tuning.thresholds.map(({ label, text, written, value }) => [label, text, written, value]),
      [
        ['temp >', '0.9', '0.9', 0.9],
        ['power <', '300', '300', 300],
      ],
    );
    assert.deepEqual(
      [tuning.for, tuning.keepFiringFor, tuning.writtenFor, tuning.changed],
      ['1m30s', '0s', '1m30s', false],
    );
    assert.equal(tuningOf(preparedRule('sum(x)', {}, 'record'), nothingTried), undefined);
  });

  it('change a backtest and the document, and nothing that is left alone', () => {
    const tried = tryOut(nothingTried, { thresholds: [{ at: watts, text: '250.5' }], keepFiringFor: '10m' }, rule);
    assert.ok(isTried(tried));
    const { comparisons, timing } = editOf(rule.backtest!, tried);
    assert.deepEqual(
      comparisons.map(({ threshold }) => threshold),
      [0.9, 250.5],
    );
    assert.deepEqual([timing.for, timing.keepFiringFor], [90_000, 600_000]);
    const at = rule.expr.indexOf('300');
    assert.deepEqual(changeOf(rule, tried), {
      numbers: [{ from: at, to: at + 3, text: '250.5' }],
      keepFiringFor: '10m',
    });
  });

  it('are nothing when they come back to what is written', () => {
    const tried = tryOut(nothingTried, { thresholds: [{ at: share, text: '0.5' }], for: '2m' }, rule);
    const back = tryOut(tried, { thresholds: [{ at: share, text: '9e-1' }], for: '90s' }, rule);
    assert.equal(isTried(back), false);
    assert.deepEqual(changeOf(rule, back), {});
  });

  it('are found inside of the parts, too, and stand there when it is asked again', () => {
    const labels = (expr: string) =>
      tuningOf(preparedRule(expr), nothingTried)!.thresholds.map(({ label, written }) => `${label} [${written}]`);
    assert.deepEqual(labels('x / y > 0.9 and on() z > 5'), ['x / y > [0.9]', 'z > [5]']);
    assert.deepEqual(labels('x > 0.9 * y'), ['x > … * y [0.9]']);
    assert.deepEqual(labels('count(temp > 80) > 2'), ['temp > [80]', 'count(temp > 80) > [2]']);
    assert.deepEqual(labels('(x > bool 3) * y > z + 1'), ['x > [3]', '(x > bool 3) * y > z + … [1]']);
    assert.deepEqual(labels('rate(x[5m] offset 1h) > y'), []);
    assert.deepEqual(labels('time() - x > 10m'), ['time() - x > [600]']);
    const inner = preparedRule('x > 0.9 * y and count(temp  > 80) > 2');
    const numbers = new Map([
      [inner.expr.indexOf('0.9'), '0.95'],
      [inner.expr.indexOf('80'), '8'],
    ]);
    const other = retyped(inner, numbers, new Set());
    assert.equal(other.expr, 'x > 0.95 * y and count(temp  > 8) > 2');
    assert.deepEqual(
      other.conditions.map(({ left, right }) => [left, right]),
      [
        ['x', '0.95 * y'],
        ['count(temp  > 8)', '2'],
      ],
    );
    assert.deepEqual(
      other.backtest!.leaves.map(({ text }) => text),
      ['x', 'y', 'count(temp  > 8)'],
    );
    assert.equal(other.backtest!.whole.text, other.expr);
    // What the values that are there tell is no other question; where the whole was asked everything is.
    const free = new Set(inner.backtest!.apart.comparisons.map(({ from }) => from));
    assert.deepEqual(free, new Set([inner.expr.indexOf('0.9'), inner.expr.length - 1]));
    const two = new Map([...numbers, [inner.expr.length - 1, '3']] as const);
    assert.equal(retyped(inner, two, free).expr, 'x > 0.9 * y and count(temp  > 8) > 2');
    const all = retyped(inner, two, new Set()).backtest!;
    assert.equal(all.whole.text, 'x > 0.95 * y and count(temp  > 8) > 3');
    assert.deepEqual(
      all.apart.comparisons.map(({ threshold }) => threshold),
      [0.95, 3],
    );
    assert.equal(retyped(inner, new Map([[inner.expr.length - 1, '3']]), free), inner);
  });

  it('leave out what is no duration', () => {
    assert.equal(isTried(tryOut(nothingTried, { for: '5 minutes' }, rule)), false);
  });

  it('write lengths as Prometheus reads them', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e12 }), ms => {
        const read = parseDuration(lengthText(ms));
        assert.ok('seconds' in read);
        assert.equal(Math.round(read.seconds * 1000), ms);
      }),
    );
  });
});
