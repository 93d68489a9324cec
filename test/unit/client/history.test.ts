// A backtest as the panel shows it: order, names, what is left out.
import assert from 'node:assert/strict';
import { historyInSlices, lastMatch, maxBands, shownTransitions } from '../../../client/src/preview/history';
import type { History } from '../../../client/src/preview/messages';
import { pack, unpack } from '../../../client/src/preview/packed';
import { backtest, columnOfPoints, fixedLabels } from '../../../server/src/alerting/backtest/backtest';
import { finish } from '../../../server/src/text/slices';

const historyOf = (...input: Parameters<typeof historyInSlices>) => finish(historyInSlices(...input));

/** The page gets of a span what it draws. */
const asSent = (history: History): History => ({
  ...history,
  bands: history.bands.map(band => ({
    ...band,
    spans: band.spans.map(({ state, from, to }) => ({ state, from, to })),
  })),
});

const slots = { start: 0, step: 1000, count: 100 };
/** A series that is there at the slots for which `is` holds. */
const column = (labels: Record<string, string>, is: (slot: number) => boolean) =>
  columnOfPoints(
    labels,
    Array.from({ length: slots.count }, (_, i) => i).flatMap(i => (is(i) ? [{ t: i * 1000, v: i }] : [])),
    slots,
  );
const found = (columns: ReturnType<typeof column>[], hold = 0) =>
  backtest({
    slots,
    columns,
    phase: 'assumed',
    timing: { for: hold, keepFiringFor: 0, limit: 0 },
    labels: fixedLabels('A', [['severity', 'page']]),
  });

describe('preview: a history', () => {
  it('begins with what fires most, and names alerts by what tells them apart', () => {
    const made = found([
      column({ __name__: 'm', pod: 'a', job: 'x' }, i => i > 90),
      column({ __name__: 'm', pod: 'b', job: 'x' }, i => i % 10 === 0),
      column({ __name__: 'm', pod: 'c', job: 'x' }, () => false),
    ]);
    const line = (pod: string) => ({
      label: pod,
      labels: [
        ['pod', pod],
        ['job', 'x'],
        ['__name__', 'm'],
      ] as const,
      values: new Float64Array(1),
      matches: false,
    });
    const history = historyOf(made, [line('a'), line('b')], [], 7);
    assert.deepEqual(
      history.bands.map(({ label, firings, lines }) => [label, firings, lines]),
      [
        ['pod=b', 10, [1]],
        ['pod=a', 1, [0]],
      ],
    );
    const last = history.changes[lastMatch(history)!]!;
    assert.deepEqual(
      [last.label, last.atMs, last.to, history.bands[last.band!]!.label],
      ['pod=a', 91_000, 'firing', 'pod=a'],
    );
    assert.equal(lastMatch(historyOf(found([]), [], [], 1)), undefined);
    // What never fires is looked at where it last matched.
    const pending = historyOf(found([column({ pod: 'a' }, i => i % 20 === 3)], 5_000), [], [], 2);
    const matched = pending.changes[lastMatch(pending)!]!;
    assert.deepEqual([matched.to, matched.atMs], ['pending', 83_000]);
  });

  it('ends with the alerts that stay in one state for all of the shown time, as they are at its end', () => {
    const made = backtest({
      slots,
      columns: [
        column({ pod: 'always' }, () => true),
        column({ pod: 'late' }, i => i > 50),
        column({ pod: 'early' }, i => i < 50),
      ],
      phase: 'assumed',
      timing: { for: 0, keepFiringFor: 0, limit: 0 },
      labels: fixedLabels('A', []),
      warmUp: 10,
    });
    const history = historyOf(made, [], [], 1);
    assert.deepEqual(
      history.changes.map(({ label, to, atMs, stands }) => [label, to, atMs, stands]),
      [
        ['pod=early', 'inactive', 50_000, undefined],
        ['pod=late', 'firing', 51_000, undefined],
        ['pod=always', 'firing', 99_000, true],
      ],
    );
    assert.equal(history.moreChanges, 0);
    assert.deepEqual(unpack(pack(history)), asSent(history));
    assert.deepEqual(shownTransitions(made)[2]!.seen, { value: 99, at: 99_000, source: 0 });
  });

  it('comes through to the page as it is', () => {
    const many = Array.from({ length: maxBands + 3 }, (_, i) => column({ pod: String(i) }, slot => slot % 7 === i % 7));
    const history = historyOf(found(many), [], [], 1);
    assert.deepEqual(unpack(pack(history)), asSent(history));
    const [first] = history.changes;
    for (const value of ['NaN', '+Inf', '-Inf', 'histogram', 0.1] as const) {
      const odd = { ...history, changes: [{ ...first!, value }] };
      assert.deepEqual(unpack(pack(odd)), asSent(odd));
    }
    // A month of evaluations every ten seconds does not fit into two bytes, nor does what began long before.
    const { start, step } = history.slots;
    for (const slots of [
      [32_766, 32_768],
      [-32_769, 3],
    ] as const) {
      const [from, to] = slots.map(slot => start + slot * step) as [number, number];
      const long = {
        ...history,
        bands: [{ ...history.bands[0]!, spans: [{ state: 'firing' as const, from, to }] }],
        changes: [],
      };
      assert.deepEqual(unpack(pack(long)), long);
    }
  });

  it('counts alerts that it has no band for, and keeps their changes', () => {
    const many = Array.from({ length: maxBands + 20 }, (_, i) => column({ pod: String(i) }, slot => slot === i % 90));
    const history = historyOf(found(many), [], [], 1);
    assert.deepEqual([history.bands.length, history.moreBands], [maxBands, 20]);
    assert.equal(history.changes.length, 2 * many.length);
    assert.equal(history.changes.filter(({ band }) => band === undefined).length, 40);
  });
});
