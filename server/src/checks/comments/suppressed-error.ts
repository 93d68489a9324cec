// Tells the problems of this kind that a parser or model reader found. Layer: checks.
import { problemCheck } from '../problem';

export const check = problemCheck({
  id: 'comments/suppressed-error',
  summary: 'A suppression comment tries to silence an error.',
  severity: 'hint',
  since: '0.1.0',
});
