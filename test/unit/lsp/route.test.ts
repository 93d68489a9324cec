// Where alerts go, asked by an editor: over what is open and what is on disk.
import assert from 'node:assert/strict';
import { type RouteParams, type RouteResult, routeRequest } from '../../../server/src/lsp/protocol';
import { Session } from '../../harness/session';

const home = 'file:///w';
const configuration = `route:
  receiver: default
  group_by: [alertname]
  routes:
  - matchers: [alertname="Watchdog"]
    receiver: 'null'
  - matchers: [team="ml"]
    receiver: ml-slack
    group_by: [alertname, cluster]
    routes:
    - matchers: [severity="critical"]
      receiver: ml-pager
      mute_time_intervals: [nights]
  - matchers: [team=~"ml|infra"]
    receiver: audit
receivers:
- name: default
- name: 'null'
- name: ml-slack
  slack_configs: [{channel: '#ml', api_url: 'https://x.example'}]
- name: ml-pager
  pagerduty_configs: [{routing_key: x}]
  slack_configs: [{channel: '#ml', api_url: 'https://x.example', send_resolved: true}]
- name: audit
inhibit_rules:
- source_matchers: [alertname="NodeDown"]
  target_matchers: [severity="critical"]
  equal: [cluster]
time_intervals:
- name: nights
  time_intervals: [{times: [{start_time: '22:00', end_time: '24:00'}]}]
`;
const at = Date.UTC(2026, 10, 28, 12);
const alert = (labels: Record<string, string>) => ({ labels, startsAt: at });
const hot = alert({ alertname: 'GPUHot', team: 'ml', severity: 'critical', cluster: 'a' });

