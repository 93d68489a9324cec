// What is sent to whom over time: groups, waits, repeats, what holds alerts back, and what nobody hears of.
import assert from 'node:assert/strict';
import { timelineOf } from '../../../server/src/routing/timeline';
import type { TimelineAlert, TimelineOptions } from '../../../server/src/routing/timelineShapes';
import { finish } from '../../../server/src/text/slices';
import { configurationFrom } from '../../fuzz/routingCompare';

const minute = 60_000;
const receivers = `receivers:
- name: chat
  slack_configs: [{channel: '#ml', api_url: 'https://x.example', send_resolved: true}]
- name: pager
  pagerduty_configs: [{routing_key: x}]
  slack_configs: [{channel: '#ml', api_url: 'https://x.example'}]
- name: nobody
`;

/** An alert from one minute to another. */
function alert(name: string, from: number, to?: number, labels: Record<string, string> = {}): TimelineAlert {
  const ends = to === undefined ? {} : { endsAt: to * minute };
  return { labels: { alertname: name, ...labels }, annotations: {}, startsAt: from * minute, ...ends };
}

/** Events as lines, minutes in front. */
function lines(
  configuration: string,
  alerts: readonly TimelineAlert[],
  options: Partial<TimelineOptions> = {},
): string[] {
  const { events } = finish(
    timelineOf(configurationFrom(`${configuration}\n${receivers}`), alerts, { until: 600 * minute, ...options }),
  );
  const names = (some: readonly TimelineAlert[]): string =>
    some.map(({ labels }) => labels['gpu'] ?? labels['alertname']).join();
  return events.map((event): string => {
    const at = event.at / minute;
    if (event.kind === 'held') return `${at}..${event.until / minute} ${event.why.kind}: ${names(event.alerts)}`;
    if (event.kind === 'lost') return `${at} ${event.to.kind} lost while ${event.why}: ${names(event.alerts)}`;
    const told = event.alerts.map(one => `${names([one.alert])}${one.firing ? '' : '-'}`).join();
    return `${at} ${event.to.receiver}/${event.to.kind} ${event.reason}: ${told}`;
  });
}

