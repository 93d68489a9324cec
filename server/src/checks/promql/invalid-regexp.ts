// Tells the problems of this kind that a parser or model reader found. Layer: checks.
import { problemCheck } from '../problem';

export const check = problemCheck({
  id: 'promql/invalid-regexp',
  summary: 'A regular expression of a matcher cannot be read.',
  severity: 'error',
  since: '0.1.0',
});
