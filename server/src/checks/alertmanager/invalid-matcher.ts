// Tells the problems of this kind that a parser or model reader found. Layer: checks.
import { problemCheck } from '../problem';

export const check = problemCheck({
  id: 'alertmanager/invalid-matcher',
  summary: 'A text that is no matcher.',
  severity: 'error',
  since: '0.1.0',
});
