// What `preview` prints of alerts: counts, bands, changes with their messages, caveats.

import assert from 'node:assert/strict';
import { askBacktest } from '../../../server/src/backtest/backtestRule';
import { momentsOf } from '../../../server/src/cli/preview/moments';
import { notificationsOf } from '../../../server/src/cli/preview/notifications';
import type { PreviewOutput } from '../../../server/src/cli/preview/report';
import { previewJson } from '../../../server/src/cli/reporters/previewJson';
import { previewText } from '../../../server/src/cli/reporters/previewText';
import { namesOf } from '../../../server/src/cli/reporters/seriesNames';
import { resolveConfig } from '../../../server/src/config/config';
import { readSeries, seriesOf } from '../../../server/src/series/notation';
import { SeriesStore } from '../../../server/src/series/store';
import { createService } from '../../../server/src/service';
import { engineSource } from '../../harness/engineSource';
import { shippedCatalog } from '../../harness/judge';

const minute = 60_000;

const rules = `groups:
- name: gpu
  interval: 1m
  rules:
  - alert: GPUHot
    expr: temp > 80
    for: 2m
    keep_firing_for: 1m
    labels: {severity: page}
    annotations:
      summary: 'GPU {{ $labels.gpu }} at {{ $value }}, {{ with query "count(temp)" }}{{ . | first | value }}{{ end }} in all'
`;

const alertmanager = `route:
  receiver: ops
  group_wait: 30s
  routes:
  - matchers: [severity="page"]
    receiver: on-call
receivers:
- name: ops
  webhook_configs: [{url: "http://127.0.0.1/ops"}]
- name: on-call
  webhook_configs: [{url: "http://127.0.0.1/call"}]
`;

async function output(configuration?: string, text = rules): Promise<PreviewOutput> {
  const store = new SeriesStore();
  for (const line of [
    'temp{gpu="0", host="a"} 70 90 91 92 93 70 70 70',
    'temp{gpu="1", host="a"} 70 70 70 85 70 70 70 70',
  ]) {
    const read = readSeries(line);
    if (!read.ok) throw new Error(read.problem.message);
    store.add(seriesOf(read.labels, read.values, 0, minute));
  }
  const service = createService({
    catalog: shippedCatalog,
    checks: [],
    onFailure: (_, error) => assert.fail(String(error)),
  });
  const document = service.open(text);
  const workspace = service.workspace(resolveConfig([]));
  workspace.put('rules.yml', document);
  const [found] = service.rules(document);
  const rule = service.backtestRule(workspace, found!, 'rules.yml')!;
  const source = engineSource(store);
  const asked = await askBacktest({
    rule,
    source,
    from: 0,
    to: 7 * minute,
    labels: service.finalLabels(workspace, found!),
  });
  assert.ok(asked.ok);
  const firing = asked.data.found.transitions.filter(({ to }) => to === 'firing');
  const moments = await momentsOf(
    { service, workspace, found: found!, source, told: asked.data.told },
    asked.data.found,
    firing,
  );
  if (configuration !== undefined) workspace.put('alertmanager.yml', service.open(configuration));
  const notifications = notificationsOf(service, workspace, [asked.data, undefined], 7 * minute);
  return {
    path: 'rules.yml',
    ...(configuration === undefined ? {} : { notifications }),
    from: 0,
    to: 7 * minute,
    server: 'engine',
    width: 60,
    reports: [
      { name: 'GPUHot', group: 'gpu', line: 5, severity: 'page', expr: 'temp > 80', rule, asked: asked.data, moments },
      {
        name: 'Bad',
        group: 'gpu',
        line: 9,
        expr: 'temp >',
        problem: 'The expression cannot be asked: it ends.',
        moments: [],
      },
    ],
  };
}

