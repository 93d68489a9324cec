// Tells the problems of this kind that a parser or model reader found. Layer: checks.
import { problemCheck } from '../problem';

export const check = problemCheck({
  id: 'rules/unread-document',
  summary: 'A document of the file that the target never reads.',
  severity: 'warning',
  since: '0.1.0',
});
