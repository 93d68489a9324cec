// Tells the problems of this kind that a parser or model reader found. Layer: checks.
import { problemCheck } from '../problem';

export const check = problemCheck({
  id: 'template/unknown-field',
  summary: 'A template reads a field that does not exist.',
  severity: 'warning',
  since: '0.1.0',
});
