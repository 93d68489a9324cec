// Tells the problems of this kind that a parser or model reader found. Layer: checks.
import { problemCheck } from '../problem';

export const check = problemCheck({
  id: 'rules/missing-field',
  summary: 'Something that a group or rule must have is missing or empty.',
  severity: 'error',
  since: '0.1.0',
});
