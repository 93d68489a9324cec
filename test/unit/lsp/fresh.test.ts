// What is shown always equals what a fresh server shows of the same files: after edits, file events, settings, folders.
import assert from 'node:assert/strict';
import { compareWithFresh, Driver, type Step, uriOf } from '../../fuzz/lspSteps';

const across = 'routing/root-receiver-only';

const watching = 'groups: [{name: a, rules: [{alert: Down, expr: up == 0}]}]';

async function run(...steps: readonly Step[]): Promise<void> {
  const driver = await Driver.start();
  try {
    for (const step of steps) await driver.do(step);
    await compareWithFresh(driver, text => [0, Math.floor(text.length / 2), text.length]);
  } finally {
    driver.session.stop();
  }
}

describe('what is shown', () => {
  it('has the findings across files again after all of one was cut and pasted back', async () => {
    const driver = await Driver.start();
    const { session } = driver;
    const has = async (): Promise<boolean> => {
      await session.quiet();
      return session.diagnostics(uriOf('rules.yaml')).some(one => one.code === across);
    };
    try {
      for (const file of ['rules.yaml', 'am.yaml']) await driver.do(['open', file]);
      assert.equal(await has(), true);
      await driver.do(['cut', 'am.yaml']);
      assert.equal(await has(), false);
      await driver.do(['paste', 'am.yaml']);
      assert.equal(await has(), true);
    } finally {
      session.stop();
    }
  });

  it('counts what a document says that was not there before', () =>
    run(['open', 'rules.yaml'], ['open', 'am.yaml'], ['wait'], ['open', 'secret.yaml']));

  it('keeps a document that is deleted on disk while it is open', () =>
    run(['open', 'rules.yaml'], ['open', 'am.yaml'], ['wait'], ['delete', 'am.yaml']));

  it('does not take in a file that is left out when it changes on disk', () =>
    run(['open', 'rules.yaml'], ['settings', 3], ['wait'], ['write', 'sub/b.yaml', watching]));

  it('reads a folder again when other files belong to it', async () => {
    await run(['open', 'rules.yaml'], ['wait'], ['configuration', 2]);
    await run(['open', 'rules.yaml'], ['wait'], ['configuration', 2], ['wait'], ['configuration', 0]);
  });

  it('finds a definition where it stands now', async () => {
    const driver = await Driver.start();
    try {
      for (const file of ['rules.yaml', 'sub/b.yaml']) await driver.do(['open', file]);
      await driver.do(['wait']);
      await driver.do(['edit', 'rules.yaml', 0, 0, '# moved\n']);
      await compareWithFresh(driver, text => [text.indexOf('gpu_temp')]);
    } finally {
      driver.session.stop();
    }
  });
});