describe('notifications over time', () => {
  const route =
    'route: {receiver: chat, group_by: [alertname], group_wait: 1m, group_interval: 5m, repeat_interval: 1h}';

  it('waits, takes newcomers at the next flush, tells what is resolved, and ends the group', () => {
    const alerts = [
      alert('Hot', 0, 20, { gpu: '0' }),
      alert('Hot', 2, 9, { gpu: '1' }),
      alert('Cold', 3, 5),
      alert('Hot', 40, 42, { gpu: '0' }),
    ];
    assert.deepEqual(lines(route, alerts), [
      '1 chat/slack first notification: 0',
      '4 chat/slack first notification: Cold',
      '6 chat/slack new alerts added: 0,1',
      '9 chat/slack all alerts resolved: Cold-',
      '11 chat/slack some alerts resolved: 0,1-',
      '21 chat/slack all alerts resolved: 0-,1-',
      '41 chat/slack first notification: 0',
      '46 chat/slack all alerts resolved: 0-',
    ]);
  });

  it('repeats at the first flush after the interval has passed since delivery', () => {
    assert.deepEqual(lines(route, [alert('Hot', 0)], { until: 140 * minute }), [
      '1 chat/slack first notification: Hot',
      '66 chat/slack repeat interval elapsed: Hot',
      '131 chat/slack repeat interval elapsed: Hot',
    ]);
    const odd = route.replace('1h', '58m');
    assert.deepEqual(lines(odd, [alert('Hot', 0)], { until: 130 * minute }).length, 3);
  });

  it('says nothing of what came and went between two flushes', () => {
    const wait = route.replace('group_wait: 1m', 'group_wait: 5m');
    assert.deepEqual(lines(wait, [alert('Hot', 0, 3)]), []);
  });

  it('tells each integration what it wants to hear', () => {
    const pager = route.replace('chat', 'pager');
    assert.deepEqual(lines(pager, [alert('Hot', 0, 20, { gpu: '0' }), alert('Hot', 0, 9, { gpu: '1' })]), [
      '1 pager/pagerduty first notification: 0,1',
      '1 pager/slack first notification: 0,1',
      '11 pager/pagerduty some alerts resolved: 0,1-',
      '21 pager/pagerduty all alerts resolved: 0-,1-',
    ]);
    assert.deepEqual(lines(route.replace('chat', 'nobody'), [alert('Hot', 0, 20)]), []);
  });

  it('shows a resolved alert again in what is said within a quarter of an hour', () => {
    const alerts = [
      alert('Hot', 0, 60, { gpu: '0' }),
      alert('Hot', 0, 4, { gpu: '1' }),
      alert('Hot', 12, 60, { gpu: '2' }),
    ];
    assert.deepEqual(lines(route, alerts, { until: 30 * minute }), [
      '1 chat/slack first notification: 0,1',
      '6 chat/slack some alerts resolved: 0,1-',
      '16 chat/slack new alerts added: 0,1-,2',
    ]);
    assert.equal(
      lines(route, alerts, { until: 30 * minute, resend: 3600 * minute }).at(-1),
      '16 chat/slack new alerts added: 0,2',
    );
  });

  it('holds back what a mute interval covers, and tells that an end is lost', () => {
    const muted = `route:
  receiver: nobody
  routes:
  - {receiver: chat, matchers: ['alertname=~".*"'], group_wait: 1m, group_interval: 5m, mute_time_intervals: [early]}
time_intervals:
- {name: early, time_intervals: [{times: [{start_time: '00:10', end_time: '00:40'}]}]}`;
    assert.deepEqual(lines(muted, [alert('Hot', 0, 14), alert('Cold', 12, 60)]), [
      '1 chat/slack first notification: Hot',
      '11..36 muted: Hot',
      '16 slack lost while muted: Hot',
      '41 chat/slack new alerts added: Cold',
      '61 chat/slack all alerts resolved: Cold-',
    ]);
    const active = muted.replace('mute_time', 'active_time').replace('00:10', '00:00');
    assert.deepEqual(lines(active, [alert('Hot', 30, 60)]), [
      '31 chat/slack first notification: Hot',
      '41..56 inactive: Hot',
      '61 slack lost while inactive: Hot',
    ]);
  });

  it('holds back what another alert inhibits', () => {
    const inhibiting = `${route}
inhibit_rules:
- {source_matchers: [alertname="NodeDown"], target_matchers: [alertname="Hot"], equal: [node]}`;
    const alerts = [
      alert('NodeDown', 0, 22, { node: 'a' }),
      alert('Hot', 0, 50, { node: 'a', gpu: '0' }),
      alert('Hot', 0, 50, { node: 'b', gpu: '1' }),
    ];
    assert.deepEqual(lines(inhibiting, alerts), [
      '1 chat/slack first notification: NodeDown',
      '1 chat/slack first notification: 1',
      '1..21 inhibited: 0',
      '26 chat/slack new alerts added: 0,1',
      '26 chat/slack all alerts resolved: NodeDown-',
      '51 chat/slack all alerts resolved: 0-,1-',
    ]);
  });

  it('stops at as many messages as were asked for', () => {
    const configuration = configurationFrom(`${route}\n${receivers}`);
    const { events, isCut } = finish(timelineOf(configuration, [alert('Hot', 0)], { until: 1e12, most: 7 }));
    assert.deepEqual([events.length, isCut], [7, true]);
  });

  it('takes its time in slices', () => {
    const alerts = Array.from({ length: 400 }, (_, i) => alert('Hot', i, i + 30, { gpu: String(i) }));
    let slices = 0;
    for (const _ of timelineOf(configurationFrom(`${route}\n${receivers}`), alerts, { until: 600 * minute })) slices++;
    assert.ok(slices > 5);
  });

  it('takes its time in one group of thousands, too', () => {
    const alerts = Array.from({ length: 3000 }, (_, i) => alert('Hot', 0, 7, { gpu: String(i) }));
    const run = timelineOf(configurationFrom(`${route}\n${receivers}`), alerts, { until: 5 * minute });
    let arriving = 0;
    while (!run.next().done) arriving++;
    const other = timelineOf(configurationFrom(`${route}\n${receivers}`), alerts, { until: 0 });
    while (!other.next().done) arriving--;
    assert.ok(arriving >= 8, `${arriving} slices more for one flush`);
  });
});
