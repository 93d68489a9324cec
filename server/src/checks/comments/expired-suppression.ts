// Tells the problems of this kind that a parser or model reader found. Layer: checks.
import { problemCheck } from '../problem';

export const check = problemCheck({
  id: 'comments/expired-suppression',
  summary: 'The end date of a suppression comment has passed.',
  severity: 'hint',
  since: '0.1.0',
});