for (const keptCharacters of [undefined, 0]) {
  describe(`where alerts go, files ${keptCharacters === 0 ? 'let go' : 'kept'}`, () => {
    let session: Session;
    const start = async (files: Record<string, string>): Promise<void> => {
      const onDisk = new Map(Object.entries(files).map(([name, text]) => [`${home}/${name}`, text]));
      session = await Session.start({ files: onDisk, folders: [home], keptCharacters });
      await session.quiet();
    };
    const ask = (params: Omit<RouteParams, 'uri'>, name = 'rules.yaml') =>
      session.request<RouteResult>(routeRequest, { uri: `${home}/${name}`, ...params });
    afterEach(() => session.stop());

    it('tells the way, the group, the times and what was near', async () => {
      await start({ 'alertmanager.yml': configuration });
      const { candidates, routing } = await ask({ alerts: [hot] });
      assert.deepEqual(candidates, [`${home}/alertmanager.yml`]);
      assert.equal(routing!.at, at);
      const { routes, missed, inhibited } = routing!.alerts[0]!;
      assert.equal(inhibited, undefined);
      assert.deepEqual(
        routes.map(({ receiver, certain, quiet, groupKey, repeatsEvery, integrations }) => ({
          receiver,
          certain,
          quiet,
          groupKey,
          repeatsEvery,
          integrations,
        })),
        [
          {
            receiver: 'ml-pager',
            certain: true,
            quiet: undefined,
            groupKey: '{}/{team="ml"}/{severity="critical"}:{alertname="GPUHot", cluster="a"}',
            repeatsEvery: 14_700_000,
            integrations: [
              { kind: 'pagerduty', index: 0, sendResolved: true },
              { kind: 'slack', index: 0, sendResolved: true },
            ],
          },
        ],
      );
      assert.deepEqual(
        routes[0]!.path.map(({ name, matchers, place }) => [name, matchers.join(), place!.range.start.line]),
        [
          ['route', '', 1],
          ['route.routes[1]', 'team="ml"', 6],
          ['route.routes[1].routes[0]', 'severity="critical"', 10],
        ],
      );
      assert.deepEqual(
        missed.map(({ step, failed, behind }) => [step.name, failed, behind]),
        [
          ['route.routes[0]', [{ matcher: 'alertname="Watchdog"', value: 'GPUHot' }], undefined],
          ['route.routes[2]', [], 'route.routes[1]'],
        ],
      );
    });

    it('tells what keeps an alert quiet at a moment', async () => {
      await start({ 'alertmanager.yml': configuration });
      const down = alert({ alertname: 'NodeDown', cluster: 'a' });
      const { routing } = await ask({ alerts: [hot, down], at: Date.UTC(2026, 10, 28, 23) });
      const [first, second] = routing!.alerts;
      assert.deepEqual(first!.routes[0]!.quiet, { kind: 'muted', intervals: ['nights'] });
      assert.deepEqual([first!.inhibited!.by, first!.inhibited!.equal], [1, ['cluster']]);
      assert.equal(first!.inhibited!.rule!.range.start.line, 26);
      assert.equal(second!.inhibited, undefined);
      assert.equal(second!.routes[0]!.receiver, 'default');
    });

    it('tells what is sent over time, with the messages', async () => {
      await start({
        'alertmanager.yml': `templates: ['*.tmpl']\n${configuration}`,
      });
      const ended = { ...hot, annotations: { summary: 'too hot' }, endsAt: at + 600_000 };
      const { routing } = await ask({
        alerts: [ended, alert({ alertname: 'NodeDown', cluster: 'a' })],
        until: at + 3_600_000,
      });
      assert.deepEqual(
        routing!.notifications.map(one => [
          (one.at - at) / 1000,
          one.kind,
          one.receiver,
          one.kind === 'held' && one.why.kind,
        ]),
        [[30, 'held', 'ml-pager', 'inhibited']],
      );
      const { notifications: alone, lacksTemplates } = (await ask({ alerts: [ended] })).routing!;
      // This host reads no template files.
      assert.equal(lacksTemplates, true);
      assert.deepEqual(
        alone.map(one => one.kind === 'sent' && [(one.at - at) / 1000, one.integration.kind, one.reason, one.alerts]),
        [
          [30, 'pagerduty', 'first notification', [{ alert: 0, firing: true }]],
          [30, 'slack', 'first notification', [{ alert: 0, firing: true }]],
          [630, 'pagerduty', 'all alerts resolved', [{ alert: 0, firing: false }]],
          [630, 'slack', 'all alerts resolved', [{ alert: 0, firing: false }]],
        ],
      );
      const [, slack] = alone;
      const shown = slack!.kind === 'sent' ? slack!.message!.parts.map(({ role, text }) => `${role} ${text}`) : [];
      assert.ok(shown.includes('title [FIRING:1] GPUHot a (critical ml)'));
      assert.ok(!('message' in (await ask({ alerts: [ended], texts: false })).routing!.notifications[0]!));
    });

    it('asks which configuration is meant where there are several', async () => {
      await start({ 'a.yml': configuration, 'b.yml': configuration.replaceAll('ml-pager', 'other') });
      const open = await ask({ alerts: [hot] });
      assert.deepEqual([open.candidates.length, open.routing], [2, undefined]);
      const named = await ask({ alerts: [hot], configuration: `${home}/b.yml` });
      assert.equal(named.routing!.alerts[0]!.routes[0]!.receiver, 'other');
      assert.equal((await ask({ alerts: [hot] }, 'a.yml')).routing!.alerts[0]!.routes[0]!.receiver, 'ml-pager');
    });

    it('adds the labels that Prometheus adds', async () => {
      await start({
        'alertmanager.yml': configuration,
        '.ml-alert-rules.yaml': 'externalLabels: {cluster: b, team: infra}\n',
      });
      const { routing } = await ask({ alerts: [hot, alert({ alertname: 'X' })] });
      assert.deepEqual(
        routing!.alerts.map(({ routes }) => routes[0]!.receiver),
        ['ml-pager', 'audit'],
      );
    });

    it('hangs AlertmanagerConfig objects into the configuration as the operator does', async () => {
      const object = (namespace: string, receiver: string): string => `apiVersion: monitoring.coreos.com/v1alpha1
kind: AlertmanagerConfig
metadata: {name: gpu, namespace: ${namespace}}
spec:
  route: {receiver: ${receiver}, groupBy: [], routes: [{receiver: deep, matchers: [{name: severity, value: page}]}]}
  receivers: [{name: ${receiver}}, {name: deep}]
`;
      await start({
        'alertmanager.yml': configuration,
        'a.yaml': object('ml', 'chat'),
        'b.yaml': object('ops', 'chat'),
      });
      const { routing } = await ask({ alerts: [alert({ ...hot.labels, namespace: 'ml' }), hot] });
      assert.deepEqual(
        routing!.alerts.map(({ routes }) => routes.map(({ receiver }) => receiver)),
        [['ml/gpu/chat', 'ml-pager'], ['ml-pager']],
      );
      // Until the Alertmanager says otherwise.
      session.open(
        `${home}/main.yaml`,
        'apiVersion: monitoring.coreos.com/v1\nkind: Alertmanager\nmetadata: {name: main}\nspec: {alertmanagerConfigMatcherStrategy: {type: None}}\n',
      );
      await session.quiet();
      const free = await ask({ alerts: [hot] });
      assert.deepEqual(
        free.routing!.alerts[0]!.routes.map(({ receiver }) => receiver),
        ['ml/gpu/chat', 'ops/gpu/chat', 'ml-pager'],
      );
      const [way] = routing!.alerts[0]!.routes;
      assert.equal(way!.groupKey, '{}/{namespace="ml"}:{alertname="GPUHot"}');
      assert.equal(way!.path[1]!.place!.uri, `${home}/a.yaml`);
    });
  });
}
