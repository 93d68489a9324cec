// `{{ $value | }}`: Go takes the `|` as if it were not there, so what should follow it is missing and nothing says so.
// Layer: checks.
import { walk } from '../../template/walk';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'template/unfinished-pipeline',
  summary: 'Nothing follows a `|` in a template.',
  severity: 'warning',
  since: '0.1.0',
  awaits: 'value',
  on: 'template',
  given: ['pipe'],
  actions: true,
  messages: {
    nothing: 'Nothing follows `|`, so the value is shown as it is; add the function, or remove the `|`.',
  },
  run({ nodes, sound, text }, ctx) {
    if (!sound || !text.includes('|')) return;
    walk(nodes, node => {
      const dangling = 'pipe' in node ? node.pipe?.danglingPipe : undefined;
      if (dangling) ctx.report(dangling, 'nothing', {});
      return true;
    });
  },
});
