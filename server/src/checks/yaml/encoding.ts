// Tells the problems of this kind that a parser or model reader found. Layer: checks.
import { problemCheck } from '../problem';

export const check = problemCheck({
  id: 'yaml/encoding',
  summary: 'The bytes of the file are no text that the target can read.',
  severity: 'error',
  since: '0.1.0',
});
