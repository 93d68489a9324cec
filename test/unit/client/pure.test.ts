// The pure pieces of the preview: steps, numbers, texts, styles, positions, lines and rows.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readFromWebview, readSavedPanel } from '../../../client/src/preview/fromWebview';
import type { windowNames } from '../../../client/src/preview/messages';
import { shiftPosition } from '../../../client/src/preview/position';
import {
  commonLabels,
  labelsInTemplates,
  lineLabel,
  maxColumns,
  seriesRows,
  sortedLabels,
  tableParts,
} from '../../../client/src/preview/results';
import { lengthInWords, momentsOf, stepMs } from '../../../client/src/preview/window';
import { lineColours, lineStyle } from '../../../client/webview/colour';
import { formatNumber, formatTook, formatValue, visible } from '../../../client/webview/format';
import { chosenRow, reduce, rowKey, spoken } from '../../../client/webview/model';

describe('preview: windows and steps', () => {
  const table: [(typeof windowNames)[number], number][] = [
    ['1h', 10_000],
    ['6h', 60_000],
    ['24h', 180_000],
    ['7d', 1_200_000],
    ['30d', 7_200_000],
  ];
  for (const [name, step] of table)
    it(`${name} is asked every ${lengthInWords(step)}`, () => {
      const { startMs, endMs } = momentsOf(name, 1e13);
      assert.equal(endMs, 1e13);
      assert.equal(stepMs(endMs - startMs), step);
      const points = (endMs - startMs) / step;
      assert.ok(points >= 300 && points <= 1000, String(points));
    });
  it('takes any part of the past as it is', () => {
    assert.deepEqual(momentsOf({ fromMs: 5, toMs: 9 }, 1e13), { startMs: 5, endMs: 9 });
  });
  it('never asks for more points than wanted', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e12 }), fc.integer({ min: 1, max: 11_000 }), (length, points) => {
        assert.ok(length / stepMs(length, points) <= points);
      }),
    );
  });
});

describe('preview: values in words', () => {
  const table: [number | 'NaN' | '+Inf', string | undefined, string][] = [
    [0, undefined, '0'],
    [2.4134, undefined, '2.413'],
    [123456, undefined, '123456'],
    [1234567, undefined, '1.235 M'],
    [-2.5e9, undefined, '-2.5 G'],
    [1e18, undefined, '1e18'],
    [0.00001234, undefined, '1.234e-5'],
    [0.1 + 0.2, undefined, '0.3'],
    [12345.678, undefined, '12346'],
    ['NaN', 'seconds', 'NaN'],
    ['+Inf', 'bytes', '+Inf'],
    [2, 'seconds', '2 s'],
    [0.35, 'seconds', '350 ms'],
    [0.0000021, 'seconds', '2.1 µs'],
    [150, 'seconds', '2 min 30 s'],
    [7800, 'seconds', '2 h 10 min'],
    [3 * 86_400, 'seconds', '3 d'],
    [-7800, 'seconds', '-2 h 10 min'],
    [0, 'seconds', '0 s'],
    [1536, 'bytes', '1.5 KiB'],
    [17179869184, 'bytes', '16 GiB'],
    [1024, 'bytes/s', '1 KiB/s'],
    [83, 'celsius', '83 °C'],
    [1.4, 'kilowatts', '1.4 kW'],
    [12, 'tokens/second', '12 tokens/s'],
    [1796000000, 'timestamp', '2026-11-30 00:53:20 UTC'],
    [1e300, 'timestamp', '1e300'],
    [93.5, 'percent', '93.5 %'],
    [0.93, 'ratio', '0.93'],
    [79, 'code', '79'],
    [81920, 'MiB', '81920 MiB'],
    [7, 'tokens', '7 tokens'],
  ];
  for (const [value, unit, text] of table)
    it(`${value} ${unit ?? ''} is ${text}`, () => assert.equal(formatValue(value, unit), text));
  it('says how long a query took', () => {
    assert.deepEqual([0.2, 84.4, 1500].map(formatTook), ['1 ms', '84 ms', '1.5 s']);
  });
  it('gives some text for every number', () => {
    fc.assert(
      fc.property(fc.double(), value => {
        assert.match(formatNumber(value), /^(NaN|[+-]Inf|-?\d[\d.]*(e-?\d+)?( [TGM])?)$/);
      }),
    );
  });
});

