// Tells the problems of this kind that a parser or model reader found. Layer: checks.
import { problemCheck } from '../problem';

export const check = problemCheck({
  id: 'kubernetes/invalid-metadata',
  summary: 'A name, label or annotation that the API server does not take.',
  severity: 'error',
  since: '0.1.0',
});
