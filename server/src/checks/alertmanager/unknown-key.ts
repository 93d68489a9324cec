// Tells the problems of this kind that a parser or model reader found. Layer: checks.
import { problemCheck } from '../problem';

export const check = problemCheck({
  id: 'alertmanager/unknown-key',
  summary: 'A key that does not belong here.',
  severity: 'error',
  since: '0.1.0',
});
