// Tells the problems of this kind that a parser or model reader found. Layer: checks.
import { problemCheck } from '../problem';

export const check = problemCheck({
  id: 'promql/misused-operator',
  summary: '`bool`, a set operator or vector matching stands where it means nothing.',
  severity: 'error',
  since: '0.1.0',
});
