// What stays on the heap after random edits of a document and its close, for each kind of document.
// usage: node -r ./tools/load.cjs test/bench/memory.ts [--smoke] [--edits 10000] [--rules 10] [--comment 20000] [--kind 'rule file']
import { parseArgs } from 'node:util';
import { Random } from '../fuzz/random';
import { heapInUse, Typist, typedIn } from '../harness/memory';

const { values } = parseArgs({
  options: {
    smoke: { type: 'boolean', default: false },
    edits: { type: 'string' },
    rules: { type: 'string', default: '10' },
    /** Characters of a comment that make a version weigh more than its judgement takes. */
    comment: { type: 'string', default: '20000' },
    kind: { type: 'string' },
  },
});

/** Most that may stay, in MB. */
const limit = 20;

async function main(): Promise<void> {
  const edits = Number(values.edits ?? (values.smoke ? 60 : 400));
  const kinds = Object.entries(typedIn).filter(([kind]) => values.kind === undefined || kind === values.kind);
  const random = new Random(1);
  const typist = new Typist();
  // What is made once: tables, machine code.
  for (const [, make] of kinds) typist.typeIn(make(10), 20, random);
  for (const [kind, make] of kinds) {
    const text = make(Number(values.rules), `# ${'x'.repeat(Number(values.comment))}\n`);
    const before = await heapInUse();
    const start = performance.now();
    typist.typeIn(text, edits, random);
    const seconds = (performance.now() - start) / 1000;
    const grown = ((await heapInUse()) - before) / 1024 / 1024;
    console.log(
      `  ${kind}, ${Math.round(text.length / 1024)} KB: ${grown.toFixed(1)} MB stay after ${edits} edits (${seconds.toFixed(0)} s)`,
    );
    if (grown > limit) process.exitCode = 1;
  }
}

main();
