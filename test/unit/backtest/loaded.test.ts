// Rules that a server evaluates: their times, what it stored of them, and what later rules record.
import assert from 'node:assert/strict';
import { groupPhases, templateLabels } from '../../../server/src/alerting/backtest/backtest';
import { readGroups } from '../../../server/src/alerting/readGroups';
import { runGroups } from '../../../server/src/alerting/run';
import { AlertTexts } from '../../../server/src/alerting/texts';
import { askBacktest } from '../../../server/src/backtest/backtestRule';
import { alertsOf } from '../../../server/src/backtest/readRule';
import { scheduleOf } from '../../../server/src/backtest/schedule';
import type { LoadedGroup } from '../../../server/src/datasource/datasource';
import { openDocument } from '../../../server/src/model/document';
import { dialect } from '../../../server/src/promql/dialect';
import { analyzePromql } from '../../../server/src/promql/parser';
import { readSeries, seriesOf } from '../../../server/src/series/notation';
import { finish } from '../../../server/src/text/slices';
import { engineSource } from '../../harness/engineSource';

const minute = 60_000;
const target = dialect('3.16');
const hour = 100 * 3_600_000;
const content = `groups:
- name: gpu
  interval: 1m
  rules:
  - alert: Hot
    expr: temp  >  80
    for: 2m
    keep_firing_for: 3m
    labels: {severity: page, gone: "{{ $labels.none }}", level: "{{ if gt $value 90.0 }}high{{ else }}low{{ end }}"}
  - alert: Behind
    expr: late:temp > 80 and on () temp{gpu="0"} > 0
  - record: late:temp
    expr: max(temp)
`;
const series = ['temp{gpu="0"} 60 85 86 92 93 70 70 85 70x5 95x10 _x20', 'temp{gpu="1"} 81 82x3 stale _x8 83x14 70x9'];
const [read, behind] = alertsOf(openDocument(content), target, 'rules.yml');

const loaded: LoadedGroup = {
  name: 'gpu',
  file: '/etc/prometheus/rules.yml',
  interval: minute,
  limit: 0,
  rules: [
    { kind: 'alert', name: 'Hot', query: 'temp > 80', for: 2 * minute, keepFiringFor: 3 * minute },
    { kind: 'alert', name: 'Behind', query: behind!.rule.printed, for: 0, keepFiringFor: 0 },
    { kind: 'record', name: 'late:temp', query: 'max(temp)', for: 0, keepFiringFor: 0 },
  ],
};
const [phase = 0] = groupPhases(loaded);

/** What a server has stored that evaluated the group at its times. */
function stored() {
  const run = finish(
    runGroups({
      groups: readGroups(openDocument(content), target).map(({ group }) => group),
      series: series.map(line => {
        const parsed = readSeries(line);
        if (!parsed.ok) throw new Error(parsed.problem.message);
        return seriesOf(parsed.labels, parsed.values, hour, minute);
      }),
      slots: { start: hour + phase, step: minute, count: 40 },
      options: { dialect: target },
      externalLabels: {},
      readers: [analyzePromql('ALERTS', target).expr],
    }),
  );
  assert.deepEqual(run.failures, []);
  return run.store;
}

async function asked(which: typeof read, group: LoadedGroup) {
  const answer = await askBacktest({
    rule: which!.rule,
    source: engineSource(stored(), { groups: [group] }),
    from: hour,
    to: hour + 40 * minute,
    labels: () =>
      templateLabels(
        new AlertTexts(which!.alert, {
          version: target.version,
          externalLabels: {},
          query: () => ({ error: 'none' }),
        }),
      ),
  });
  assert.ok(answer.ok);
  return answer.data;
}

const evaluated = { ...loaded, lastEvaluation: hour + 40 * minute + phase + 4 };

