// Tells the problems of this kind that a parser or model reader found. Layer: checks.
import { problemCheck } from '../problem';

export const check = problemCheck({
  id: 'alertmanager/invalid-address',
  summary: 'A text that is no `host:port`.',
  severity: 'error',
  since: '0.1.0',
});
