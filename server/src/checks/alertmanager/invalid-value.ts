// Tells the problems of this kind that a parser or model reader found. Layer: checks.
import { problemCheck } from '../problem';

export const check = problemCheck({
  id: 'alertmanager/invalid-value',
  summary: 'A value that the key does not take.',
  severity: 'error',
  since: '0.1.0',
});