describe('preview on the command line', () => {
  it('takes the answer to a query for unknown that reads what a recording rule will make', async () => {
    const text = rules.replace('count(temp)', 'job:temp:max').concat('  - record: job:temp:max\n    expr: max(temp)\n');
    const [report] = (await output(undefined, text)).reports;
    assert.deepEqual(
      report?.moments.map(({ rendered }) => rendered.annotations),
      [[{ name: 'summary', text: '‹unknown: depends on query›', unknown: ['query'] }]],
    );
  });

  it('tells how often an alert fires, when, and what it says then', async () => {
    const text = previewText(await output());
    assert.equal(
      text,
      `rules.yml on engine, 1970-01-01 00:00:00 to 1970-01-01 00:07:00

GPUHot (page)  line 5, group gpu, every 1m (at +0.000 s, where in it is assumed), for 2m, keep_firing_for 1m
  temp > 80
  Would have fired once, 1 of 2 series, longest 3m, pending without firing once.
  temp
  93 ┤             ⡀     ⠠      ⠁
     ┤      ⠐
     ┤
     ┤                   ⠈
     ┤
  80 ┼──────────────────────────────────────────────
     ┤
     ┤
  70 ┤⡀     ⢀      ⡀            ⡀     ⢀      ⡀     ⢀
     └──────────────────────────────────────────────
      00:00         00:02        00:04         00:07
  all: host=a severity=page
  ░ pending  ▓ firing  ▒ kept by keep_firing_for
  gpu=0 ······░░░░░░░░░░░░▓▓▓▓▓▓▓▓▓▓▓▓▓▓▒▒▒▒▒▒············
  gpu=1 ··················░░░░░░░·························
        00:00:00                                  00:08:00
  Changes:
  1970-01-01 00:01:00  pending     gpu=0 90
  1970-01-01 00:03:00  FIRING      gpu=0 92 (pending since 00:01:00)
      summary: GPU 0 at 92, 2 in all
  1970-01-01 00:03:00  pending     gpu=1 85
  1970-01-01 00:04:00  ended       gpu=1
  1970-01-01 00:05:00  kept firing gpu=0 93
  1970-01-01 00:06:00  ended       gpu=0

Bad  line 9, group gpu
  temp >
  The expression cannot be asked: it ends.

For all of them:
  ! The server evaluates no group gpu: where in its interval it will be evaluated is not known, and values and times may shift by up to one interval.
`,
    );
  });

  it('tells who would have been told', async () => {
    const text = previewText(await output(alertmanager));
    assert.ok(text.includes('  Goes to on-call.\n'), text);
    assert.ok(
      text.includes(
        'By alertmanager.yml 1 notification would have been sent.\n  on-call (webhook) once, first 1970-01-01 00:03:30\n',
      ),
      text,
    );
    const without = previewText(await output(''));
    assert.ok(without.includes('The workspace has no Alertmanager configuration: who would be told is not known.'));
  });

  it('gives the same as JSON', async () => {
    const json = JSON.parse(previewJson(await output())) as {
      readonly rules: readonly {
        readonly backtest?: { readonly totals: { readonly firings: number } };
        readonly messages?: readonly { readonly time: number; readonly annotations: readonly object[] }[];
        readonly problem?: string;
      }[];
    };
    assert.equal(json.rules[0]!.backtest!.totals.firings, 1);
    assert.deepEqual(
      json.rules[0]!.messages!.map(({ time, annotations }) => [time, annotations]),
      [[3 * minute, [{ name: 'summary', text: 'GPU 0 at 92, 2 in all' }]]],
    );
    assert.ok(json.rules[1]!.problem);
  });
});

describe('short names of series', () => {
  it('have the fewest labels that tell all apart', () => {
    const series = [
      { labels: { alertname: 'A', uuid: 'GPU-aaaa', gpu: '0', host: 'a', team: 'ml' } },
      { labels: { alertname: 'A', uuid: 'GPU-bbbb', gpu: '1', host: 'a', team: 'ml' } },
      { labels: { alertname: 'A', uuid: 'GPU-cccc', gpu: '2', host: 'b', team: 'ml' } },
    ];
    assert.deepEqual(namesOf(series), { common: 'team=ml', names: ['gpu=0', 'gpu=1', 'gpu=2'] });
  });

  it('take another label where one is not enough, and say so where there is none', () => {
    const series = [
      { labels: { gpu: '0', host: 'a' } },
      { labels: { gpu: '1', host: 'a' } },
      { labels: { gpu: '0', host: 'b' } },
    ];
    assert.deepEqual(namesOf(series).names, ['gpu=0 host=a', 'gpu=1 host=a', 'gpu=0 host=b']);
    assert.deepEqual(namesOf([{ labels: { a: '1' } }]).names, ['the only series']);
    assert.deepEqual(namesOf([{ labels: { a: '1' } }, { labels: {} }]).names, ['a=1', '(none)']);
  });
});
