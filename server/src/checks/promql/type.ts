// Tells the problems of this kind that a parser or model reader found. Layer: checks.
import { problemCheck } from '../problem';

export const check = problemCheck({
  id: 'promql/type',
  summary: 'An operand or argument has the wrong type.',
  severity: 'error',
  since: '0.1.0',
});
