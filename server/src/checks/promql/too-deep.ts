// Tells the problems of this kind that a parser or model reader found. Layer: checks.
import { problemCheck } from '../problem';

export const check = problemCheck({
  id: 'promql/too-deep',
  summary: 'An expression is nested deeper than is checked here.',
  severity: 'error',
  since: '0.1.0',
});
