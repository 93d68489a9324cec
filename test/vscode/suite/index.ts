// Entry of the tests inside the extension host: the contract of `extensionTestsPath`, the same for a desktop VS Code and
// for the one in the browser.
import path from 'node:path';
import Mocha from 'mocha';

/** Runs the suite; rejects when a test failed. */
export async function run(): Promise<void> {
  const mocha = new Mocha({ ui: 'bdd', timeout: 120_000, reporter: 'spec', color: false });
  mocha.addFile(path.join(__dirname, 'suite.test.cjs'));
  const failures = await new Promise<number>(resolve => mocha.run(resolve));
  if (failures > 0) throw new Error(`${failures} tests failed`);
}
