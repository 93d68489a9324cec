// Tells the problems of this kind that a parser or model reader found. Layer: checks.
import { problemCheck } from '../problem';

export const check = problemCheck({
  id: 'rules/invalid-name',
  summary: 'A name that the target does not take.',
  severity: 'error',
  since: '0.1.0',
});
