// The preview without its window: a scripted language server, a scripted data source and a clock that the test turns.
import assert from 'node:assert/strict';
import type {
  Answer,
  CallOptions,
  InstantResult,
  RangeResult,
  SourceError,
} from '../../../server/src/datasource/datasource';
import type { RulePreview } from '../../../server/src/lsp/protocol';
import { comparison, good, hot, rule, stage, target, uri } from './controllerStage';

const bad = (error: SourceError): Answer<never> => ({ ok: false, error });

describe('preview controller: a rule that matches', () => {
  it('shows graph, threshold, series and message', async () => {
    const { controller, asked, pass, last } = stage();
    controller.follow(target);
    await pass();
    assert.deepEqual([...asked].sort(), ['query temp > 80', 'range temp 360', 'render']);
    const state = last();
    assert.deepEqual(state.rule, {
      name: 'Hot',
      kind: 'alert',
      severity: 'warning',
      group: 'gpu',
      place: 'rules.yaml:5',
    });
    assert.equal(state.server, 'prod');
    assert.equal(state.busy, undefined);
    assert.equal(state.stale, false);
    assert.deepEqual(state.series?.rows, [
      {
        labels: [
          ['alertname', 'Hot'],
          ['gpu', '0'],
        ],
        value: 83,
        annotations: [{ name: 'summary', text: '0 is hot' }],
      },
    ]);
    assert.deepEqual(
      state.graph?.lines.map(line => [line.label, line.matches]),
      [
        ['gpu=0', true],
        ['gpu=1', false],
      ],
    );
    assert.deepEqual(state.graph?.limits, [{ label: '', op: '>', value: 80, at: 7 }]);
    assert.equal(state.graph?.unit, 'celsius');
  });

  it('never shows the series without what the rule makes of them', async () => {
    const { controller, pass, states } = stage();
    controller.follow(target);
    await pass();
    controller.refresh();
    await pass();
    const rows = states.flatMap(({ series }) => series?.rows ?? []);
    assert.ok(rows.length > 2);
    for (const { labels, annotations } of rows) assert.deepEqual([labels.length, annotations.length], [2, 1]);
  });

  it('offers what helps where the graph alone is refused', async () => {
    const wrong: SourceError = { kind: 'unauthorized', message: 'Wrong.', status: 401 };
    const { controller, pass, last } = stage({ range: async () => bad(wrong) });
    controller.follow(target);
    await pass();
    assert.equal(last().series?.total, 1);
    assert.deepEqual(last().notice, {
      tone: 'error',
      text: 'The graph cannot be drawn: Wrong.',
      actions: ['editServer', 'retry'],
    });
  });

  it('asks nothing again when the cursor moves within the rule', async () => {
    const { controller, asked, pass } = stage();
    controller.follow(target);
    await pass();
    const before = asked.length;
    controller.follow({ uri, position: { line: 5, character: 0 } });
    await pass(1000);
    assert.equal(asked.length, before);
  });

  it('asks only what an edit changes', async () => {
    let current = rule;
    const { controller, asked, pass, last } = stage({ rule: () => current });
    controller.follow(target);
    await pass();
    asked.length = 0;
    current = { ...rule, version: 2, annotations: [{ name: 'summary', template: 'new' }] };
    controller.documentChanged(uri, [change(7)]);
    await pass(400);
    assert.deepEqual(asked, ['render'], 'an annotation needs no query');
    asked.length = 0;
    current = {
      ...rule,
      version: 3,
      expr: 'temp > 90',
      conditions: [{ ...comparison, right: '90', threshold: 90 }],
    };
    controller.documentChanged(uri, [change(6)]);
    await pass(400);
    assert.deepEqual(asked, ['query temp > 90', 'render'], 'a threshold needs no new graph');
    assert.equal(last().graph?.limits[0]?.value, 90);
  });

  it('waits for a pause in typing, and cancels the running query on an edit', async () => {
    const signals: CallOptions['signal'][] = [];
    let current = rule;
    const { controller, asked, pass, last } = stage({
      rule: () => current,
      query: (expr, call) => {
        signals.push(call.signal);
        return expr === rule.expr ? new Promise(() => {}) : Promise.resolve(good(hot));
      },
    });
    controller.follow(target);
    await pass();
    for (let version = 2; version < 6; version++) {
      current = { ...rule, version, expr: `temp > 8${version}` };
      controller.documentChanged(uri, [change(6)]);
      await pass(100);
    }
    assert.ok(signals[0]!.aborted, 'cancelled with the first character');
    await pass(400);
    assert.deepEqual(
      asked.filter(text => text.startsWith('query')),
      ['query temp > 80', 'query temp > 85'],
    );
    assert.equal(last().busy, undefined);
  });

  it('keeps the rule it shows when the cursor leaves all rules, and when it is pinned', async () => {
    let current: RulePreview | null = rule;
    const { controller, pass, last } = stage({ rule: () => current });
    controller.follow(target);
    await pass();
    current = null;
    controller.follow({ uri, position: { line: 0, character: 0 } });
    await pass(500);
    assert.equal(last().rule?.name, 'Hot');
    controller.setPinned(true);
    current = {
      ...rule,
      id: 99,
      name: 'Cold',
      range: { start: { line: 20, character: 2 }, end: { line: 22, character: 0 } },
    };
    controller.follow({ uri, position: { line: 20, character: 2 } });
    await pass(500);
    assert.equal(last().rule?.name, 'Hot');
    controller.setPinned(false);
    controller.follow({ uri, position: { line: 20, character: 2 } });
    await pass(500);
    assert.equal(last().rule?.name, 'Cold');
  });

  it('asks nothing while hidden and makes up for it when shown', async () => {
    const { controller, asked, pass, last } = stage();
    controller.follow(target);
    await pass();
    asked.length = 0;
    controller.setVisible(false);
    controller.documentChanged(uri, [change(6)]);
    controller.follow({ uri, position: { line: 20, character: 0 } });
    controller.refresh();
    await pass(5000);
    assert.equal(asked.length, 0);
    controller.setVisible(true);
    await pass();
    assert.ok(asked.includes('query temp > 80'));
    assert.equal(last().series?.total, 1);
  });

  it('draws the result where there is no comparison, and the right side where it is no number', async () => {
    const plain = stage({
      rule: () => ({ ...rule, kind: 'record', expr: 'sum(temp)', comparison: undefined, conditions: [] }),
    });
    plain.controller.follow(target);
    await plain.pass();
    assert.ok(plain.asked.includes('range sum(temp) 360'));
    assert.deepEqual(plain.last().graph?.limits, []);
    const vectors = { op: '>', left: 'a', right: 'b', leftAt: 0, at: { from: 4, to: 5 } };
    const two = stage({ rule: () => ({ ...rule, expr: 'a > b', comparison: vectors, conditions: [vectors] }) });
    two.controller.follow(target);
    await two.pass();
    assert.ok(two.asked.includes('range a 360') && two.asked.includes('range b 360'));
    assert.equal(two.last().graph?.limits.length, 2);
  });

  it('draws every bound of what it draws, and another part of the expression when asked', async () => {
    const power = { op: '>', left: 'power', right: '300', leftAt: 10, threshold: 300, at: { from: 30, to: 33 } };
    const below = { ...comparison, op: '<', right: '95', threshold: 95 };
    const { controller, asked, pass, last } = stage({
      rule: () => ({
        ...rule,
        expr: 'temp > 80 and temp < 95 and power > 300',
        conditions: [comparison, below, power],
      }),
    });
    controller.follow(target);
    await pass();
    assert.deepEqual(
      last().graph?.limits.map(({ op, value }) => [op, value]),
      [
        ['>', 80],
        ['<', 95],
      ],
    );
    assert.deepEqual(last().graph?.parts, { texts: ['temp', 'temp', 'power'], drawn: 0 });
    controller.setPart(2);
    await pass();
    assert.ok(asked.includes('range power 360'));
    assert.deepEqual([last().graph?.limits[0]?.value, last().graph?.unit], [300, undefined]);
  });

  it('answers the queries of templates, and stops when they never end', async () => {
    let round = 0;
    const { controller, asked, pass, last } = stage({
      render: params => ({
        series: [{ labels: {}, annotations: [{ name: 'summary', text: Object.keys(params.queries ?? {}).join() }] }],
        wanted: [`up{n="${round++}"}`],
        unknown: [],
      }),
    });
    controller.follow(target);
    await pass();
    assert.equal(asked.filter(text => text.startsWith('query up')).length, 3);
    assert.match(last().series!.rows[0]!.annotations[0]!.text, /up\{n="0"\}/);
    assert.match(last().notes.join(), /more often than a preview does/);
  });

  it('reads the rule again when the document has moved on', async () => {
    let calls = 0;
    const { controller, asked, pass, last } = stage({
      render: () =>
        calls++ === 0 ? null : { series: [{ labels: { gpu: '0' }, annotations: [] }], wanted: [], unknown: [] },
    });
    controller.follow(target);
    await pass();
    await pass(500);
    assert.equal(asked.filter(text => text === 'render').length, 2);
    assert.equal(last().busy, undefined);
  });

  it('says how much it leaves out', async () => {
    const samples = Array.from({ length: 1000 }, (_, i) => ({ labels: { i: String(i) }, t: 0, v: 1 }));
    const { controller, pass, last } = stage({
      query: async () => good<InstantResult>({ type: 'vector', samples, total: 5000 }),
      render: params => ({
        series: params.samples.map(sample => ({ labels: sample.labels, annotations: [] })),
        wanted: [],
        unknown: [],
      }),
    });
    controller.follow(target);
    await pass();
    assert.equal(last().series?.rows.length, 200);
    assert.equal(last().series?.total, 5000);
    assert.match(last().notes.join(), /5000 series are in the result; the table shows the first 200/);
  });
});

