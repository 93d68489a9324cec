// Notification templates: our text against Alertmanager's as it was recorded (`notification.slow.test.ts` asks it).
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
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

  it('reports a template file that does not load', () => {
    assert.match(renderNotification('x', { ...base, files: ['{{ define "a" }}'] }).error!.message, /file/);
  });
});
