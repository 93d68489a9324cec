// A rule on the panel once its series are known: its history, the message of a change, numbers tried, written and compared
// with what was, parts explained. The language server's core and our own engine behind the interface of a server are real.
import assert from 'node:assert/strict';
import { createPreviewController } from '../../../client/src/preview/controller';
import type { FromWebview } from '../../../client/src/preview/fromWebview';
import { readFromWebview } from '../../../client/src/preview/fromWebview';
import type { PreviewState } from '../../../client/src/preview/messages';
import { samplesInWords } from '../../../client/webview/explainedSamples';
import { createTrials } from '../../../client/webview/trials';
import { scaled } from '../../../server/src/alerting/backtest/scale';
import type { EditRuleParams, RulePreview } from '../../../server/src/lsp/protocol';
import { readSeries, seriesOf } from '../../../server/src/series/notation';
import { SeriesStore } from '../../../server/src/series/store';
import { engineSource } from '../../harness/engineSource';
import { document, preparedRule, ruleIn, service, workspace } from './prepared';

const minute = 60_000;
const end = 600 * minute;

function storeOf(...lines: readonly string[]): SeriesStore {
  const store = new SeriesStore();
  for (const line of lines) {
    const read = readSeries(line);
    if (!read.ok) throw new Error(read.problem.message);
    store.add(seriesOf(read.labels, read.values, 0, minute));
  }
  return store;
}

const keys = {
  for: '5m',
  labels: '{severity: page, where: "{{ $labels.gpu }}"}',
  annotations: `{summary: '{{ $labels.gpu }} at {{ $value }} of {{ with query "count(temp)" }}{{ . | first | value }}{{ end }}'}`,
};
/** Hot for half an hour twice, and for three minutes once; another one never. */
const temperatures = ['temp{gpu="0"} 70x299 90x29 70x99 90x29 70x59 90x2 70x200', 'temp{gpu="1"} 60x799'];

function stage(expr: string, lines: readonly string[] = temperatures, given: { before?: RulePreview } = {}) {
  const source = engineSource(storeOf(...lines));
  const found = ruleIn(document(expr, keys));
  let rule = preparedRule(expr, keys);
  const edits: EditRuleParams[] = [];
  let waiting: (() => void)[] = [];
  let last: PreviewState | undefined;
  const seen: PreviewState[] = [];
  const controller = createPreviewController(
    {
      ruleAt: async () => rule,
      render: async params => service.render(workspace, found, params),
      connect: async () => ({ ok: true, name: 'engine', key: 'engine', source }),
      edit: async params => edits.push(params) > 0,
      written: async () => (given.before?.backtest ? [{ where: 'on disk', rule: given.before.backtest }] : []),
      route: async () => ({ candidates: [] }),
      post(state) {
        last = state;
        seen.push(state);
        for (const wake of waiting.splice(0)) wake();
      },
      log: text => assert.fail(text),
      now: () => end,
      pause: () => new Promise(resolve => setImmediate(resolve)),
      delay(ms, run) {
        const timer = setTimeout(run, Math.min(ms, 1));
        return () => clearTimeout(timer);
      },
    },
    { range: { fromMs: 0, toMs: end }, pinned: false },
  );
  waiting = [];
  /** The first state that is as wished. */
  const until = async (wished: (state: PreviewState) => unknown): Promise<PreviewState> => {
    while (!last || !wished(last)) await new Promise<void>(resolve => waiting.push(resolve));
    return last;
  };
  controller.follow({ uri: rule.uri, position: rule.range.start });
  /** The document has another expression now. */
  const edit = (other: string): void => {
    rule = { ...preparedRule(other, keys), version: rule.version + 1 };
    controller.documentChanged(rule.uri, [{ range: rule.range, text: '' }]);
  };
  return { edit, seen, controller, until, edits, source, state: () => last! };
}

