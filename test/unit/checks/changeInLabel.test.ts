// When the fix of promql/change-in-label is offered: only where what it writes can fire.
import assert from 'node:assert/strict';
import { judgeText } from '../../harness/judge';

describe('promql/change-in-label', () => {
  for (const [lines, fixes] of [
    [['expr: changes(DCGM_FI_DEV_XID_ERRORS[15m]) > 0'], 1],
    [['expr: changes(DCGM_FI_DEV_XID_ERRORS[15m]) > 0', 'for: 10m'], 1],
    // Nothing is new any more when the wait is over.
    [['expr: changes(DCGM_FI_DEV_XID_ERRORS[15m]) > 0', 'for: 15m'], 0],
    [['expr: changes(DCGM_FI_DEV_XID_ERRORS[15m]) > 0', 'for: later'], 0],
    // How often is another question, and so is a slope.
    [['expr: changes(DCGM_FI_DEV_XID_ERRORS[15m]) > 2'], 0],
    [['expr: deriv(DCGM_FI_DEV_XID_ERRORS[15m]) > 0'], 0],
    [['expr: changes(DCGM_FI_DEV_XID_ERRORS[15m] offset 1h) > 0'], 0],
    [['expr: increase(kube_pod_container_status_waiting_reason{reason="ImagePullBackOff"}[5m]) > 0'], 0],
  ] as const) {
    it(`${fixes === 1 ? 'offers' : 'offers no'} fix for ${lines.join(', ')}`, () => {
      const text = `groups:\n- name: g\n  rules:\n  - alert: A\n${lines.map(line => `    ${line}\n`).join('')}`;
      const found = judgeText(text).filter(({ check }) => check === 'promql/change-in-label');
      assert.equal(found.length, 1);
      assert.equal(found[0]!.fixes.length, fixes);
    });
  }
});
