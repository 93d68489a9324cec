// What a configuration of Prometheus in the workspace does to alerts before they are sent, as hover and the list of routes tell it.
import assert from 'node:assert/strict';
import type { Hover, MarkupContent } from 'vscode-languageserver';
import { routeItems } from '../../../client/src/route/items';
import { type RouteParams, type RouteResult, routeRequest } from '../../../server/src/lsp/protocol';
import { Session } from '../../harness/session';

const home = 'file:///w';
const rules = `groups:
- name: g
  rules:
  - alert: Hot
    expr: sum by (gpu) (x) > 3
    labels: {severity: critical}
  - alert: Quiet
    expr: vector(1)
    labels: {severity: none}
  - alert: Odd
    expr: sum by (gpu) (x) > 4
`;
const configuration = `route:
  receiver: all
  routes:
  - {receiver: pager, matchers: [page="yes"]}
  - {receiver: b, matchers: [cluster="b"]}
receivers: [{name: all}, {name: pager}, {name: b}]
`;
const prometheus = `global:
  external_labels: {cluster: a, pod: $POD}
rule_files: [rules.yaml]
alerting:
  alert_relabel_configs:
    - {source_labels: [severity], regex: none, action: drop}
    - {source_labels: [severity], regex: critical, target_label: page, replacement: "yes"}
    - {source_labels: [gpu], regex: "9.*", action: drop}
`;

