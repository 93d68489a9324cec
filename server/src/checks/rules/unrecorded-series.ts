// A rule reads a series by a name that no rule of the workspace records, and one is recorded under nearly the same name. Layer: checks.
import { spanOf } from '../../analysis/facts';
import { slipOf } from '../../text/closest';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'rules/unrecorded-series',
  summary: 'A rule reads a recorded series by a mistyped name.',
  severity: 'info',
  since: '0.1.0',
  awaits: 'file',
  on: 'workspace',
  needs: ['workspace', 'catalog'],
  messages: {
    found: 'It reads `{name}`, which no rule of this workspace records; did you mean `{near}`?',
  },
  run({ facts }, ctx) {
    const { documents } = ctx.workspace;
    for (const { reads, at } of [...facts.alerts, ...facts.records]) {
      for (const name of reads) {
        // By convention names of records have two colons, which those of programs never have.
        if (name.split(':').length !== 3 || ctx.workspace.recorded(name).length > 0 || ctx.catalog.find(name)) continue;
        const names = ctx.shared(() => documents.flatMap(({ records }) => records.map(record => record.name)));
        const near = slipOf(name, names);
        // Another window or percentile is another series.
        if (near === undefined || digitsOf(near) !== digitsOf(name)) continue;
        ctx.report(spanOf(facts, at), 'found', { name, near });
      }
    }
  },
});

function digitsOf(name: string): string {
  return name.replace(/\D+/g, ' ');
}
