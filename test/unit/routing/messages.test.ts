// Notifications as receivers get them: their own texts, or those that stand where they say nothing.
import assert from 'node:assert/strict';
import { MessageMaker } from '../../../server/src/routing/messages';
import { integrationsOf } from '../../../server/src/routing/receivers';
import { templatesOf } from '../../../server/src/routing/templateFiles';
import { finish } from '../../../server/src/text/slices';
import { configurationFrom } from '../../fuzz/routingCompare';

const now = Date.UTC(2026, 10, 28, 12);
const alert = (gpu: string, summary: string, ended = false) => ({
  labels: { alertname: 'GPUHot', gpu, severity: 'critical' },
  annotations: { summary },
  startsAt: now - 60_000,
  ...(ended ? { endsAt: now - 1000 } : {}),
});
const data = {
  receiver: 'r',
  groupLabels: { alertname: 'GPUHot' },
  groupKey: '{}:{alertname="GPUHot"}',
  externalURL: 'http://am',
  now,
  alerts: [alert('0', 'hot'), alert('1', 'warm', true)],
};

/** Parts of the only integration of a receiver as `role name: text`. */
function parts(integration: string, change: Partial<typeof data> = {}, minor = 34): readonly string[] {
  const configuration = configurationFrom(`route: {receiver: r}\nreceivers: [{name: r, ${integration}}]\n`);
  const receiver = configuration.receivers.get('r')!;
  const maker = new MessageMaker({ major: 0, minor }, []);
  return finish(maker.message(receiver, integrationsOf(receiver)[0]!, { ...data, ...change })).parts.map(
    ({ role, name, text, error, isCut }) => `${role} ${name}: ${error ? `! ${error}` : text}${isCut ? ' (cut)' : ''}`,
  );
}

