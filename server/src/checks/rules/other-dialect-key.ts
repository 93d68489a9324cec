// Tells the problems of this kind that a parser or model reader found. Layer: checks.
import { problemCheck } from '../problem';

export const check = problemCheck({
  id: 'rules/other-dialect-key',
  summary: 'A key of Thanos, Mimir or vmalert in a file that is judged as one of Prometheus.',
  severity: 'error',
  since: '0.1.0',
});
