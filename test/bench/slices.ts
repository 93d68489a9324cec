// How long the server keeps the event loop at a time: files of every kind are opened and edited through the same steps as
// the language server takes, and the longest turn of each is told, with what its longest step was. Times are those of the
// main thread on a processor where the system tells them. Steps are the same in every run, so of each the shortest time of
// several processes counts: other work on the machine cannot make it shorter.
// usage: npm run bench:slices -- [--kind 'rules'] [--size 1] [--runs 5] [--list] [--smoke] [--profile 15]
// `--profile 15` shows what ran in every step of more than 15 ms; it makes all slower.
import { execFileSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import * as v8 from 'node:v8';
import { resolveConfig } from '../../server/src/config/config';
import type { SourceDocument } from '../../server/src/model/document';
import { createService } from '../../server/src/service';
import { changeBetween } from '../../server/src/text/change';
import { SliceProfile } from '../harness/sliceProfile';
import { mainThreadClock } from '../harness/threadTime';
import { sliceKinds } from './generateSliceKinds';

const { values } = parseArgs({
  options: {
    smoke: { type: 'boolean', default: false },
    kind: { type: 'string' },
    size: { type: 'string' },
    runs: { type: 'string' },
    profile: { type: 'string' },
    list: { type: 'boolean', default: false },
    /** For a process of its own: prints its steps as JSON. */
    steps: { type: 'boolean', default: false },
  },
});

const MB = 1_000_000;
/** Longest turn in milliseconds, by the size of the file. */
const limitOf = (size: number): number => (size < 1.1 ? 20 : 50);
/** How far above its limit a figure may be before a smoke run fails. */
const slack = values.smoke ? 3 : 1;
/** How many processes a kind is measured in. */
const usualRuns = 5;
/** As in `lsp/scheduler.ts`: a turn ends with the step that makes it this long. */
const turnMilliseconds = 6;

/** What was done, and how many milliseconds it took. */
type Step = readonly [what: string, ms: number];

const clock = mainThreadClock() ?? (() => performance.now());

let profiled: SliceProfile | undefined;

/** Times work step by step. */
class Stopwatch {
  readonly steps: Step[] = [];

  step<T>(what: string, work: () => T): T {
    const from = performance.now();
    const before = clock();
    const result = work();
    const ms = clock() - before;
    if (profiled && ms > Number(values.profile)) profiled.add(what, performance.now() - from);
    this.steps.push([what, ms]);
    return result;
  }

  run<T>(what: string, work: Generator<void, T>): T {
    for (;;) {
      const step = this.step(what, () => work.next());
      if (step.done) return step.value;
    }
  }
}

/** The steps of opening a file and of some edits in its middle. */
function stepsOf(text: string): readonly Step[] {
  const service = createService({
    onFailure: (id, error) => {
      throw new Error(`${id} failed`, { cause: error });
    },
  });
  const workspace = service.workspace(resolveConfig([]));
  const watch = new Stopwatch();
  let document: SourceDocument | undefined;
  const judge = (edit: string, edited: string): void => {
    const flat = Buffer.from(edited).toString();
    // An editor says what was changed.
    const change = document && changeBetween(document.text, flat);
    document = watch.run(`${edit}: open`, service.opening(flat, document, {}, change));
    watch.step(`${edit}: put`, () => workspace.put('f', document!));
    watch.run(`${edit}: first answer`, service.analyse(workspace, 'f', 'moved'));
    watch.run(`${edit}: gather`, workspace.gather());
    watch.step(`${edit}: facts`, () => workspace.facts());
    watch.run(`${edit}: judge`, service.analyse(workspace, 'f', 'current'));
  };
  judge('opened', text);
  const at = text.indexOf('a', text.length / 2);
  const line = text.indexOf('\n', at) + 1 || at;
  const put = (where: number, added: string): string => text.slice(0, where) + added + text.slice(where);
  judge('typed', put(at, 'x'));
  judge('typed', put(at, 'xx'));
  judge('quoted', put(at, '"'));
  judge('mended', text);
  judge('new line', put(line, '- x\n'));
  judge('mended', text);
  return watch.steps;
}

/** Of each step the shortest time that it took in any run. */
function least(runs: readonly (readonly Step[])[]): readonly Step[] {
  const [first, ...others] = runs;
  if (others.some(steps => steps.length !== first!.length)) throw new Error('not the same steps in every run');
  return first!.map(([what, ms], i) => [what, Math.min(ms, ...others.map(steps => steps[i]![1]))]);
}

interface Turn {
  ms: number;
  longest: Step;
}

/** Steps as the scheduler puts them together. */
function turnsOf(steps: readonly Step[]): readonly Turn[] {
  const turns: Turn[] = [];
  let turn: Turn | undefined;
  for (const step of steps) {
    if (!turn) {
      turn = { ms: 0, longest: step };
      turns.push(turn);
    }
    turn.ms += step[1];
    if (step[1] > turn.longest[1]) turn.longest = step;
    if (turn.ms >= turnMilliseconds) turn = undefined;
  }
  return turns;
}

function told(kind: string, size: number, phase: string, steps: readonly Step[]): string {
  const limit = limitOf(size) * slack;
  const turns = [...turnsOf(steps)].sort((a, b) => b.ms - a.ms);
  const [{ ms, longest }] = turns as [Turn];
  const over = turns.filter(turn => turn.ms > limit).length;
  if (over > 0) process.exitCode = 1;
  const all = steps.reduce((sum, [, each]) => sum + each, 0);
  const row = [kind, `${size} MB`, phase, ms.toFixed(1), longest[1].toFixed(1), longest[0], all.toFixed(0)];
  const listed = values.list
    ? turns
        .filter(turn => turn.ms > limit * 0.6)
        .map(turn => `\n    ${turn.ms.toFixed(1)}: ${turn.longest[1].toFixed(1)} ${turn.longest[0]}`)
        .join('')
    : '';
  return `${row.join(' | ')}${over > 0 ? ` | ${over} OVER ${limit}` : ''}${listed}`;
}

function measure(kind: string, size: number): void {
  if (values.profile) {
    profiled = new SliceProfile();
    stepsOf(sliceKinds[kind]!(size * MB));
    console.log(profiled.report(2));
    return;
  }
  const args = [...process.execArgv, process.argv[1]!, '--steps', '--kind', kind, '--size', String(size)];
  const run = (): readonly Step[] => {
    const printed = execFileSync(process.execPath, args, { encoding: 'utf8', maxBuffer: 1 << 28 });
    return JSON.parse(printed) as Step[];
  };
  const runs = Array.from({ length: Number(values.runs ?? (values.smoke ? 1 : usualRuns)) }, run);
  // What something else on the machine held up in one run, it does not in all.
  const isOver = (): boolean => turnsOf(least(runs)).some(({ ms }) => ms > limitOf(size) * slack);
  while (values.smoke && runs.length < usualRuns && isOver()) runs.push(run());
  const steps = least(runs);
  const isOpening = ([what]: Step): boolean => what.startsWith('opened');
  console.log(told(kind, size, 'opened', steps.filter(isOpening)));
  const edits = steps.filter(step => !isOpening(step));
  console.log(told(kind, size, 'edited', edits));
}

if (values.steps) {
  // As the server does (`lsp/node.ts`).
  v8.setFlagsFromString('--heap-growing-percent=40');
  console.log(JSON.stringify(stepsOf(sliceKinds[values.kind!]!(Number(values.size) * MB))));
} else {
  console.log('kind | size | | longest turn | its longest step | of | all');
  const sizes = values.size !== undefined ? [Number(values.size)] : values.smoke ? [0.2] : [0.2, 1, 5];
  for (const kind of Object.keys(sliceKinds)) {
    if (values.kind !== undefined && values.kind !== kind) continue;
    // Every rule of such a file is judged at every edit: of 5 MB there are millions of steps, too many to hand over.
    for (const size of sizes) if (!(kind === 'a List on one line' && size > 2)) measure(kind, size);
  }
}
