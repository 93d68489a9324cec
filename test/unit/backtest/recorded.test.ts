// Recording rules that a server does not have: the backtest is that of a server which evaluates them.
import assert from 'node:assert/strict';
import { type Backtest, fixedLabels } from '../../../server/src/alerting/backtest/backtest';
import { AlertState } from '../../../server/src/alerting/clock';
import { readGroups } from '../../../server/src/alerting/readGroups';
import { runGroups } from '../../../server/src/alerting/run';
import { askBacktest } from '../../../server/src/backtest/backtestRule';
import { alertsOf } from '../../../server/src/backtest/readRule';
import { recordedAsker } from '../../../server/src/backtest/recorded';
import { recordingsOf } from '../../../server/src/backtest/recording';
import { openDocument } from '../../../server/src/model/document';
import { dialect } from '../../../server/src/promql/dialect';
import { readSeries, seriesOf } from '../../../server/src/series/notation';
import { SeriesStore } from '../../../server/src/series/store';
import { finish } from '../../../server/src/text/slices';
import { engineSource } from '../../harness/engineSource';

const minute = 60_000;
const target = dialect('3.16');
const slots = 60;

const series = [
  'temp{gpu="0", host="a"} 70+1x29 100-1x29',
  'temp{gpu="1", host="a"} 60 70 80 90 _x10 stale _x5 60+2x30',
  'temp{gpu="2", host="b"} 50+0.5x59',
  'limit{host="a"} 85x30 75x30',
  'limit{host="b"} 70x59',
];

function storeOf(): SeriesStore {
  const store = new SeriesStore();
  for (const line of series) {
    const read = readSeries(line);
    if (!read.ok) throw new Error(read.problem.message);
    store.add(seriesOf(read.labels, read.values, 0, minute));
  }
  return store;
}

const recordings = `
  - record: host:temp:max
    expr: max by (host) (temp)
    labels: {team: ml}
  - record: host:temp
    expr: max by (host) (temp)
  - record: host:temp:smooth
    expr: avg_over_time(host:temp[5m])`;

function fileOf(expr: string): string {
  return `groups:\n- name: g\n  interval: 1m\n  rules:${recordings}\n  - alert: A\n    expr: '${expr}'\n    for: 2m\n    labels: {severity: page}\n`;
}

/** `slot state labels` of every alert. */
function linesOf({ series: all }: Backtest): readonly string[] {
  return all
    .flatMap(({ labels, spans }) =>
      spans.flatMap(({ state, from, to }) => {
        const lines: string[] = [];
        for (let time = from; time < to; time += minute) {
          const text = JSON.stringify(Object.entries(labels).sort());
          if (time >= 0) lines.push(`${time / minute} ${state === 'pending' ? 'pending' : 'firing'} ${text}`);
        }
        return lines;
      }),
    )
    .sort();
}

function expected(content: string): readonly string[] {
  const run = finish(
    runGroups({
      groups: readGroups(openDocument(content), target).map(({ group }) => group),
      series: finish(storeOf().select([])),
      slots: { start: 0, step: minute, count: slots },
      options: { dialect: target },
    }),
  );
  const lines: string[] = [];
  for (const { instances } of run.alerts) {
    for (const { states, labels } of instances) {
      for (const [slot, state] of states.entries()) {
        if (state === AlertState.inactive) continue;
        const shown = state === AlertState.firing ? 'firing' : 'pending';
        lines.push(`${slot} ${shown} ${JSON.stringify([...labels].sort())}`);
      }
    }
  }
  return lines.sort();
}

async function backtested(expr: string) {
  const content = fileOf(expr);
  const document = openDocument(content);
  const [read] = alertsOf(document, target, 'rules.yml');
  const asked = await askBacktest({
    rule: read!.rule,
    source: engineSource(storeOf()),
    from: 0,
    to: (slots - 1) * minute,
    labels: () => fixedLabels('A', read!.rule.labels),
    recorded: recordedAsker({ dialect: target, recordings: recordingsOf(document, target, 'rules.yml') }),
  });
  assert.ok(asked.ok, JSON.stringify(asked));
  return { found: asked.data.found, expected: expected(content) };
}

describe('series that only the workspace records', () => {
  for (const expr of [
    'host:temp > 80',
    'host:temp{host="a"} > 80',
    'host:temp:smooth > 75',
    'host:temp:max > 85',
    'avg_over_time(host:temp[10m]) > 75',
    'host:temp offset 5m > 80',
    'host:temp > on (host) limit',
    'temp > on (host) group_left () host:temp:smooth',
    'sum(host:temp) - sum(temp) > -150 and on () host:temp{host="b"} > 60',
    'max_over_time(host:temp[10m:2m]) > 80 unless on (host) limit < 80',
    'count(host:temp > 70) + scalar(count(temp)) > 3',
    'label_replace(host:temp, "x", "$1", "host", "(.*)") > 80 or temp > 95',
  ]) {
    it(expr, async () => {
      const { found, expected: wanted } = await backtested(expr);
      assert.deepEqual(linesOf(found), wanted);
      assert.ok(wanted.length > 5, 'the alert should do something');
      assert.ok(found.caveats.some(text => text.startsWith('The server does not have host:temp')));
    });
  }

  it('are said to be missing where they cannot be worked out', async () => {
    const { found } = await backtested('max_over_time((host:temp / on (host) limit)[10m:1m]) > 1');
    assert.ok(found.caveats.some(text => text.includes('cannot be worked out here')));
  });

  it('are asked of the server where it has them', async () => {
    const { found } = await backtested('temp > 90');
    assert.ok(found.caveats.every(text => !text.includes('does not have')));
  });
});
