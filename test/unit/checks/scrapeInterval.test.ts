// Ranges are held against the scrape interval that the settings name, and against the usual one where they name none.
import assert from 'node:assert/strict';
import { judgeText } from '../../harness/judge';

describe('the scrape interval of the settings', () => {
  const found = (range: string, scrapeInterval?: string): readonly string[] =>
    judgeText(`groups:\n- name: g\n  rules:\n  - alert: A\n    expr: rate(model_errors_total[${range}]) > 0\n`, {
      config: scrapeInterval === undefined ? {} : { scrapeInterval },
    })
      .filter(({ check }) => check === 'promql/short-range')
      .map(({ message }) => /every \d+ s|usual/.exec(message)![0]);

  it('decides how long a range has to be', () => {
    assert.deepEqual(found('90s'), []);
    assert.deepEqual(found('90s', '1m'), ['every 60 s']);
    assert.deepEqual(found('2m', '1m'), []);
    assert.deepEqual(found('20s'), ['usual']);
    assert.deepEqual(found('20s', '5s'), []);
    assert.deepEqual(found('5s', '5s'), ['every 5 s']);
  });
});
