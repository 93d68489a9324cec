// Our rendering of notification templates beside Alertmanager's.
import assert from 'node:assert/strict';
import { renderNotification } from '../harness/notification';
import { type NotificationCase, type NotificationVerdict, notificationData } from './notificationCases';

/** Fails where a case is not rendered, or not refused, as Alertmanager does it. */
export function compareNotifications(cases: readonly (readonly [NotificationCase, NotificationVerdict])[]): void {
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
