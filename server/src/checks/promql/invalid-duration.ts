// Tells the problems of this kind that a parser or model reader found. Layer: checks.
import { problemCheck } from '../problem';

export const check = problemCheck({
  id: 'promql/invalid-duration',
  summary: 'A duration is not positive, out of range or malformed.',
  severity: 'error',
  since: '0.1.0',
});