describe('preview controller: what stands in the way', () => {
  it('says where the cursor has to be', async () => {
    const { controller, pass, last } = stage({ rule: () => null });
    controller.follow(target);
    await pass();
    assert.match(last().notice!.text, /Put the cursor into/);
  });

  it('offers to add a server', async () => {
    const { controller, asked, pass, last } = stage({
      connect: () => ({ ok: false, text: 'No Prometheus server is configured.', actions: ['addServer'] }),
    });
    controller.follow(target);
    await pass();
    assert.deepEqual(last().notice?.actions, ['addServer', 'simulate']);
    assert.equal(last().busy, undefined);
    assert.equal(asked.length, 0);
  });

  it('shows a problem of the expression at its place, without asking', async () => {
    const { controller, asked, pass, last } = stage({
      rule: () => ({ ...rule, expr: 'temp >', problems: [{ from: 5, to: 6, message: 'The right side is missing.' }] }),
    });
    controller.follow(target);
    await pass();
    assert.deepEqual(last().expressionError, { expr: 'temp >', from: 5, to: 6, message: 'The right side is missing.' });
    assert.equal(asked.length, 0);
  });

  it('says that there is no expression yet', async () => {
    const { controller, pass, last } = stage({ rule: () => ({ ...rule, expr: '  ' }) });
    controller.follow(target);
    await pass();
    assert.match(last().notice!.text, /no expression yet/);
  });

  it('places an error of the server in the expression', async () => {
    const { controller, pass, last } = stage({
      query: async () => bad({ kind: 'bad-query', message: 'Parse error.', position: { from: 0, to: 4 } }),
    });
    controller.follow(target);
    await pass();
    assert.deepEqual(last().expressionError, {
      expr: 'temp > 80',
      from: 0,
      to: 4,
      message: 'Parse error.',
      isOfServer: true,
    });
    assert.equal(last().series, undefined);
  });

  for (const [kind, first] of [
    ['unauthorized', 'editServer'],
    ['not-found', 'editServer'],
    ['html', 'editServer'],
    ['timeout', 'retry'],
    ['execution', 'retry'],
  ] as const)
    it(`says what went wrong and what can be done: ${kind}`, async () => {
      const { controller, pass, last } = stage({ query: async () => bad({ kind, message: `It is ${kind}.` }) });
      controller.follow(target);
      await pass();
      assert.equal(last().notice?.text, `It is ${kind}.`);
      assert.equal(last().notice?.actions[0], first);
      assert.equal(last().busy, undefined);
    });

  it('shows the series although the graph fails', async () => {
    const { controller, pass, last } = stage({ range: async () => bad({ kind: 'timeout', message: 'Too slow.' }) });
    controller.follow(target);
    await pass();
    assert.equal(last().series?.total, 1);
    assert.match(last().graph!.message!, /cannot be drawn: Too slow/);
  });

  it('says that nothing matches', async () => {
    const { controller, asked, pass, last } = stage({
      query: async () => good<InstantResult>({ type: 'vector', samples: [], total: 0 }),
      range: async () => good<RangeResult>({ series: [], total: 0 }),
    });
    controller.follow(target);
    await pass();
    assert.match(last().series!.empty!, /Nothing matches now/);
    assert.match(last().graph!.message!, /no data in this window/);
    assert.ok(!asked.includes('render'));
  });

  it('explains results that a rule cannot use', async () => {
    for (const [data, words] of [
      [{ type: 'matrix', series: [], total: 0 }, /range of points/],
      [
        { type: 'string', text: 'x"y' },
        /^The expression gives the string "x\\"y"; a rule needs a number or a vector\.$/,
      ],
      [{ type: 'scalar', point: { t: 0, v: 1 } }, /single number/],
    ] as [InstantResult, RegExp][]) {
      const { controller, pass, last } = stage({ query: async () => good(data) });
      controller.follow(target);
      await pass();
      assert.match(last().series?.empty ?? last().notes.join(), words);
    }
  });

  it('is never left waiting when the language server fails', async () => {
    const { controller, pass, last } = stage({
      render: () => {
        throw new Error('gone');
      },
    });
    controller.follow(target);
    await pass();
    assert.equal(last().busy, undefined);
    assert.match(last().notice!.text, /preview failed/);
    const other = stage({
      rule: () => {
        throw new Error('gone');
      },
    });
    other.controller.follow(target);
    await other.pass();
    assert.match(other.last().notice!.text, /does not answer/);
  });

  it('asks again when the person wants it', async () => {
    let fails = true;
    const { controller, pass, last } = stage({
      query: async () => (fails ? bad({ kind: 'unreachable', message: 'Nothing listens.' }) : good(hot)),
    });
    controller.follow(target);
    await pass();
    assert.match(last().notice!.text, /Nothing listens/);
    fails = false;
    controller.refresh();
    await pass();
    assert.equal(last().notice, undefined);
    assert.equal(last().series?.total, 1);
  });
});

function change(line: number) {
  return { range: { start: { line, character: 0 }, end: { line, character: 1 } }, text: 'x' };
}