describe('a rule that a server evaluates', () => {
  it('is evaluated at the times of its group, and agrees with what was stored', async () => {
    const { found, check, schedule } = await asked(read, evaluated);
    assert.equal(found.slots.phase, 'loaded');
    assert.equal((found.slots.start - phase) % minute, 0);
    assert.equal(schedule.loaded?.same, true);
    assert.deepEqual(found.caveats, []);
    assert.ok(found.totals.firings > 2, JSON.stringify(found.totals));
    assert.deepEqual(check, { compared: 40, agree: 40, differences: [] });
  });

  it('sees what later rules record one evaluation later', async () => {
    assert.deepEqual(behind!.rule.leaves[0], { text: 'late:temp', delays: [9], single: false });
    const { check } = await asked(behind, evaluated);
    assert.ok(check && check.compared > 20);
    assert.equal(check.agree, check.compared);
  });

  it('tells at which evaluations the server did something else', async () => {
    const rules = [{ ...loaded.rules[0]!, for: 0 }, ...loaded.rules.slice(1)];
    const other = alertsOf(openDocument(content.replace('for: 2m', 'for: 0s')), target, 'rules.yml')[0];
    const { check } = await asked(other, { ...evaluated, rules });
    assert.ok(check && check.agree < check.compared && check.differences.length > 0);
    assert.deepEqual(check.differences[0], {
      time: hour + phase,
      here: ['firing {alertname="Hot", gone="{{ $labels.none }}", gpu="1", level="low", severity="page"}'],
      there: ['pending {alertname="Hot", gone="{{ $labels.none }}", gpu="1", level="low", severity="page"}'],
    });
  });

  it('is not compared where the server has another version of it', async () => {
    const rules = [{ ...loaded.rules[0]!, query: 'temp > 90' }];
    const { check, found } = await asked(read, { ...evaluated, rules });
    assert.equal(check, undefined);
    assert.ok(found.caveats.some(text => text.includes('another version of this rule')));
  });
});

describe('the schedule of a rule', () => {
  const rule = read!.rule;

  it('takes the interval of the file where it differs, with the phase that Prometheus will give it', () => {
    const other = { ...evaluated, interval: 30_000 };
    const { interval, phase: own, source, caveats } = scheduleOf(rule, { groups: [other] });
    assert.deepEqual([interval, own, source], [minute, phase, 'computed']);
    assert.equal(caveats.length, 1);
  });

  it('takes the phase from the last evaluation where it is not that of a Prometheus', () => {
    const {
      phase: own,
      source,
      caveats,
    } = scheduleOf(rule, {
      groups: [{ ...loaded, lastEvaluation: hour + phase + 30_000 }],
    });
    assert.deepEqual([own, source, caveats.length], [(phase + 30_000) % minute, 'loaded', 1]);
  });

  it('assumes where nothing is known, and says so', () => {
    const bare = { ...rule, group: { name: 'gpu', file: '' } };
    const { interval, source, caveats } = scheduleOf(bare, {});
    assert.deepEqual([interval, source, caveats.length], [minute, 'assumed', 2]);
    const told = scheduleOf(bare, { groups: [], evaluationInterval: 15_000, queryOffset: 500 });
    assert.deepEqual([told.interval, told.queryOffset, told.caveats.length], [15_000, 500, 1]);
  });

  it('computes the times of a new group in a file whose other groups are evaluated', () => {
    const others = [0, 1, 2].map(i => {
      const one = { ...loaded, name: `g${i}` };
      // A build that keeps labels as lists.
      return { ...one, lastEvaluation: hour + groupPhases(one).at(-1)! + 3 };
    });
    const { phase: own, source, caveats } = scheduleOf(rule, { groups: [], others });
    assert.deepEqual([own, source, caveats.length], [groupPhases(loaded).at(-1), 'computed', 1]);
    const elsewhere = others.map(one => ({ ...one, file: '/etc/prometheus/other.yml' }));
    assert.equal(scheduleOf(rule, { groups: [], others: elsewhere }).source, 'assumed');
  });

  it('chooses among groups of one name that which holds the alert', () => {
    const empty = { ...evaluated, file: '/etc/other/rules.yml', rules: [] };
    assert.equal(scheduleOf(rule, { groups: [empty, evaluated] }).loaded?.group, evaluated);
  });
});
