// Tells the problems of this kind that a parser or model reader found. Layer: checks.
import { problemCheck } from '../problem';

export const check = problemCheck({
  id: 'alertmanager/conflicting-fields',
  summary: 'Fields that cannot stand together.',
  severity: 'error',
  since: '0.1.0',
});
