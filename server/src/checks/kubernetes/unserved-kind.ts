// Tells the problems of this kind that a parser or model reader found. Layer: checks.
import { problemCheck } from '../problem';

export const check = problemCheck({
  id: 'kubernetes/unserved-kind',
  summary: 'A kind or version that no API server has.',
  severity: 'error',
  since: '0.1.0',
});