describe('preview: the history of a rule', () => {
  it('is marked as that of before until the one of now is there, whatever it takes', async () => {
    const { edit, until, controller, seen, state } = stage('temp > 80');
    const before = (await until(one => one.history && !one.history.brief && one.trial)).history;
    assert.ok(seen.every(({ past }) => past === undefined));
    seen.length = 0;
    edit('temp > 60');
    controller.refresh();
    await until(one => one.history && one.history.id !== before!.id);
    const marks = seen.map(one => [one.history === before, one.past] as const);
    assert.ok(marks.some(([isBefore]) => isBefore));
    for (const [isBefore, past] of marks) assert.equal(past, isBefore ? 'awaited' : undefined);
    // Also where the lines are there already and the evaluations are still asked for.
    assert.ok(seen.some(one => one.history === before && !one.stale && one.past === 'awaited'));
    edit('temp >');
    const broken = await until(one => one.expressionError);
    assert.equal(broken.past, 'left', 'nothing is on its way');
    assert.equal(state().busy, undefined);
  });

  it('has bands, counts and changes, and the graph stands on the evaluations', async () => {
    const { until } = stage('temp > 80');
    const { history, graph } = await until(state => state.history);
    assert.deepEqual(
      history!.bands.map(({ label, firings, lines, spans }) => [
        label,
        firings,
        lines,
        spans.map(({ state }) => state),
      ]),
      [['gpu=0, severity=page, where=0', 2, [0], ['pending', 'firing', 'pending', 'firing', 'pending']]],
    );
    const { totals } = history!;
    assert.deepEqual([totals.firings, totals.pendingOnly, totals.firingNow], [2, 1, 0]);
    assert.equal(history!.changes.length, 8);
    assert.equal(graph!.stepMs, minute);
    assert.equal(graph!.count, history!.slots.count);
    assert.ok(history!.caveats.some(text => /evaluates no group g/.test(text)));
  });

  it('shows the last time that it fired where nothing matches now, with the message of that moment', async () => {
    const { until } = stage('temp > 80');
    const { moment, series } = await until(state => state.moment?.row && state.moment.reached);
    assert.equal(series!.total, 0);
    assert.equal(moment!.to, 'firing');
    assert.equal(moment!.atMs - moment!.activeMs, 5 * minute);
    assert.deepEqual(moment!.row!.annotations, [{ name: 'summary', text: '0 at 90 of 2' }]);
    assert.deepEqual(
      moment!.row!.labels.filter(([name]) => ['where', 'alertname'].includes(name)),
      [
        ['alertname', 'Hot'],
        ['where', '0'],
      ],
    );
    assert.match(moment!.reached!.unknown!, /No Alertmanager configuration/);
  });

  it('shows the message of an alert that fires all the time as it is at the end', async () => {
    const { controller, until } = stage('temp > 50', ['temp{gpu="0"} 70+1x599', 'temp{gpu="1"} 40x599']);
    controller.setRange({ fromMs: 300 * minute, toMs: 420 * minute });
    const { history } = await until(state => state.history?.changes.some(({ stands }) => stands));
    assert.equal(history!.changes.length, 1);
    controller.pick(0);
    const { moment } = await until(state => state.moment?.reached);
    assert.deepEqual([moment!.to, moment!.atMs, moment!.stands], ['firing', 420 * minute, true]);
    assert.deepEqual(moment!.row!.annotations, [{ name: 'summary', text: '0 at 490 of 2' }]);
    // As that it is kept when the rest is asked again.
    controller.setRange({ fromMs: 310 * minute, toMs: 430 * minute });
    const later = await until(state => state.history && state.history.slots.start > 305 * minute && state.moment?.row);
    assert.equal(later.moment!.stands, true);
  });

  it('keeps the message of a moment only where another part of the time has that moment', async () => {
    const { controller, until } = stage('temp > 80');
    const { moment } = await until(state => state.moment?.row);
    assert.equal(moment!.atMs, 435 * minute);
    const isOf = (state: PreviewState, at: number): boolean =>
      state.history!.changes[state.moment!.change]!.atMs === at && state.moment!.atMs === at;
    controller.setRange({ fromMs: 400 * minute, toMs: end });
    const later = await until(state => state.history && state.history.slots.start >= 399 * minute && state.moment);
    assert.ok(isOf(later, moment!.atMs), JSON.stringify([later.moment, later.history!.changes]));
    controller.setRange({ fromMs: 0, toMs: 400 * minute });
    const seen: number[] = [];
    const earlier = await until(state => {
      if (state.history && state.history.slots.start < minute && state.moment) {
        assert.ok(isOf(state, state.moment.atMs), 'the moment is one of the history beside it');
        seen.push(state.moment.atMs);
      }
      return state.history && state.history.slots.start < minute && state.moment?.row;
    });
    assert.deepEqual([...new Set(seen)], [earlier.moment!.atMs]);
  });

  it('tries numbers without asking again, and writes them', async () => {
    const { controller, until, source, edits } = stage('temp > 80');
    const first = await until(state => state.moment?.row);
    const asked = source.asked.length;
    const [threshold] = first.tuning!.thresholds;
    controller.tune({ thresholds: [{ at: threshold!.at, text: '95' }] });
    const none = await until(state => state.tuning?.changed);
    assert.equal(none.history!.totals.firings, 0);
    controller.tune({ thresholds: [{ at: threshold!.at, text: '80' }], for: '1m' });
    const three = await until(state => state.history!.totals.firings === 3);
    assert.equal(three.tuning!.for, '1m');
    assert.equal(source.asked.length, asked, 'nothing was asked');
    controller.write();
    await new Promise(resolve => setImmediate(resolve));
    assert.deepEqual(edits, [{ uri: 'file:///rules.yaml', version: 1, id: edits[0]!.id, for: '1m' }]);
    controller.tune(undefined);
    assert.equal((await until(state => !state.tuning?.changed)).history!.totals.firings, 2);
  });

  /** The page, which works out by itself what it can, beside the extension host. */
  async function withPage(...input: Parameters<typeof stage>) {
    const { controller, until, source } = stage(...input);
    const first = await until(state => state.trial && state.busy === undefined);
    let rest: (() => void) | undefined;
    const sent: FromWebview[] = [];
    const trials = createTrials(
      message => sent.push(message),
      (_, run) => {
        rest = run;
        return () => (rest = undefined);
      },
    );
    /** Hands over what was sent, as the editor does. */
    const deliver = (): void => {
      for (const message of sent.splice(0)) {
        const read = readFromWebview(JSON.parse(JSON.stringify(message)));
        if (read?.type === 'tune') controller.tune(read.tune);
      }
    };
    return { until, source, first, trials, sent, deliver, rest: () => rest?.() };
  }

  for (const [expr, text] of [
    ['temp > 80', '65'],
    ['temp > 80', '1000'],
    ['temp != 80', '90'],
    ['temp > 80 unless on() vector(1) > 5', '89'],
    ['(temp > 80) or (temp < 61)', '69'],
  ] as const) {
    it(`has the page show by itself what comes of another number, and the same as the extension host: ${expr}, ${text}`, async () => {
      const { until, source, first, trials, sent, deliver, rest } = await withPage(expr);
      const { at } = first.tuning!.thresholds[0]!;
      assert.ok(
        first.trial!.leaves.flat().some(column => 'line' in column),
        'what the graph has is not sent again',
      );
      // What a message asks of the moment that it tells of is asked whenever it comes up.
      const ranges = (): number => source.asked.filter(one => one === 'range').length;
      const asked = ranges();
      for (const hold of ['2m', '5m', '9m']) {
        assert.ok(trials.tune(first, { thresholds: [{ at, text }], for: hold }));
        const here = trials.shown(first);
        assert.equal(here.history!.brief, true);
        assert.deepEqual(sent, []);
        rest();
        deliver();
        // What the extension host says of it takes the place of what was shown.
        const answer = await until(state => state.tuning?.turn !== undefined && trials.shown(state) === state);
        const { id: _, caveats: __, ...told } = answer.history!;
        const { id: ___, caveats: ____, ...shown } = here.history!;
        assert.deepEqual(
          { ...shown, changes: 0, moreChanges: 0 },
          { ...told, brief: true, changes: 0, moreChanges: 0 },
        );
        assert.deepEqual({ ...here.tuning, turn: 0 }, { ...answer.tuning, turn: 0 });
      }
      assert.equal(ranges(), asked, 'no values were asked');
    });
  }

  it('keeps what is shown of a number while the extension host still answers the one before', async () => {
    const { until, first, trials, deliver, rest } = await withPage('temp > 80');
    const { at } = first.tuning!.thresholds[0]!;
    trials.tune(first, { thresholds: [{ at, text: '8' }] });
    rest();
    deliver();
    const before = await until(state => state.tuning?.turn === 1);
    trials.tune(first, { thresholds: [{ at, text: '85' }] });
    const shown = trials.shown(before);
    assert.equal(shown.tuning!.thresholds[0]!.text, '85');
    assert.equal(shown.history!.totals.firings, 2);
    rest();
    assert.equal(trials.shown(before).tuning!.thresholds[0]!.text, '85', 'it has been told, not answered');
    // Back to what is written.
    assert.ok(trials.tune(before, undefined));
    assert.equal(trials.shown(before).tuning!.changed, false);
    trials.flush();
    deliver();
    const last = await until(state => state.tuning?.turn === 3);
    assert.equal(trials.shown(last), last);
    assert.equal(last.tuning!.changed, false);
  });

  it('leaves numbers inside of what was asked to the extension host', async () => {
    const { first, trials, sent } = await withPage('avg_over_time(temp[5m]) * 2 > 160');
    const inner = first.tuning!.thresholds.find(one => one.written === '2');
    const outer = first.tuning!.thresholds.find(one => one.written === '160')!;
    if (!inner) return;
    assert.ok(trials.tune(first, { thresholds: [{ at: outer.at, text: '150' }] }));
    assert.equal(trials.tune(first, { thresholds: [{ at: inner.at, text: '3' }] }), false);
    assert.deepEqual(
      sent.map(message => message.type === 'tune' && message.tune.thresholds?.find(({ at }) => at === outer.at)?.text),
      ['150'],
      'it hears first of what was tried before',
    );
  });

  it('gives the changes of what is tried when the number rests', async () => {
    const { controller, until } = stage('temp > 80');
    const first = await until(state => state.moment?.row);
    const [threshold] = first.tuning!.thresholds;
    controller.tune({ thresholds: [{ at: threshold!.at, text: '65' }] });
    const brief = await until(state => state.tuning?.changed);
    assert.deepEqual([brief.history!.brief, brief.history!.changes, brief.moment], [true, [], undefined]);
    controller.pick(0);
    const { history, moment } = await until(state => state.history && !state.history.brief);
    assert.equal(moment, undefined, 'there was no change to look at');
    assert.deepEqual({ ...history, id: 0, changes: [], brief: true }, { ...brief.history, id: 0 });
    assert.deepEqual(
      history!.changes.map(({ to, value }) => [to, value]),
      [
        ['pending', 70],
        ['firing', 70],
      ],
    );
    controller.pick(1);
    const shown = await until(state => state.moment?.row);
    assert.deepEqual(shown.moment!.row!.annotations, [{ name: 'summary', text: '0 at 70 of 2' }]);
  });

  it('shows nothing any more once the page is gone', async () => {
    const { controller, until, state } = stage('temp > 80');
    const first = await until(({ moment }) => moment?.reached);
    controller.tune({ thresholds: [{ at: first.tuning!.thresholds[0]!.at, text: '65' }] });
    const brief = await until(({ history }) => history?.brief);
    controller.dispose();
    await new Promise(resolve => setTimeout(resolve, 5));
    assert.equal(state(), brief);
  });

  it('asks for the history again when the person wants it', async () => {
    const { controller, until, source } = stage('temp > 80');
    const { history } = await until(state => state.moment?.row);
    const ranges = (): number => source.asked.filter(one => one === 'range').length;
    const before = ranges();
    assert.ok(before > 0);
    controller.refresh();
    await until(state => state.history && state.history.id !== history!.id && state.moment?.row);
    assert.equal(ranges(), 2 * before);
  });

  const limits = ['limit{gpu="0"} 100x799', 'limit{gpu="1"} 100x799'];

  it('tries a number that scales another series without asking again, and writes it', async () => {
    const { controller, until, source, edits } = stage('temp > 0.95 * limit', [...temperatures, ...limits]);
    const first = await until(state => state.history && state.graph?.limits[0]?.scale);
    assert.equal(first.history!.totals.firings, 0);
    const [share] = first.tuning!.thresholds;
    assert.deepEqual([share!.label, share!.written], ['temp > … * limit', '0.95']);
    const asked = source.asked.length;
    const [bound] = first.graph!.limits;
    assert.deepEqual(bound!.scale, { op: '*', first: true, at: share!.at, number: 0.95 });
    assert.equal(scaled(bound!.values!, 0.85, bound!.scale!)[0], 85);
    controller.tune({ thresholds: [{ at: share!.at, text: '0.85' }] });
    const two = await until(state => state.history!.totals.firings === 2 && state.busy === undefined);
    assert.equal(source.asked.length, asked, 'nothing was asked');
    assert.equal(two.graph!.id, first.graph!.id);
    controller.write();
    await new Promise(resolve => setImmediate(resolve));
    const at = 'temp > '.length;
    assert.deepEqual(edits[0]!.numbers, [{ from: at, to: at + 4, text: '0.85' }]);
    controller.tune(undefined);
    await until(state => state.history!.totals.firings === 0 && !state.tuning!.changed);
  });

  it('asks again for numbers inside of its parts, and where a series has several partners', async () => {
    const zones = ['limit{gpu="0",zone="a"} 100x799', 'limit{gpu="0",zone="b"} 10x99'];
    const apart = 'zone{gpu="0"} 1x799';
    for (const [expr, lines, number, text, firings] of [
      ['count(temp > 95) > 0.5', limits, '95', '80', 2],
      // Two bounds for one device: the server refuses these evaluations, which values of one side would not tell.
      ['temp > on (gpu) 0.95 * limit', [...zones, apart], '0.95', '0.85', 2],
    ] as const) {
      const { controller, until, source } = stage(expr, [...temperatures, ...lines]);
      const first = await until(state => state.history);
      assert.equal(first.history!.totals.firings, 0, expr);
      const asked = source.asked.length;
      const { at } = first.tuning!.thresholds.find(({ written }) => written === number)!;
      controller.tune({ thresholds: [{ at, text }] });
      await until(state => state.history!.totals.firings === firings && state.busy === undefined);
      assert.ok(source.asked.length > asked, expr);
    }
  });

  it('asks the whole again for another threshold where its sides have too many series', async () => {
    const many = Array.from({ length: 450 }, (_, i) => `temp{gpu="n${i}"} 60x799`);
    const { controller, until, source } = stage('temp > 80', [...temperatures, ...many]);
    const { tuning, history } = await until(state => state.history);
    assert.equal(history!.totals.firings, 2);
    const asked = source.asked.length;
    controller.tune({ thresholds: [{ at: tuning!.thresholds[0]!.at, text: '95' }] });
    await until(state => state.history!.totals.firings === 0 && state.busy === undefined);
    assert.ok(source.asked.length > asked);
  });

  it('says how often it fired before an edit', async () => {
    const { until, controller } = stage('temp > 80', temperatures, { before: preparedRule('temp > 65', keys) });
    const { history } = await until(state => state.history?.before);
    // Below every value of the one: it fired all the time.
    assert.deepEqual(history!.before, { firings: 1, where: 'on disk' });
    controller.tune({ for: '1m' });
    assert.equal((await until(state => state.history!.totals.firings === 3)).history!.before!.firings, 1);
  });

  it('compares with nothing where the values do not tell', async () => {
    const { until } = stage('temp > 80', temperatures, { before: preparedRule('max(temp) > 80', keys) });
    await until(state => state.moment?.row);
    const { history } = await until(state => state.history);
    assert.equal(history!.before, undefined);
  });

  it('replays conditions that and puts together', async () => {
    const power = 'power{gpu="0"} 100x449 400x399';
    const { until, controller } = stage('temp > 80 and on(gpu) power > 300', [...temperatures, power]);
    const { history, tuning } = await until(state => state.history);
    assert.equal(history!.totals.firings, 1);
    controller.tune({ thresholds: [{ at: tuning!.thresholds[1]!.at, text: '50' }] });
    assert.equal(
      (await until(state => state.tuning?.changed && state.history!.totals.firings > 1)).history!.totals.firings,
      2,
    );
  });

  it('goes on explaining when the rule is edited', async () => {
    const { controller, until, edit } = stage('temp > 80');
    await until(state => state.history);
    controller.explain(true);
    await until(state => state.explanation?.rows.every(({ found }) => found));
    edit('max(temp) > 75');
    const { explanation } = await until(
      state => state.explanation?.expr === 'max(temp) > 75' && state.explanation.rows.every(({ found }) => found),
    );
    assert.deepEqual(
      explanation!.rows.map(({ text }) => text),
      ['max(temp) > 75', 'max(temp)', 'temp'],
    );
    controller.explain(false);
    edit('max(temp) > 70');
    assert.equal((await until(state => state.tuning?.thresholds[0]?.written === '70')).explanation, undefined);
  });

  it('explains where the series end', async () => {
    const { until, controller } = stage('sum by (gpu) (temp{gpu!="x"}) > 80');
    await until(state => state.moment?.row);
    controller.explain(true);
    const { explanation } = await until(state => state.explanation?.rows.every(({ found }) => found));
    assert.deepEqual(
      explanation!.rows.map(({ depth, text, found, end: ends }) => [depth, text, found!.total, ends ?? false]),
      [
        [0, 'sum by (gpu) (temp{gpu!="x"}) > 80', 1, false],
        [1, 'sum by (gpu) (temp{gpu!="x"})', 2, false],
        [2, 'temp{gpu!="x"}', 2, false],
      ],
      'as of the moment that is shown, at which it fires',
    );
    assert.deepEqual(explanation!.rows[1]!.found!.gained, []);
    controller.explain(false);
    await until(state => state.explanation === undefined);
    const other = stage('temp > 80 and on (gpu) absent(temp)', temperatures);
    await other.until(state => state.history);
    other.controller.explain(true);
    const lost = await other.until(state => state.explanation?.rows.every(({ found }) => found));
    assert.deepEqual(
      lost.explanation!.rows.filter(row => row.end).map(({ text }) => text),
      ['temp > 80', 'absent(temp)'],
    );
  });

  it('shows the last sample of a range, and how many are in it', async () => {
    const lines = [
      'done_total{gpu="0"} 0+10x800',
      'done_total{gpu="1"} _x598 7 _x1 9',
      'wait_seconds{gpu="0"} {{schema:0 sum:8 count:4 buckets:[4]}}x800',
    ];
    const rowsOf = async (expr: string) => {
      const { until, controller } = stage(expr, lines);
      await until(state => state.history);
      controller.explain(true);
      const { explanation } = await until(state => state.explanation?.rows.every(({ found }) => found));
      return explanation!.rows.map(({ text, found }) => [
        text,
        found!.total,
        samplesInWords(found!.samples).replaceAll('\u00a0', ' '),
      ]);
    };
    assert.deepEqual((await rowsOf('rate(done_total{gpu="0"}[5m]) > 1e9'))[2], [
      'done_total{gpu="0"}[5m]',
      1,
      '6000 (the last of 5 samples)',
    ]);
    assert.deepEqual((await rowsOf('increase(done_total[5m]) > 1e9')).at(-1), [
      'done_total[5m]',
      2,
      'gpu=0: 6000 (the last of 5 samples)   gpu=1: 9 (the last of 2 samples)',
    ]);
    assert.deepEqual((await rowsOf('irate(done_total[1m]) > 1e9')).at(-1), [
      'done_total[1m]',
      2,
      'the only sample each:   gpu=0: 6000   gpu=1: 9',
    ]);
    assert.deepEqual((await rowsOf('histogram_count(increase(wait_seconds[5m])) > 1e9')).at(-1), [
      'wait_seconds[5m]',
      1,
      'histogram, count 4, sum 8 (the last of 5 samples)',
    ]);
  });

  it('asks the person before it asks for very much', async () => {
    const lines = Array.from({ length: 300 }, (_, i) => `temp{gpu="${i}"} 70x599`);
    const { until, controller, state } = stage('temp > 80', lines);
    await until(({ busy, graph }) => graph && busy === undefined);
    assert.equal(state().offer, undefined, 'ten hours of 300 series are not much');
    controller.setRange({ fromMs: end - 30 * 24 * 60 * minute > 0 ? 1 : 1, toMs: 30 * 24 * 60 * minute });
    const { offer, history } = await until(one => one.offer);
    assert.deepEqual([offer!.series, history], [300, undefined]);
    assert.ok(offer!.slots > 40_000);
  });
});
