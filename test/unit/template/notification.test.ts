// Notification templates: our text against Alertmanager's, recorded and, where its oracle is built, live.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { renderNotification } from '../../../server/src/template/notification';
import {
  askNotifications,
  hasNotificationOracle,
  type NotificationCase,
  type NotificationVerdict,
  notificationCases,
  notificationData,
} from '../../oracles/notificationCases';

function compare(cases: readonly (readonly [NotificationCase, NotificationVerdict])[]): void {
  const wrong: string[] = [];
  for (const [c, verdict] of cases) {
    const { text, error } = renderNotification(c.text, notificationData(c));
    const same = verdict.ok
      ? text === verdict.output && error === undefined
      : error !== undefined && verdict.error!.endsWith(error.message);
    if (!same)
      wrong.push(`${JSON.stringify(c)}: wanted ${JSON.stringify(verdict)}, got ${JSON.stringify({ text, error })}`);
  }
  assert.equal(wrong.length, 0, `${wrong.length} of ${cases.length} differ:\n${wrong.slice(0, 5).join('\n')}`);
}

describe('notifications as Alertmanager renders them', () => {
  const recorded = readFileSync(resolve('test/fixtures/template/notifications.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map(line => JSON.parse(line) as NotificationCase & NotificationVerdict);

  it(`agrees on ${recorded.length} recorded cases`, () => {
    assert.ok(recorded.filter(c => c.ok).length > 200);
    assert.ok(recorded.filter(c => !c.ok).length > 50);
    compare(recorded.map(c => [c, c] as const));
  });

  it('agrees live on 1,000 other cases', function () {
    if (!hasNotificationOracle()) {
      console.log('      1 test skipped: .oracles/oracle-alertmanager is not built here');
      this.skip();
    }
    const cases = notificationCases(2, 1000);
    const verdicts = askNotifications(cases);
    compare(cases.map((c, i) => [c, verdicts[i]!] as const));
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
