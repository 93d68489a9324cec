// What checks say they need is true: without it they find nothing, so that not to ask them leaves nothing out.
import assert from 'node:assert/strict';
import { allChecks } from '../../../server/src/checks/registry.gen';
import { type Trait, traits } from '../../../server/src/checks/traits';
import { pageText } from '../../../tools/gen-registry';
import { parsePage, type Sample } from '../../../tools/page';
import { askedAlways } from '../../harness/askedAlways';
import { judgeFiles, optionsOf, testService } from '../../harness/judge';

describe('needs of checks', () => {
  const chosen = testService();
  const all = testService(askedAlways);

  it('leave nothing out of the samples of their pages', () => {
    let samples = 0;
    for (const { id, given, mentions, ofMetric } of allChecks) {
      if (!given && !mentions && !ofMetric) continue;
      for (const sample of parsePage(pageText(id)).samples) {
        samples++;
        assert.deepEqual(found(sample, chosen), found(sample, all), `${id}, line ${sample.line}`);
      }
    }
    assert.ok(samples > 300);
  });

  it('have each trait used by a check', () => {
    const used = new Set<Trait>(allChecks.flatMap(({ given = [] }) => given));
    assert.deepEqual(
      traits.filter(trait => !used.has(trait)),
      [],
    );
    assert.ok(traits.length <= 30, 'there are as many bits');
  });
});

function found(sample: Sample, service: ReturnType<typeof testService>) {
  const { config, ...options } = optionsOf(sample);
  return judgeFiles(sample.files, { service, ...options, config: config ?? {} });
}
