// Generated templates: our verdict and our text against those of Prometheus, recorded and, where its oracle is built, live.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { prometheusTemplates } from '../../../server/src/template/env';
import { parseTemplate } from '../../../server/src/template/parser';
import { askTemplates, hasTemplateOracle, type TemplateVerdict } from '../../oracles/askTemplates';
import { type TemplateCase, templateCases, templateSoup } from '../../oracles/templateCases';
import { templateDifference } from '../../oracles/templateCompare';

const env = prometheusTemplates({ major: 3, minor: 16 });

function compare(cases: readonly (readonly [TemplateCase, TemplateVerdict])[]): void {
  const wrong: string[] = [];
  for (const [c, verdict] of cases) {
    const found = templateDifference(c, verdict);
    if (found) wrong.push(`${JSON.stringify(c.text)} with ${c.value}: ${found}`);
  }
  assert.equal(wrong.length, 0, `${wrong.length} of ${cases.length} differ:\n${wrong.slice(0, 5).join('\n')}`);
}

describe('templates as Prometheus renders them', () => {
  const recorded = readFileSync(resolve('test/fixtures/template/rendered.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map(line => JSON.parse(line) as TemplateCase & TemplateVerdict);

  it(`agrees on ${recorded.length} recorded cases`, () => {
    assert.ok(recorded.length >= 500);
    assert.ok(recorded.filter(c => c.output !== undefined).length > 500, 'most cases render');
    assert.ok(recorded.filter(c => !c.loads).length > 50, 'some cases do not load');
    compare(recorded.map(c => [c, c] as const));
  });

  it('agrees live on 1,500 other cases', function () {
    if (!hasTemplateOracle()) {
      console.log('      1 test skipped: .oracles/oracle-prometheus is not built here');
      this.skip();
    }
    const cases = templateCases(7, 1500);
    const verdicts = askTemplates(cases);
    compare(cases.map((c, i) => [c, verdicts[i]!] as const));
  });

  it('gives the same verdict live on 6,000 texts of scraps', function () {
    if (!hasTemplateOracle()) {
      console.log('      1 test skipped: .oracles/oracle-prometheus is not built here');
      this.skip();
    }
    const texts = templateSoup(11, 6000);
    const verdicts = askTemplates(
      texts.map(text => ({ text, labels: {}, externalLabels: {}, externalURL: '', value: '1' })),
    );
    assert.ok(verdicts.filter(v => v.loads).length > 1000, 'a good part loads');
    const wrong = texts.filter((text, i) => (parseTemplate(text, env).problems.length === 0) !== verdicts[i]!.loads);
    assert.deepEqual(wrong, []);
  });
});
