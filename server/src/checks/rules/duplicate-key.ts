// Tells the problems of this kind that a parser or model reader found. Layer: checks.
import { problemCheck } from '../problem';

export const check = problemCheck({
  id: 'rules/duplicate-key',
  summary: 'A key stands twice in one mapping.',
  severity: 'error',
  since: '0.1.0',
});
