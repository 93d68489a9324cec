// Tells the problems of this kind that a parser or model reader found. Layer: checks.
import { problemCheck } from '../problem';

export const check = problemCheck({
  id: 'promql/argument-count',
  summary: 'A function has too many or too few arguments.',
  severity: 'error',
  since: '0.1.0',
});
