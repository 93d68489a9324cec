// Does long work in slices between messages: the event loop gets a turn every few milliseconds, newer work for the same
// subject replaces older. Layer: lsp. Time and turns come in, so that tests can drive it.
import { LSPErrorCodes, ResponseError } from 'vscode-languageserver';

/** The higher first: what a user waits for goes before what only gathers. */
export type Priority = 'edit' | 'open' | 'refresh' | 'scan';

export interface Turns {
  /** Calls back after pending input was handled. */
  readonly later: (callback: () => void) => void;
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number;
  /** Called when all work is done. */
  readonly rest?: () => void;
}

export interface Scheduler {
  /** Replaces the task with the same key, also one that has begun; `done` gets the result of a task that ran to its end. */
  run<T>(key: string, priority: Priority, work: () => Generator<void, T>, done: (result: T) => void): void;
  cancel(key: string): void;
  /**
   * Until a message is `sent` only answers to edits are worked on: one of hundreds of KB leaves piece by piece, and other work
   * would have a turn between any two.
   */
  hold(sent: Promise<void>): void;
  /** Whether a task with the key waits or has begun. */
  has(key: string): boolean;
}

interface Task {
  readonly key: string;
  readonly priority: Priority;
  readonly start: () => Generator<void, unknown>;
  readonly done: (result: never) => void;
  running?: Generator<void, unknown>;
}

const order: readonly Priority[] = ['edit', 'open', 'refresh', 'scan'];

/** How long one turn works before it lets messages in. */
const sliceMilliseconds = 6;

/** A scheduler that works whenever there is work; `onError` gets what a task throws. */
export function createScheduler(turns: Turns, onError: (error: unknown) => void): Scheduler {
  const tasks = new Map<string, Task>();
  let waiting = false;
  /** How many messages are on their way. */
  let held = 0;

  const next = (): Task | undefined => {
    let best: Task | undefined;
    for (const task of tasks.values()) {
      if (held > 0 && task.priority !== 'edit') continue;
      if (!best || order.indexOf(task.priority) < order.indexOf(best.priority)) best = task;
    }
    return best;
  };

  const finish = (task: Task): void => {
    if (tasks.get(task.key) === task) tasks.delete(task.key);
  };

  const turn = (): void => {
    waiting = false;
    const end = turns.now() + sliceMilliseconds;
    for (let task = next(); task; task = next()) {
      try {
        task.running ??= task.start();
        const step = task.running.next();
        if (step.done) {
          finish(task);
          task.done(step.value as never);
        }
      } catch (error) {
        finish(task);
        onError(error);
      }
      if (turns.now() >= end) break;
    }
    wake();
    if (tasks.size === 0) turns.rest?.();
  };

  const wake = (): void => {
    if (waiting || !next()) return;
    waiting = true;
    turns.later(turn);
  };

  return {
    run(key, priority, work, done) {
      // Deleting first puts the newer task behind others of its priority.
      tasks.delete(key);
      tasks.set(key, { key, priority, start: work, done });
      wake();
    },
    cancel: key => void tasks.delete(key),
    hold(sent) {
      held++;
      const goOn = (): void => {
        held--;
        wake();
      };
      sent.then(goOn, goOn);
    },
    has: key => tasks.has(key),
  };
}

/** Tells when nobody waits for an answer any more, as the protocol's token does. */
export interface Cancellation {
  onCancellationRequested(listener: () => void): { dispose(): void };
}

export interface ResultOptions {
  /** `edit` where left out. */
  readonly priority?: Priority | undefined;
  readonly token?: Cancellation | undefined;
}

/** The result of a task that no other replaces (`key` is its own); rejects with what the work throws, or when it is cancelled. */
export async function resultOf<T>(
  scheduler: Scheduler,
  key: string,
  work: () => Generator<void, T>,
  { priority = 'edit', token }: ResultOptions = {},
): Promise<T> {
  let listening: { dispose(): void } | undefined;
  try {
    return await new Promise((resolve, reject) => {
      function* guarded(): Generator<void, () => void> {
        try {
          const result = yield* work();
          return () => resolve(result);
        } catch (error) {
          return () => reject(error);
        }
      }
      scheduler.run(key, priority, guarded, settle => settle());
      listening = token?.onCancellationRequested(() => {
        scheduler.cancel(key);
        reject(new ResponseError(LSPErrorCodes.RequestCancelled, 'The request was cancelled.'));
      });
    });
  } finally {
    listening?.dispose();
  }
}