describe('alerts as a Prometheus of the workspace sends them', () => {
  let session: Session;
  const start = async (more: Record<string, string> = { 'prometheus.yml': prometheus }): Promise<void> => {
    const files = { 'rules.yaml': rules, 'am.yml': configuration, ...more };
    const onDisk = new Map(Object.entries(files).map(([name, text]) => [`${home}/${name}`, text]));
    session = await Session.start({ files: onDisk, folders: [home] });
    session.open(`${home}/rules.yaml`, rules);
    await session.quiet();
  };
  afterEach(() => session.stop());

  const at = (text: string) => {
    const lines = rules.slice(0, rules.indexOf(text)).split('\n');
    return { line: lines.length - 1, character: lines.at(-1)!.length + 1 };
  };
  const hover = async (name: string): Promise<string | undefined> => {
    const found = await session.request<Hover | null>('textDocument/hover', {
      textDocument: { uri: `${home}/rules.yaml` },
      position: at(name),
    });
    return found ? (found.contents as MarkupContent).value : undefined;
  };
  const route = async (question: Partial<RouteParams>): Promise<NonNullable<RouteResult['routing']>> => {
    const asked = { uri: `${home}/rules.yaml`, at: 0, ...question };
    return (await session.request<RouteResult>(routeRequest, asked)).routing!;
  };

  it('are told with what changes and what drops them', async () => {
    await start();
    assert.equal(
      await hover('Hot'),
      [
        'Perhaps Prometheus does not send it, as the data decides: alert\\_relabel\\_configs of prometheus.yml drops alerts whose `gpu` is `9.*`. prometheus.yml adds the external labels `cluster`, `pod`. Before it is sent, alert\\_relabel\\_configs of prometheus.yml sets `page`.',
        'Goes by `am.yml` to',
        '- perhaps `pager` (tells nobody), after 30s',
      ].join('\n\n'),
    );
    assert.equal(
      await hover('Quiet'),
      'Prometheus never sends it: alert\\_relabel\\_configs of prometheus.yml drops alerts whose `severity` is `none`.',
    );
    assert.match((await hover('Odd'))!, /Goes by `am.yml` to\n\n- perhaps `all`/);
  });

  it('are routed with the labels that they are sent with', async () => {
    await start();
    const alert = { labels: { alertname: 'Hot', severity: 'critical', gpu: '1' }, startsAt: 0 };
    const { alerts, notifications } = await route({ alerts: [alert] });
    assert.deepEqual(alerts[0]!.sentAs, {
      file: `${home}/prometheus.yml`,
      sent: 'yes',
      labels: { ...alert.labels, cluster: 'a', page: 'yes', pod: '‹pod›' },
      words: [
        'prometheus.yml adds the external labels `cluster`, `pod`.',
        'Before it is sent, alert_relabel_configs of prometheus.yml sets `page`.',
      ],
    });
    assert.deepEqual(
      alerts[0]!.routes.map(({ receiver, certain }) => [receiver, certain]),
      [['pager', true]],
    );
    assert.ok(notifications.every(one => one.kind !== 'sent' || !one.isExample));
    const dropped = await route({ alerts: [{ ...alert, labels: { ...alert.labels, gpu: '91' } }] });
    assert.deepEqual(
      [dropped.alerts[0]!.sentAs!.sent, dropped.alerts[0]!.routes, dropped.notifications],
      ['no', [], []],
    );
    assert.deepEqual(
      routeItems(dropped).map(({ kind, label }) => [kind, label]),
      [
        ['separator', 'as Prometheus sends it'],
        [
          'note',
          '$(circle-slash) Prometheus never sends it: alert_relabel_configs of prometheus.yml drops alerts whose `gpu` is `9.*`.',
        ],
      ],
    );
  });

  it('are routed as the server that fires them says, where it does', async () => {
    await start();
    const alert = { labels: { alertname: 'Hot', severity: 'critical' }, startsAt: 0 };
    const sending = { external: { cluster: 'b' }, stages: [] };
    const { alerts } = await route({ alerts: [alert], sending });
    assert.deepEqual(
      [alerts[0]!.routes[0]!.receiver, alerts[0]!.sentAs!.words],
      ['b', ['the server adds the external label `cluster`.']],
    );
  });

  it('of a rule are shown as they could be', async () => {
    await start();
    const { alerts } = await route({ position: at('Hot') });
    assert.deepEqual(alerts[0]!.sentAs!.labels, {
      alertname: 'Hot',
      cluster: 'a',
      gpu: '‹gpu›',
      page: 'yes',
      pod: '‹pod›',
      severity: 'critical',
    });
    assert.deepEqual(
      alerts[0]!.routes.map(({ receiver, certain }) => [receiver, certain]),
      [['pager', false]],
    );
  });

  it('are those before that where it is not clear what is done', async () => {
    await start({
      'prometheus.yml': prometheus,
      'other/prometheus.yml': prometheus.replace('cluster: a', 'cluster: b'),
    });
    const ofRules = await route({ alerts: [{ labels: { alertname: 'Hot' }, startsAt: 0 }] });
    assert.equal(ofRules.unsent, undefined, 'one of them loads the rules');
    const { unsent, alerts } = await route({
      uri: `${home}/am.yml`,
      alerts: [{ labels: { alertname: 'Hot' }, startsAt: 0 }],
    });
    assert.equal(alerts[0]!.sentAs, undefined);
    assert.equal(
      unsent,
      'Several configurations of Prometheus do different things to alerts (other/prometheus.yml, w/prometheus.yml): labels are those before that.',
    );
  });

  it('of a rule are told as they fire where that is not clear', async () => {
    await start({ 'prometheus.yml': prometheus.replace('page,', '"{{ label }}",') });
    const told = await hover('Hot');
    assert.match(told!, /^What prometheus.yml does to alerts before they are sent is not known, as a template engine/);
    assert.match(told!, /- `all` \(tells nobody\)|- perhaps `all`/);
  });

  it('follow an edit of the configuration', async () => {
    await start();
    session.open(`${home}/prometheus.yml`, prometheus);
    await session.quiet();
    assert.match((await hover('Quiet'))!, /^Prometheus never sends it/);
    session.replace(`${home}/prometheus.yml`, prometheus.replace('regex: none', 'regex: nothing'));
    await session.quiet();
    assert.match((await hover('Quiet'))!, /Goes by `am.yml` to/);
  });
});
