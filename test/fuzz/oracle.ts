// npm run fuzz:oracle -- --kind KIND [--count 2000] [--seed 1] [--show 10] [--minimize 20] [--save FILE]
// Makes inputs (mutants of valid files, and generated ones), asks the real tool and us, prints the agreement and the
// smallest inputs on which both differ. --save appends these as fixtures (see test/fixtures/verdicts). Needs the programs
// that test/oracles/build.sh builds. Exit 1 where something differs.
import { appendFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { hasOracle, Oracle } from '../oracles/ask';
import { compare } from './compare';
import { KINDS, type Kind } from './kinds';

const { values: options } = parseArgs({
  options: {
    kind: { type: 'string' },
    count: { type: 'string', default: '2000' },
    seed: { type: 'string', default: '1' },
    show: { type: 'string', default: '10' },
    minimize: { type: 'string', default: '20' },
    save: { type: 'string' },
  },
});

void main();

async function main(): Promise<void> {
  const make = KINDS[options.kind ?? ''];
  if (!make) {
    console.error(`--kind wants one of ${Object.keys(KINDS).join(', ')}`);
    process.exitCode = 2;
    return;
  }
  const kind = make();
  const missing = kind.missing?.();
  if (missing) console.log(`${missing} is missing: nothing asked.`);
  else if (!kind.oracle) await run(options.kind!, kind, undefined);
  else if (hasOracle(kind.oracle)) await run(options.kind!, kind, new Oracle(kind.oracle));
  else console.log(`oracle-${kind.oracle} is missing (test/oracles/build.sh builds it): nothing asked.`);
}

async function run(name: string, kind: Kind, oracle: Oracle | undefined): Promise<void> {
  const started = performance.now();
  const found = await compare(kind, oracle, {
    seed: Number(options.seed),
    count: Number(options.count),
    minimized: Number(options.minimize),
  });
  oracle?.close();
  const took = ((performance.now() - started) / 1000).toFixed(1);
  const percent = ((100 * found.agreed) / found.asked).toFixed(3);
  console.log(
    `${name}, seed ${options.seed}: agree ${found.agreed}/${found.asked} = ${percent} % (${found.accepted} accepted, ${took} s)`,
  );
  for (const one of found.differences.slice(0, Number(options.show))) {
    console.log(`\n${one.count} × ${one.signature}`);
    console.log(`  ours:   ${one.ours.ok ? `accepts ${one.ours.value ?? ''}` : one.ours.said}`);
    console.log(`  theirs: ${one.theirs.ok ? `accepts ${one.theirs.value ?? ''}` : one.theirs.said}`);
    console.log(`  input:  ${visible(one.input)}`);
  }
  if (options.save !== undefined) {
    const lines = found.differences.map(({ input, theirs, signature }) =>
      JSON.stringify({ input, ok: theirs.ok, ...(theirs.value ? { value: theirs.value } : {}), cause: signature }),
    );
    appendFileSync(options.save, lines.map(line => `${line}\n`).join(''));
  }
  process.exitCode = found.agreed === found.asked ? 0 : 1;
}

/** As a string of JSON, with everything beyond ASCII as escapes: such characters are often what it is about. */
function visible(text: string): string {
  return JSON.stringify(text).replace(/[^ -~]/g, char => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
