// Tells the problems of this kind that a parser or model reader found. Layer: checks.
import { problemCheck } from '../problem';

export const check = problemCheck({
  id: 'template/undefined-variable',
  summary: 'A template uses a variable that does not exist.',
  severity: 'error',
  since: '0.1.0',
});
