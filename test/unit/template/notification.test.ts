// Notification templates: our text against Alertmanager's as it was recorded (`notification.slow.test.ts` asks it).
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { notificationRenderer, type RenderedNotification } from '../../../server/src/template/notification';
import { finish } from '../../../server/src/text/slices';
import { renderNotification } from '../../harness/notification';
import type { NotificationCase, NotificationVerdict } from '../../oracles/notificationCases';
import { compareNotifications } from '../../oracles/notificationCompare';

describe('notifications as Alertmanager renders them', () => {
  const recorded = readFileSync(resolve('test/fixtures/template/notifications.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map(line => JSON.parse(line) as NotificationCase & NotificationVerdict);

  it(`agrees on ${recorded.length} recorded cases`, () => {
    assert.ok(recorded.filter(c => c.ok).length > 200);
    assert.ok(recorded.filter(c => !c.ok).length > 50);
    compareNotifications(recorded.map(c => [c, c] as const));
  });

  const now = Date.parse('2025-06-01T12:00:00Z');
  const base = { receiver: 'r', groupLabels: {}, alerts: [], now };

  it('renders labels of the route, and notices a circle', () => {
    const routeLabels = {
      team: 'gpu-{{ routeLabels "site" }}',
      site: '{{ .Receiver }}',
      a: '{{ routeLabels "b" }}',
      b: '{{ routeLabels "a" }}',
    };
    assert.equal(renderNotification('{{ routeLabels "team" }}', { ...base, routeLabels }).text, 'gpu-r');
    const circle = renderNotification('{{ routeLabels "a" }}', { ...base, routeLabels });
    assert.match(circle.error!.message, /route label cycle detected: a -> b -> a/);
  });

  it('counts from now', () => {
    const alerts = [{ labels: {}, annotations: {}, startsAt: now - 3_661_000 }];
    const { text } = renderNotification(
      '{{ since (index .Alerts 0).StartsAt | humanizeDuration }} {{ now | date "15:04" }}',
      {
        ...base,
        alerts,
      },
    );
    assert.equal(text, '1h 1m 1s 12:00');
  });

  it("renders Alertmanager's own templates, unless a file has another of the name", () => {
    const call = '{{ template "slack.default.title" . }}';
    const now = 1_000_000;
    const one = { labels: { alertname: 'Hot', gpu: '1' }, annotations: {}, startsAt: 0 };
    const data = { ...base, now, alerts: [one], groupLabels: { alertname: 'Hot' } };
    assert.equal(renderNotification(call, data).text, '[FIRING:1] Hot (1)');
    const files = ['{{ define "__subject" }}{{ .Status }}!{{ end }}'];
    assert.equal(renderNotification(call, { ...data, files }).text, 'firing!');
    assert.equal(renderNotification('{{ template "mine" . }}', base).error?.code, 'run');
  });

  it('goes over thousands of alerts in slices, with the same text', () => {
    const alerts = Array.from({ length: 2_000 }, (_, i) => ({
      labels: { alertname: 'Hot', gpu: String(i), note: i % 2 ? '<&\u2028\ud800 \\ud8ff' : 'plain \\ud8ff' },
      annotations: {},
      startsAt: 1000 * (i % 3),
      ...(i % 5 === 0 ? { endsAt: 5000 } : {}),
    }));
    const data = { ...base, alerts };
    const renderer = notificationRenderer();
    const pausesOf = (work: Generator<void, RenderedNotification>): readonly [number, string] => {
      let [pauses, step] = [0, work.next()];
      for (; !step.done; step = work.next()) pauses++;
      return [pauses, step.value.text];
    };
    const long = '{{ range .Alerts }}{{ if .Labels.gpu }}{{ .Labels.gpu }};{{ end }}{{ end }}';
    const [pauses, text] = pausesOf(renderer.renderInSlices(long, data));
    assert.equal(text, alerts.map(({ labels }) => `${labels.gpu};`).join(''));
    assert.ok(pauses > 80, `${pauses} pauses`);
    const [more, json] = pausesOf(renderer.json({ ...data }));
    assert.ok(more > 80, `${more} pauses`);
    assert.equal(json, renderer.render('{{ toJson . }}', data).text);
    const [most, list] = pausesOf(renderer.renderInSlices('{{ .Alerts | toJson }}', { ...data }));
    assert.ok(most > 80, `${most} pauses`);
    const told = JSON.parse(list) as readonly { readonly labels: Readonly<Record<string, string>> }[];
    assert.deepEqual(
      told.slice(0, 2).map(({ labels }) => labels['note']),
      ['plain \\ud8ff', '<&\u2028\ufffd \\ud8ff'],
    );
    assert.deepEqual(JSON.parse(json).alerts, told);
  });

  it('gives up on a JSON text that grows too long', () => {
    const alerts = Array.from({ length: 9_000 }, (_, i) => ({
      labels: { gpu: String(i), note: 'x'.repeat(40) },
      annotations: {},
      startsAt: 0,
    }));
    const renderer = notificationRenderer();
    for (const template of ['{{ toJson . }}', '{{ toJson .Alerts }}'])
      assert.match(renderer.render(template, { ...base, alerts }).error!.message, /grows too long/);
    assert.match(finish(renderer.json({ ...base, alerts })).error!.message, /grows too long/);
  });

  it('reports a template file that does not load', () => {
    assert.match(renderNotification('x', { ...base, files: ['{{ define "a" }}'] }).error!.message, /file/);
  });
});
