// What is taken along: Markdown that stays what it is whatever names say, CSV, addresses of servers' own pages.
import assert from 'node:assert/strict';
import { csvOf, markdownOf, pageOf } from '../../../client/src/preview/exports';
import { columnsOf, graphLines, gridOf } from '../../../client/src/preview/lines';
import type { GraphData, PreviewState } from '../../../client/src/preview/messages';
import { seriesOfPoints } from '../../../server/src/datasource/samples';
import { finish } from '../../../server/src/text/slices';

const graph: GraphData = {
  id: 1,
  title: 'x',
  startMs: 0,
  stepMs: 60_000,
  count: 120,
  lines: [
    {
      label: 'gpu=0',
      labels: [['gpu', '0']],
      values: Float64Array.from({ length: 120 }, (_, i) => (i < 60 ? 10 : i === 80 ? Number.NaN : 90)),
      matches: true,
    },
    { label: '=1+1', labels: [['__name__', '=cmd|x']], values: new Float64Array(120), matches: false },
  ],
  limits: [{ label: '', op: '>', value: 80 }],
  common: [],
  total: 2,
  tookMs: 1,
};
const state: PreviewState = {
  rule: { name: 'Hot`*', kind: 'alert', severity: 'page', group: 'g', place: 'a.yaml:3' },
  server: 'prod',
  range: '6h',
  pinned: false,
  stale: false,
  notes: ['A # remark'],
  graph,
  history: {
    id: 1,
    slots: { start: 0, step: 60_000, count: 120, phase: 'assumed' },
    bands: [
      {
        label: 'gpu=0',
        labels: [['gpu', '0']],
        firings: 1,
        lines: [0],
        spans: [
          { state: 'pending', from: 3_600_000, to: 4_200_000 },
          { state: 'firing', from: 4_200_000, to: 7_200_000 },
        ],
      },
    ],
    moreBands: 0,
    changes: [],
    moreChanges: 0,
    totals: {
      firings: 1,
      fired: 1,
      pendingOnly: 0,
      longest: 3_000_000,
      flapping: 0,
      firingNow: 1,
      pendingNow: 0,
      firingsPerDay: 1,
    },
    before: { firings: 4, where: 'on disk' },
    caveats: [],
  },
};

