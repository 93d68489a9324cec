// Tells the problems of this kind that a parser or model reader found. Layer: checks.
import { problemCheck } from '../problem';

export const check = problemCheck({
  id: 'comments/unused-suppression',
  summary: 'A suppression comment silences nothing.',
  severity: 'hint',
  since: '0.1.0',
});
