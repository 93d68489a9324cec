// Tells the problems of this kind that a parser or model reader found. Layer: checks.
import { problemCheck } from '../problem';

export const check = problemCheck({
  id: 'template/not-a-function',
  summary: 'A template hands arguments to something that takes none.',
  severity: 'warning',
  since: '0.1.0',
});
