// Tells the problems of this kind that a parser or model reader found. Layer: checks.
import { problemCheck } from '../problem';

export const check = problemCheck({
  id: 'alertmanager/invalid-duration',
  summary: 'A text that is no duration.',
  severity: 'error',
  since: '0.1.0',
});
