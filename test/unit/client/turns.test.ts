// Long work of the extension host: after every millisecond it asks whether its turn is over.
import assert from 'node:assert/strict';
import { inTurns } from '../../../client/src/preview/turns';

/** Works for some milliseconds. */
function spend(ms: number): void {
  for (const end = performance.now() + ms; performance.now() < end; );
}

describe('turns of the extension host', () => {
  it('are asked for by long work again and again, and not by what is short', async () => {
    let pauses = 0;
    const pause = async (): Promise<void> => {
      pauses++;
    };
    function* work(steps: number, ms: number): Generator<void, string> {
      for (let i = 0; i < steps; i++) {
        spend(ms);
        yield;
      }
      return 'done';
    }
    assert.equal(await inTurns(work(6, 2), pause), 'done');
    assert.equal(pauses, 6);
    pauses = 0;
    assert.equal(await inTurns(work(1000, 0), pause), 'done');
    assert.ok(pauses < 50, `${pauses} pauses`);
  });
});
