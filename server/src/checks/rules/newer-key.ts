// Tells the problems of this kind that a parser or model reader found. Layer: checks.
import { problemCheck } from '../problem';

export const check = problemCheck({
  id: 'rules/newer-key',
  summary: 'A key that the target does not know yet.',
  severity: 'error',
  since: '0.1.0',
});
