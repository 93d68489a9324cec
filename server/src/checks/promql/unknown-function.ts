// Tells the problems of this kind that a parser or model reader found. Layer: checks.
import { problemCheck } from '../problem';

export const check = problemCheck({
  id: 'promql/unknown-function',
  summary: 'No function or aggregation has this name.',
  severity: 'error',
  since: '0.1.0',
});
