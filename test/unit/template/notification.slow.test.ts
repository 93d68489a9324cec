// Notification templates: our text against Alertmanager's, where its oracle is built.
import { askNotifications, hasNotificationOracle, notificationCases } from '../../oracles/notificationCases';
import { compareNotifications } from '../../oracles/notificationCompare';

describe('notifications, rendered beside Alertmanager', () => {
  it('agrees live on 1,000 other cases', function () {
    if (!hasNotificationOracle()) {
      console.log('      1 test skipped: .oracles/oracle-alertmanager is not built here');
      this.skip();
    }
    const cases = notificationCases(2, 1000);
    const verdicts = askNotifications(cases);
    compareNotifications(cases.map((c, i) => [c, verdicts[i]!] as const));
  });
});
