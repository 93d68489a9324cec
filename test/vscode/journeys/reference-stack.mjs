// Opens the reference stack, where it is there: findings in the rules and inside the Secret, and no error anywhere.
import assert from 'node:assert/strict';
import { openFile, problems } from '../host/workbench.mjs';

export const journey = {
  workspace: '../shared/seed',
  async run({ page, shot }) {
    await openFile(page, 'ml-production-alerts.yaml');
    await problems(page, texts => texts.some(text => text.includes('is not the share in use')));
    await shot('rules');
    await openFile(page, 'alertmanager-config.yaml');
    const texts = await problems(
      page,
      all => all.some(text => text.includes('service_key')) && all.some(text => text.includes('deprecated')),
    );
    assert.ok(!texts.some(text => /^Error/i.test(text)), texts.join('\n'));
    await shot('secret');
  },
};
