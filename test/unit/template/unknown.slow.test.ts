// What a template shows although the server told nothing must hold whatever it would have told: a text is either the same
// for every answer, or it says that it is unknown.
import assert from 'node:assert/strict';
import { prometheusTemplates } from '../../../server/src/template/env';
import { parseTemplate } from '../../../server/src/template/parser';
import { type RenderData, renderTemplate } from '../../../server/src/template/render';
import { ANSWERS, templateCases } from '../../oracles/templateCases';

const env = prometheusTemplates({ major: 3, minor: 16 });
const nothing: RenderData['unknown'] = new Set(['externalLabels', 'externalURL', 'query']);
const worlds: readonly Partial<RenderData>[] = [
  { externalLabels: {}, externalURL: '', query: () => ({ samples: [] }) },
  {
    externalLabels: { cluster: 'a100-1', region: 'eu' },
    externalURL: 'http://prometheus.example.com:9090/prom',
    query: expr => ({ samples: ANSWERS[expr] ?? [{ labels: { instance: 'n1', gpu: '7' }, value: 3 }] }),
  },
  {
    externalLabels: { cluster: 'x', other: '1' },
    externalURL: 'https://p',
    query: () => ({ error: 'query timed out' }),
  },
];

describe('templates without answers', () => {
  it('show only what holds for any answer', () => {
    const wrong: string[] = [];
    let [known, unknown] = [0, 0];
    for (const c of templateCases(11, 4000)) {
      const parsed = parseTemplate(c.text, env);
      if (parsed.problems.length > 0) continue;
      const data: RenderData = {
        labels: c.labels,
        value: Number(c.value.replace('Inf', 'Infinity')),
        alert: 'x',
        now: 0,
      };
      const blind = renderTemplate(parsed, { ...data, unknown: nothing });
      if (blind.unknown.length > 0) {
        unknown++;
        if (!blind.text.includes('unknown')) wrong.push(`${c.text}: does not say so: ${blind.text}`);
        continue;
      }
      known++;
      for (const world of worlds) {
        const { text, error } = renderTemplate(parsed, { ...data, ...world });
        // A text that fails may fail earlier, at what an answer makes of it.
        if (blind.error ? !error : text !== blind.text) wrong.push(`${c.text}: shows ${blind.text}, may be ${text}`);
      }
    }
    assert.deepEqual(wrong.slice(0, 5), [], `${wrong.length} are wrong`);
    assert.ok(known > 1000 && unknown > 200, `${known} known, ${unknown} unknown`);
  });
});
