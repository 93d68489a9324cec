// Tells the problems of this kind that a parser or model reader found. Layer: checks.
import { problemCheck } from '../problem';

export const check = problemCheck({
  id: 'template/undefined-template',
  summary: 'A template calls a named template that is not defined.',
  severity: 'warning',
  since: '0.1.0',
});