describe('preview: taken along', () => {
  it('as Markdown with rule, counts and a chart of text', () => {
    const text = markdownOf(state, 'temp > 80 # ```');
    assert.match(text, /^### Hot\\`\\\* \(page\)\n/);
    assert.match(text, /````promql\ntemp > 80 # ```\n````/);
    assert.match(text, /\*\*Would have fired 1×\*\*, longest 50 min, now: 1 firing, 0 pending, with the edit: 4 → 1/);
    const lines = text.split('\n');
    const at = lines.indexOf('gpu=0');
    assert.match(lines[at + 1]!, /^ {2}▂{30}█{30}$/);
    assert.equal(lines[at + 2], `  ${' '.repeat(30)}${'░'.repeat(5)}${'▓'.repeat(25)}`);
    assert.match(text, /- A \\# remark/);
  });

  it('as Markdown with how long it waits, what is tried, how many are notified, and the unit', () => {
    const tuning: NonNullable<PreviewState['tuning']> = {
      thresholds: [{ at: 7, label: 'temp >', text: '85', written: '80', value: 85 }],
      for: '2m',
      keepFiringFor: '1h',
      writtenFor: '5m',
      writtenKeepFiringFor: '1h',
      changed: true,
    };
    const limits = [{ label: '', op: '>', value: 80, at: 7 }];
    const notified = { history: 1, count: 3, configuration: 'am.yml' };
    const text = markdownOf({ ...state, tuning, notified, graph: { ...graph, unit: 'celsius', limits } }, 'temp > 80');
    assert.match(text, /\n\nfor 5m, keep\\_firing\\_for 1h\n\n/);
    assert.match(text, /\n\nTried, not written: temp \\> 85 in place of 80; for 2m in place of 5m\n\n/);
    assert.match(text, /Would have fired 1×\*\*, 3 notifications, longest/);
    assert.match(
      text,
      /\n1970-01-01T00:00:00Z to 1970-01-01T01:59:00Z, every 1 min\nfrom 0 to 90 celsius, threshold > 85\n/,
    );
    const asWritten = {
      ...tuning,
      thresholds: [],
      for: '0s',
      writtenFor: '0s',
      writtenKeepFiringFor: '0s',
      changed: false,
    };
    const plain = markdownOf({ ...state, tuning: { ...asWritten, keepFiringFor: '0s' } }, 'temp > 80');
    assert.doesNotMatch(plain, /\nfor|Tried|notification/);
  });

  it('as CSV in which no label is a column or a formula', () => {
    const hostile: GraphData = { ...graph, lines: [{ ...graph.lines[0]!, labels: [['pod', 'a"b,c\nd']] }] };
    // One line of the file is one time, also where a label has a line break.
    assert.equal(finish(csvOf(hostile)).split('\n')[0], String.raw`time,"pod=""a\""b,c\nd"""`);
    const rows = finish(csvOf(graph)).trimEnd().split('\n');
    assert.equal(rows.length, 121);
    assert.equal(rows[0], 'time,"gpu=""0""","__name__=""=cmd|x"""');
    assert.equal(rows[61], '1970-01-01T01:00:00.000Z,90,0');
    assert.equal(rows[81], '1970-01-01T01:20:00.000Z,,0');
  });

  it('as CSV with infinities and NaN as Prometheus writes them, and nothing where there is no value', () => {
    const times = [0, 60_000, 120_000, 180_000, 240_000];
    const values = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN, 1e-7, 5];
    const series = [
      seriesOfPoints(
        { gpu: '0' },
        times.map((t, i) => ({ t, v: values[i]! })),
      ),
    ];
    const grid = gridOf(0, 300_000, 60_000);
    const { lines } = graphLines(finish(columnsOf({ series, total: 1, result: 'matrix' } as never, grid)), []);
    const rows = finish(csvOf({ ...graph, ...grid, lines }))
      .trimEnd()
      .split('\n')
      .slice(1);
    assert.deepEqual(
      rows.map(row => row.split(',')[1]),
      ['+Inf', '-Inf', 'NaN', '1e-7', '5', ''],
    );
    assert.ok(Number.isNaN(lines[0]!.values[0]), 'none of them is drawn');
  });

  it('to the page of a server, or of Grafana before it', () => {
    const own = new URL(pageOf('https://prom.example/team-a/', 'a > 1 & b', 0, 3_600_000)!);
    assert.equal(`${own.origin}${own.pathname}`, 'https://prom.example/team-a/graph');
    assert.deepEqual(Object.fromEntries(own.searchParams), {
      'g0.expr': 'a > 1 & b',
      'g0.tab': '0',
      'g0.range_input': '3600s',
      'g0.end_input': '1970-01-01 01:00:00',
    });
    const explore = new URL(pageOf('https://g.example/x/api/datasources/proxy/uid/ab%2Fc/', 'up', 1, 2)!);
    assert.equal(explore.pathname, '/x/explore');
    const { pre: a } = JSON.parse(explore.searchParams.get('panes')!);
    assert.deepEqual([a.datasource, a.queries[0].expr, a.range], ['ab/c', 'up', { from: '1', to: '2' }]);
    for (const kind of ['cortex', 'mimir', 'amazon', 'google', 'azure'] as const)
      assert.equal(pageOf('https://m.example/prometheus', 'up', 0, 1, kind), undefined);
    assert.ok(pageOf('https://m.example/prometheus', 'up', 0, 1, 'thanos'));
    assert.ok(pageOf('https://g.example/api/datasources/proxy/uid/a', 'up', 0, 1, 'mimir'));
    for (const other of ['', 'javascript:alert(1)', 'file:///etc']) assert.equal(pageOf(other, 'up', 0, 1), undefined);
  });
});
