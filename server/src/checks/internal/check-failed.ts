// Tells the problems of this kind that a parser or model reader found. Layer: checks.
import { problemCheck } from '../problem';

export const check = problemCheck({
  id: 'internal/check-failed',
  summary: 'A check failed on this document; this is a mistake of ours, not of the file.',
  severity: 'info',
  since: '0.1.0',
});