describe('preview: texts of servers', () => {
  it('shows what cannot be seen and leaves the rest', () => {
    assert.equal(visible('a\u202eb\u0000c\u200b'), 'a\\u202eb\\u0000c\\u200b');
    assert.equal(visible('<img src=x>\n\té 😀'), '<img src=x>\n\té 😀');
    assert.equal(visible('x\ud800y'), 'x\\ud800y');
  });
  it('keeps writing from right to left where it stands', () => {
    assert.equal(visible('{a="\u05d0\u05d1", b="c"}'), '\u2068{a="\u2068\u05d0\u05d1\u2069", b="c"}\u2069');
    assert.equal(visible('\u0633\u202e'), '\u2068\u0633\\u202e\u2069');
    assert.equal(visible('{a="Zürich", b="東京"}'), '{a="Zürich", b="東京"}');
  });
  it('cuts what is too long and says so', () => {
    assert.equal(visible('x'.repeat(1_000_000), 3), 'xxx… (1000000 characters)');
  });
});

describe('preview: lines', () => {
  it('gives each of the first twenty lines its own look, and none the colour of the threshold', () => {
    const looks = Array.from({ length: 20 }, (_, i) => JSON.stringify(lineStyle(i, false)));
    assert.equal(new Set(looks).size, 20);
    assert.ok(!(lineColours as readonly string[]).includes('red'));
    assert.ok(lineStyle(0, true).width > lineStyle(0, false).width);
  });

  it('names lines by what tells them apart', () => {
    const sets = [
      sortedLabels({ __name__: 'up', job: 'a', x: '1' }),
      sortedLabels({ __name__: 'up', job: 'a', x: '2' }),
    ];
    const common = commonLabels(sets);
    assert.deepEqual(common, [
      ['__name__', 'up'],
      ['job', 'a'],
    ]);
    assert.equal(lineLabel(sets[0]!, common), 'x=1');
    assert.equal(lineLabel([['pod', 'a\nb\tc']], []), String.raw`pod=a\nb\tc`);
    assert.equal(lineLabel(sortedLabels({ __name__: 'up' }), []), 'up');
    assert.equal(lineLabel([], []), 'value');
    assert.deepEqual(commonLabels([sets[0]!]), []);
  });

  it('names first what the texts of the rule name, and ids last', () => {
    const rows = ['0', '1'].map(gpu => ({
      labels: sortedLabels({ UUID: `GPU-0000-0000-0000-000${gpu}`, gpu, Hostname: `node-${gpu}`, job: 'dcgm' }),
      value: 1,
      annotations: [],
    }));
    const named = labelsInTemplates([
      '{{ $labels.gpu }} of {{ .Labels.gpu }} on {{ with $labels.job }}{{ . }}{{ end }}',
    ]);
    assert.deepEqual(named, ['gpu', 'job']);
    assert.deepEqual(tableParts(rows, named), {
      rows,
      common: [['job', 'dcgm']],
      columns: ['gpu', 'Hostname', 'UUID'],
      moreColumns: 0,
    });
    assert.deepEqual(tableParts(rows, []).columns, ['Hostname', 'gpu', 'UUID']);
    const wide = [0, 1].map(n => ({
      labels: Array.from({ length: 250 }, (_, i) => [`l${i}`, String(n)] as const),
      value: 1,
      annotations: [],
    }));
    const parts = tableParts(wide, []);
    assert.equal(parts.columns.length + parts.moreColumns, 250);
    assert.equal(parts.columns.length, maxColumns);
  });

  it('keeps labels named like members of objects', () => {
    const labels = Object.fromEntries([
      ['__proto__', 'p'],
      ['constructor', 'c'],
    ]);
    const [row] = seriesRows([{ labels, t: 0, v: 1 }], undefined);
    assert.deepEqual(row!.labels, [
      ['__proto__', 'p'],
      ['constructor', 'c'],
    ]);
  });
});

describe('preview: positions', () => {
  /** Applies a change to a text and checks that a position stays before the same characters. */
  const lines = (text: string) => text.split('\n');
  const offsetOf = (text: string, position: { line: number; character: number }) =>
    lines(text)
      .slice(0, position.line)
      .reduce((sum, line) => sum + line.length + 1, 0) + position.character;
  const positionOf = (text: string, offset: number) => {
    const before = lines(text.slice(0, offset));
    return { line: before.length - 1, character: before[before.length - 1]!.length };
  };
  it('stays on its text through edits', () => {
    const text = fc.array(fc.constantFrom('a', 'b', '\n'), { maxLength: 30 }).map(list => list.join(''));
    fc.assert(
      fc.property(text, text, fc.nat(30), fc.nat(30), fc.nat(30), (document, inserted, a, b, c) => {
        const [from, to] = [a % (document.length + 1), b % (document.length + 1)].sort((x, y) => x - y) as [
          number,
          number,
        ];
        const at = c % (document.length + 1);
        const change = { range: { start: positionOf(document, from), end: positionOf(document, to) }, text: inserted };
        const after = document.slice(0, from) + inserted + document.slice(to);
        const expected = at < from ? at : at < to ? from : at + inserted.length - (to - from);
        assert.equal(offsetOf(after, shiftPosition(positionOf(document, at), change)), expected);
      }),
    );
  });
});

