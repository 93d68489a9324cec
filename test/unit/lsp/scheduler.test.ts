import assert from 'node:assert/strict';
import { createScheduler } from '../../../server/src/lsp/scheduler';

/** A loop whose turns and clock the test drives. */
function loop() {
  const waiting: (() => void)[] = [];
  let clock = 0;
  const errors: unknown[] = [];
  const scheduler = createScheduler({ later: callback => void waiting.push(callback), now: () => clock }, error =>
    errors.push(error),
  );
  const log: string[] = [];
  return {
    scheduler,
    errors,
    log,
    /** Runs one turn; false where nothing waits. */
    turn: (): boolean => {
      const next = waiting.shift();
      next?.();
      return next !== undefined;
    },
    /** Work of so many steps, each as long as a turn may be. */
    *work(name: string, steps: number): Generator<void, string> {
      for (let i = 0; i < steps; i++) {
        clock += 10;
        log.push(`${name}${i}`);
        yield;
      }
      return name;
    },
  };
}

describe('lsp/scheduler', () => {
  it('gives the loop a turn between slices', () => {
    const { scheduler, turn, work, log } = loop();
    const done: string[] = [];
    scheduler.run(
      'a',
      'open',
      () => work('a', 3),
      result => done.push(result),
    );
    turn();
    assert.deepEqual([log, done], [['a0'], []]);
    while (turn());
    assert.deepEqual([log, done], [['a0', 'a1', 'a2'], ['a']]);
  });

  it('does what a user waits for first', () => {
    const { scheduler, turn, work, log } = loop();
    scheduler.run(
      'scan',
      'scan',
      () => work('s', 2),
      () => {},
    );
    turn();
    scheduler.run(
      'edit',
      'edit',
      () => work('e', 2),
      () => {},
    );
    while (turn());
    assert.deepEqual(log, ['s0', 'e0', 'e1', 's1']);
  });

  it('works on nothing but edits while a message is on its way', async () => {
    const { scheduler, turn, work, log } = loop();
    let leave = (): void => {};
    const sent = new Promise<void>(resolve => {
      leave = resolve;
    });
    const run = (key: string, priority: 'edit' | 'open'): void =>
      scheduler.run(
        key,
        priority,
        () => work(key, 2),
        () => {},
      );
    run('o', 'open');
    turn();
    scheduler.hold(sent);
    run('e', 'edit');
    while (turn());
    assert.deepEqual(log, ['o0', 'e0', 'e1']);
    leave();
    await sent;
    while (turn());
    assert.deepEqual(log, ['o0', 'e0', 'e1', 'o1']);
  });

  it('drops older work for the same subject', () => {
    const { scheduler, turn, work, log } = loop();
    const done: string[] = [];
    scheduler.run(
      'a',
      'edit',
      () => work('old', 5),
      result => done.push(result),
    );
    turn();
    scheduler.run(
      'a',
      'edit',
      () => work('new', 1),
      result => done.push(result),
    );
    while (turn());
    assert.deepEqual([log, done], [['old0', 'new0'], ['new']]);
    scheduler.run(
      'a',
      'edit',
      () => work('gone', 1),
      result => done.push(result),
    );
    scheduler.cancel('a');
    while (turn());
    assert.deepEqual(done, ['new']);
  });

  it('goes on after work that throws', () => {
    const { scheduler, turn, work, errors } = loop();
    const done: string[] = [];
    scheduler.run(
      'bad',
      'edit',
      function* (): Generator<void, string> {
        yield* [];
        throw new Error('on purpose');
      },
      result => done.push(result),
    );
    scheduler.run(
      'good',
      'edit',
      () => work('g', 1),
      result => done.push(result),
    );
    while (turn());
    assert.deepEqual([errors.length, done], [1, ['g']]);
  });
});
