// Tells the problems of this kind that a parser or model reader found. Layer: checks.
import { problemCheck } from '../problem';

export const check = problemCheck({
  id: 'promql/unsupported',
  summary: 'The target is too old or too new for a construct, or a feature flag is off.',
  severity: 'error',
  since: '0.1.0',
});
