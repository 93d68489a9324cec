// Tells the problems of this kind that a parser or model reader found. Layer: checks.
import { problemCheck } from '../problem';

export const check = problemCheck({
  id: 'comments/unknown-check',
  summary: 'A suppression comment names no check and no family.',
  severity: 'hint',
  since: '0.1.0',
});
