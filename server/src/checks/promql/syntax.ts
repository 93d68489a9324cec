// Tells the problems of this kind that a parser or model reader found. Layer: checks.
import { problemCheck } from '../problem';

export const check = problemCheck({
  id: 'promql/syntax',
  summary: 'The expression is no PromQL from a place on.',
  severity: 'error',
  since: '0.1.0',
});