describe('preview: what the webview knows', () => {
  const row = (pod: string) => ({ labels: [['pod', pod]] as const, value: 1, annotations: [] });
  const state = (name: string, ...pods: string[]) => ({
    rule: { name, kind: 'alert' as const, group: 'g', place: 'f:1' },
    range: '6h' as const,
    pinned: false,
    stale: false,
    notes: [],
    series: {
      rows: pods.map(row),
      common: [],
      columns: ['pod'],
      moreColumns: 0,
      total: pods.length,
      atMs: 0,
      tookMs: 1,
    },
  });

  it('keeps the chosen row over new answers, not over another rule', () => {
    let model = reduce({}, { type: 'state', state: state('A', 'x', 'y') });
    assert.equal(chosenRow(model)?.labels[0]?.[1], 'x');
    model = reduce(model, { type: 'choose', key: rowKey(row('y')) });
    model = reduce(model, { type: 'state', state: state('A', 'z', 'y') });
    assert.equal(chosenRow(model)?.labels[0]?.[1], 'y');
    model = reduce(model, { type: 'state', state: state('A', 'z') });
    assert.equal(chosenRow(model)?.labels[0]?.[1], 'z');
    model = reduce(model, { type: 'state', state: state('B', 'x', 'y') });
    assert.equal(chosenRow(model)?.labels[0]?.[1], 'x');
  });
  it('says in one sentence what a person should hear', () => {
    assert.equal(spoken(state('A', 'x')), '1 series in the result of A.');
    assert.equal(spoken({ ...state('A'), busy: 'Asking prod…' }), 'Asking prod…');
    assert.match(spoken({ ...state('A'), expressionError: { expr: 'x', from: 0, to: 1, message: 'm' } }), /Error.*m/);
  });
  it('hands on only messages that its buttons send', () => {
    for (const good of [
      { type: 'ready' },
      { type: 'refresh' },
      { type: 'openRule' },
      { type: 'range', range: '7d' },
      { type: 'range', range: { fromMs: 1, toMs: 2 } },
      { type: 'part', part: 1 },
      { type: 'moment', change: 0 },
      { type: 'tune', tune: { thresholds: [{ at: 7, text: '-1.5e3' }], for: '1h30m', keepFiringFor: '0s' } },
      { type: 'untune' },
      { type: 'write' },
      { type: 'evaluate' },
      { type: 'explain', open: true },
      { type: 'take', as: 'markdown' },
      { type: 'take', as: 'png', data: 'iVBORw0KGgo=' },
      { type: 'pin', pinned: false },
      { type: 'reveal', from: 0, to: 3 },
      { type: 'action', action: 'addServer' },
    ])
      assert.deepEqual(readFromWebview({ ...good, more: 1 }), good);
    for (const other of [
      null,
      'ready',
      {},
      { type: 'range', range: '9h' },
      { type: 'range', range: 'toString' },
      { type: 'range', range: { fromMs: 2, toMs: 2 } },
      { type: 'range', range: { fromMs: 0, toMs: 9e15 } },
      { type: 'range', range: { fromMs: 0, toMs: '5' } },
      { type: 'part', part: -1 },
      { type: 'moment', change: 0.5 },
      { type: 'tune' },
      { type: 'explain', open: 1 },
      { type: 'take', as: 'exe' },
      { type: 'take', as: 'png', data: '../../etc' },
      { type: 'pin', pinned: 'no' },
      { type: 'reveal', from: -1, to: 2 },
      { type: 'reveal', from: 0, to: Number.POSITIVE_INFINITY },
      { type: 'reveal', from: 0 },
      { type: 'action', action: 'workbench.action.terminal.new' },
    ])
      assert.equal(readFromWebview(other), undefined, JSON.stringify(other));
  });
  it('takes of what is tried only numbers and durations', () => {
    const tune = {
      thresholds: [{ at: 1, text: '1); drop' }, { at: -1, text: '2' }, null, { at: 3, text: '4' }],
      for: '5m: {',
    };
    assert.deepEqual(readFromWebview({ type: 'tune', tune }), {
      type: 'tune',
      tune: { thresholds: [{ at: 3, text: '4' }] },
    });
  });
  it('reads only panels that it wrote', () => {
    const saved = { uri: 'file:///a', line: 1, character: 0, range: '24h', pinned: true };
    assert.deepEqual(readSavedPanel(saved), saved);
    for (const other of [null, 'x', {}, { ...saved, line: -1 }, { ...saved, range: '9h' }, { ...saved, uri: 1 }])
      assert.equal(readSavedPanel(other), undefined);
  });
});
