// What is shown equals what a fresh server shows of the same files, after random edits, file events, settings, folders.
import { compareWithFresh, Driver, drawStep, type Step } from '../../fuzz/lspSteps';
import { Random } from '../../fuzz/random';
import { draws } from '../../harness/draws';

describe('what is shown', () => {
  it('equals that of a fresh server after random steps', async () => {
    const seed = process.env['CI'] ? 1 : Date.now() % 1_000_000;
    const random = new Random(seed);
    for (let run = 0; run < draws(24); run++) {
      const driver = await Driver.start();
      const script: Step[] = [];
      try {
        for (let i = 0; i < 12; i++) {
          const step = drawStep(random, driver, run % 3 !== 0);
          script.push(step);
          await driver.do(step);
        }
        await compareWithFresh(driver, text => [random.below(text.length + 1)]);
      } catch (error) {
        throw new Error(`after ${JSON.stringify(script)}`, { cause: error });
      } finally {
        driver.session.stop();
      }
    }
  });
});
