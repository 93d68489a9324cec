// The rules on which tests of the engine stand, and the findings of a file.
import type { Finding } from '../../../server/src/checks/finding';
import type { Across, Service } from '../../../server/src/service';
import type { Workspace } from '../../../server/src/workspace/workspace';

export const sample = `groups:
- name: gpu
  rules:
  - alert: Hot
    expr: DCGM_FI_DEV_GPU_TEMP > 90
    annotations:
      summary: "{{ $labels.gpu }} is hot"
      runbook_url: https://example.com/hot
  - alert: Full
    expr: >
      DCGM_FI_DEV_FB_USED /
      DCGM_FI_DEV_FB_FREE > 0.9
    annotations:
      summary: 'it''s full on {{   .Nope }}'
- name: other
  rules:
  # ml-alert-rules disable rules/duplicate-rule
  - record: job:up:sum
    expr: "sum by (job) (up)"
  - record: job:up:sum
    expr: sum by (job) (up)
  - record: job:rate
    expr: increase(DCGM_FI_DEV_XID_ERRORS[1h]) )
`;

export function run(service: Service, workspace: Workspace, file: string, across?: Across): readonly Finding[] {
  const work = service.analyse(workspace, file, across);
  let step = work.next();
  while (!step.done) step = work.next();
  return step.value;
}
