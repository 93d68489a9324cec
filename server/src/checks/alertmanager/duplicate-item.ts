// Tells the problems of this kind that a parser or model reader found. Layer: checks.
import { problemCheck } from '../problem';

export const check = problemCheck({
  id: 'alertmanager/duplicate-item',
  summary: 'A list names the same thing twice.',
  severity: 'error',
  since: '0.1.0',
});