describe('messages', () => {
  it('of Slack have title, link, colour and fields', () => {
    assert.deepEqual(
      parts(`slack_configs: [{channel: '#{{ .CommonLabels.severity }}', text: '{{ range .Alerts.Firing }}{{ .Annotations.summary }}{{ end }}',
        fields: [{title: '{{ .Status }}', value: '{{ len .Alerts }}'}], actions: [{type: button, text: Look, url: 'http://x'}]}]`),
      [
        'to channel: #critical',
        'color color: danger',
        'detail username: Alertmanager',
        'title title: [FIRING:1] GPUHot (critical)',
        'link title_link: http://am/#/alerts?receiver=r',
        'text text: hot',
        'field firing: 2',
        'field Look: http://x',
      ],
    );
  });

  it('of PagerDuty have the usual details beside those that are written', () => {
    const pager = `pagerduty_configs: [{routing_key: secret, severity: '{{ .CommonLabels.severity }}', details: {gpus: '{{ range .Alerts }}{{ .Labels.gpu }} {{ end }}', num_firing: mine}}]`;
    const shown = parts(pager);
    assert.deepEqual(shown.slice(0, 6), [
      'title description: [FIRING:1] GPUHot (critical)',
      'detail severity: critical',
      'detail client: Alertmanager',
      'link client_url: http://am/#/alerts?receiver=r',
      'detail event_action: trigger',
      'field gpus: 0 1 ',
    ]);
    assert.deepEqual(
      shown.filter(one => one.includes('num_')),
      ['field num_firing: mine', 'field num_resolved: 1'],
    );
    assert.ok(shown.find(one => one.startsWith('field firing: [{"status":"firing"')));
    assert.ok(!shown.join().includes('secret'));
    assert.ok(parts(pager, {}, 25).find(one => one.startsWith('field firing: Labels:\n - alertname = GPUHot\n')));
    const ended = { alerts: [alert('1', 'warm', true)] };
    assert.ok(parts(pager, ended).includes('detail event_action: resolve'));
  });

  it('of e-mail have the subject of the headers', () => {
    assert.deepEqual(
      parts(
        `email_configs: [{to: a@b.c, headers: {subject: 'GPU {{ .CommonLabels.alertname }}'}, html: '<b>{{ .Status }}</b>'}]`,
      ),
      ['to to: a@b.c', 'title Subject: GPU GPUHot', 'text html: <b>firing</b>'],
    );
    assert.equal(parts('email_configs: [{to: a@b.c}]')[1], 'title Subject: [FIRING:1] GPUHot (critical)');
  });

  it('of e-mail have their values escaped in HTML, as Go does, and nowhere else', () => {
    const hostile = { ...data, alerts: [alert('0', `<b>"1" & '2'</b>`)] };
    const one = '{{ (index .Alerts 0).Annotations.summary';
    const html = (template: string): string =>
      parts(`email_configs: [{to: a@b.c, headers: {Subject: "${one} }}"}, html: "${template}"}]`, hostile).join('\n');
    const escaped = '&lt;b&gt;&#34;1&#34; &amp; &#39;2&#39;&lt;/b&gt;';
    assert.equal(
      html(`<i>${one} }}</i> ${one} | html }} ${one} | safeHtml }}{{ .CommonLabels.none }}`),
      `to to: a@b.c\ntitle Subject: <b>"1" & '2'</b>\ntext html: <i>${escaped}</i> ${escaped} <b>"1" & '2'</b>`,
    );
  });

  it('of a webhook are its JSON, whole or as somebody wants it', () => {
    const body = (integration: string, minor = 34) =>
      JSON.parse(parts(integration, {}, minor)[0]!.slice('body body: '.length)) as Record<string, unknown>;
    const whole = body(`webhook_configs: [{url: 'http://x', max_alerts: 1}]`);
    assert.deepEqual(Object.keys(whole), [
      ...['receiver', 'status', 'alerts', 'notification_reason', 'groupLabels', 'commonLabels', 'commonAnnotations'],
      ...['routeLabels', 'externalURL', 'version', 'groupKey', 'truncatedAlerts'],
    ]);
    assert.deepEqual(
      [whole['truncatedAlerts'], whole['commonLabels']],
      [1, { alertname: 'GPUHot', gpu: '0', severity: 'critical' }],
    );
    assert.ok(!('routeLabels' in body(`webhook_configs: [{url: 'http://x'}]`, 25)));
    assert.deepEqual(
      parts(`webhook_configs: [{url: 'http://x', payload: {a: ['{{ .Status }}', 2], b: '{{ len .Alerts }}'}}]`),
      [`body payload: ${JSON.stringify({ a: ['firing', 2], b: 2 }, undefined, 2)}`],
    );
  });

  it('say why there are none, and where they are cut', () => {
    assert.deepEqual(parts(`telegram_configs: [{bot_token: x, chat_id: 5, message: '{{ template "mine" . }}'}]`), [
      'to chat_id: 5',
      'text message: ! template "mine" not defined',
    ]);
    const long = parts(`opsgenie_configs: [{api_key: x, message: '${'x'.repeat(200)}'}]`)[0]!;
    assert.equal(long, `title message: ${'x'.repeat(129)}… (cut)`);
  });

  it('of objects are read from their camelCase keys', () => {
    const shown = parts(
      `slackConfigs: [{channel: '#x', titleLink: 'http://{{ .Status }}', fields: [{title: a, value: b}]}]`,
    );
    assert.ok(shown.includes('link title_link: http://firing') && shown.includes('field a: b'));
    const details = parts(
      `pagerdutyConfigs: [{clientURL: 'http://c', details: [{key: gpu, value: '{{ .CommonLabels.alertname }}'}]}]`,
    );
    assert.ok(details.includes('link client_url: http://c') && details.includes('field gpu: GPUHot'));
  });

  it('take the templates beside the configuration', () => {
    const { base, file } = configurationFrom(`route: {receiver: r}\ntemplates: ['*.tmpl']\nreceivers: [{name: r}]\n`);
    const text = '{{ define "__subject" }}mine{{ end }}';
    const found = templatesOf(base, file, (_, patterns) => {
      assert.deepEqual(patterns, ['*.tmpl']);
      return [{ files: [{ file: 't/a.tmpl', name: 't/a.tmpl', text }], complete: true }];
    });
    assert.deepEqual(found, { texts: [{ name: 'a.tmpl', text }], complete: true });
    assert.deepEqual(templatesOf(base, file, undefined), { texts: [], complete: false });
  });
});
