// Tells the problems of this kind that a parser or model reader found. Layer: checks.
import { problemCheck } from '../problem';

export const check = problemCheck({
  id: 'kubernetes/pruned-field',
  summary: 'A field that the API server drops without a word.',
  severity: 'warning',
  since: '0.1.0',
});
