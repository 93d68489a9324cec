// Tells the problems of this kind that a parser or model reader found. Layer: checks.
import { problemCheck } from '../problem';

export const check = problemCheck({
  id: 'promql/invalid-selector',
  summary: 'A selector would match every series, or names its metric twice.',
  severity: 'error',
  since: '0.1.0',
});
