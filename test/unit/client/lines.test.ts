// The lines of the graph: answers on a grid of times, names, what ended, and what is left out.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { elide } from '../../../client/src/preview/elide';
import { columnsOf, columnsOfValues, graphLines, gridOf, lineNames, maxLines } from '../../../client/src/preview/lines';
import { sortedLabels } from '../../../client/src/preview/results';
import type { ValueColumn } from '../../../server/src/alerting/backtest/column';
import { seriesOfPoints } from '../../../server/src/datasource/samples';
import { Labels } from '../../../server/src/series/labels';
import { finish } from '../../../server/src/text/slices';

const series = (labels: Record<string, string>, ...points: [number, number][]) =>
  seriesOfPoints(
    labels,
    points.map(([t, v]) => ({ t, v })),
  );
const grid = gridOf(1000, 4000, 1000);
const columns = (list: ReturnType<typeof series>[], on = grid) =>
  finish(columnsOf({ series: list, total: list.length }, on));

describe('preview: lines', () => {
  it('puts series on one time axis, without what cannot be drawn', () => {
    const { columns: found } = columns([
      series({ a: '1' }, [1000, 1], [2000, Number.NaN], [3000, Number.POSITIVE_INFINITY]),
      series({ a: '2' }, [2000, 5], [4000, 6]),
      series({ a: '3' }),
    ]);
    const none = Number.NaN;
    assert.deepEqual(
      found.map(({ values }) => [...values]),
      [
        [1, none, none, none],
        [none, 5, none, 6],
        [none, none, none, none],
      ],
    );
    assert.deepEqual(
      found.map(({ drawable, oddities }) => [drawable, oddities.join()]),
      [
        [true, 'NaN,Infinity'],
        [true, ''],
        [false, ''],
      ],
    );
  });

  it('gets no longer than was asked for, whatever times an answer has', () => {
    const points = Array.from({ length: 9000 }, (_, i): [number, number] => [3 + i, i]);
    const { columns: found } = columns([series({}, ...points, [-5000, 1], [99_000, 1])], gridOf(0, 9000, 1000));
    assert.equal(found[0]!.values.length, 10);
    assert.ok(found[0]!.values.every(value => value >= 0));
  });

  it('gives others a turn in a large answer', () => {
    const points = Array.from({ length: 10_000 }, (_, i): [number, number] => [i, i]);
    const work = columnsOf({ series: Array.from({ length: 60 }, () => series({}, ...points)), total: 60 }, grid);
    let turns = 0;
    while (!work.next().done) turns++;
    assert.ok(turns >= 10, String(turns));
  });

  it('draws what matches first, and no more than can be told apart', () => {
    const many = Array.from({ length: 150 }, (_, i) => series({ __name__: 'm', i: String(i), job: 'x' }, [1000, i]));
    const { lines, common } = graphLines(columns(many), [{ i: '99', job: 'x' }]);
    assert.equal(lines.length, maxLines);
    assert.deepEqual([lines[0]!.label, lines[0]!.matches], ['i=99', true]);
    assert.deepEqual([lines[1]!.label, lines[1]!.matches], ['i=0', false]);
    assert.deepEqual(common, [
      ['__name__', 'm'],
      ['job', 'x'],
    ]);
  });

  it('gives no place to a series that cannot be drawn while another can', () => {
    const hollow = Array.from({ length: 160 }, (_, i) => series({ n: String(i) }, [1000, Number.NaN]));
    const { lines } = graphLines(
      columns([...hollow, series({ n: 'x' }, [1000, 1])]),
      hollow.map(({ labels }) => labels),
    );
    assert.deepEqual([lines.length, lines[0]!.label, lines[0]!.values[0]], [maxLines, 'n=x', 1]);
    assert.ok(lines[1]!.matches);
  });

  it('tells what the values are that cannot be drawn', () => {
    const { lines } = graphLines(
      columns([
        series({ a: '1' }, [1000, Number.NaN], [2000, Number.POSITIVE_INFINITY]),
        series({ a: '2' }, [1000, Number.NaN], [2000, 1]),
      ]),
      [],
    );
    assert.deepEqual(
      lines.map(({ without }) => without),
      [undefined, 'NaN, +Inf'],
    );
  });

  it('of a backtest are those that have a sample in the window', () => {
    const [stays, before] = ['1', '2'].map(a => ({
      labels: Labels.from({ a }),
      values: Float64Array.of(1, 2, 3),
      present: a === '1' ? Uint8Array.of(1, 1, 1) : Uint8Array.of(1, 0, 0),
    })) as [ValueColumn, ValueColumn];
    const made = finish(columnsOfValues([stays, before], { start: 0, step: 1000, count: 3 }, 1));
    assert.deepEqual([made.total, made.columns.map(({ labels }) => labels)], [1, [{ a: '1' }]]);
  });

  it('says when a series ended', () => {
    const { lines } = graphLines(
      columns([
        series({ a: 'old' }, [1000, 1], [2000, 1]),
        series({ a: 'late' }, [3000, 1]),
        series({ a: 'now' }, [4000, 1]),
      ]),
      [],
    );
    assert.deepEqual(
      lines.map(({ endedMs }) => endedMs),
      [2000, undefined, undefined],
    );
  });
});

describe('preview: names of lines', () => {
  it('leaves out what values share, and never what differs', () => {
    const hosts = ['gpu-node-1.rack-17.example.internal', 'gpu-node-2.rack-17.example.internal'];

    assert.match(elide(hosts)[0]!, /^…1…$/);
    assert.deepEqual(elide(['node-1', 'node-2']), ['node-1', 'node-2']);
    assert.deepEqual(elide(['same', 'same']), ['same', 'same']);
    assert.deepEqual(elide([]), []);
  });

  it('keeps different values different', () => {
    const value = fc
      .array(fc.constantFrom('a', 'b', '-', '.', 'node', 'rack'), { maxLength: 12 })
      .map(list => list.join(''));
    fc.assert(
      fc.property(fc.array(value, { maxLength: 6 }), values => {
        const short = elide(values);
        assert.equal(new Set(short).size, new Set(values).size);
        assert.ok(short.every((text, i) => text.length <= values[i]!.length));
      }),
    );
  });

  it('stays fast for thousands of labels', () => {
    const set = (n: string) => sortedLabels(Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`l${i}`, n])));
    const { names, common } = lineNames([set('1'), set('2')], []);
    assert.equal(names.length, 2);
    assert.equal(common.length, 0);
  });
});
