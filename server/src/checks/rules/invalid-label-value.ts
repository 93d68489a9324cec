// Tells the problems of this kind that a parser or model reader found. Layer: checks.
import { problemCheck } from '../problem';

export const check = problemCheck({
  id: 'rules/invalid-label-value',
  summary: 'The value of a label is no valid text.',
  severity: 'error',
  since: '0.1.0',
});
