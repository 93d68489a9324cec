// Does random things to a language server over a connection and holds what it shows against a fresh one; a difference is
// shrunk to a script that shows it again.
// usage: npm run fuzz:lsp -- [--count 10000] [--seed 1] [--kept 1000] [--script '[["open","rules.yaml"],…]']
import { parseArgs } from 'node:util';
import { compareWithFresh, Driver, drawStep, type Step } from './lspSteps';
import { Random } from './random';

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '10000' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    script: { type: 'string' },
    kept: { type: 'string' },
  },
});

/** Steps of one server's life, and how many lie between two comparisons. */
const stepsOfLife = 120;
const stepsBetween = 6;

/** How many characters of documents that are not open the servers keep: all, none, some. */
const keptOfLife = [undefined, 0, 1000];

/** The difference that a script shows; the places that are asked are many where only a few steps are tried. */
async function differenceOf(
  script: readonly Step[],
  seed: number,
  kept: number | undefined,
): Promise<string | undefined> {
  const driver = await Driver.start(kept);
  try {
    for (const step of script) await driver.do(step);
    await compareWithFresh(driver, placesOf(seed));
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    driver.session.stop();
  }
}

function placesOf(seed: number): (text: string) => readonly number[] {
  return text => {
    const random = new Random(seed + text.length);
    return [0, text.length, ...random.list(3, 3, () => random.below(text.length + 1))];
  };
}

/** Leaves out steps, long runs first, as long as the difference stays. */
async function shrink(script: readonly Step[], seed: number, characters: number | undefined): Promise<readonly Step[]> {
  let kept = script;
  for (let size = Math.ceil(kept.length / 2); size >= 1; size = Math.floor(size / 2)) {
    for (let from = 0; from < kept.length; ) {
      const shorter = [...kept.slice(0, from), ...kept.slice(from + size)];
      if (await differenceOf(shorter, seed, characters)) kept = shorter;
      else from += size;
    }
  }
  return kept;
}

async function main(): Promise<boolean> {
  const count = Number(values.count);
  const seed = Number(values.seed);
  if (values.script) {
    const kept = values.kept === undefined ? undefined : Number(values.kept);
    const found = await differenceOf(JSON.parse(values.script) as Step[], seed, kept);
    console.log(found ?? 'no difference');
    return found === undefined;
  }
  const random = new Random(seed);
  let done = 0;
  let compared = 0;
  for (let life = 0; done < count; life++) {
    const kept = keptOfLife[life % keptOfLife.length];
    const driver = await Driver.start(kept);
    const script: Step[] = [];
    try {
      while (script.length < stepsOfLife && done < count) {
        const step = drawStep(random, driver, life % 3 !== 0);
        script.push(step);
        done++;
        await driver.do(step);
        if (script.length % stepsBetween > 0) continue;
        await compareWithFresh(driver, placesOf(seed));
        compared++;
      }
    } catch (error) {
      driver.session.stop();
      console.log(`step ${done} of seed ${seed}: ${error instanceof Error ? error.message : String(error)}`);
      const least = await shrink(script, seed, kept);
      console.log(
        `shown again by: npm run fuzz:lsp -- --seed ${seed}${kept === undefined ? '' : ` --kept ${kept}`} --script '${JSON.stringify(least)}'`,
      );
      console.log((await differenceOf(least, seed, kept)) ?? 'only in the long script, so it hangs on time');
      return false;
    }
    driver.session.stop();
  }
  console.log(`${done} steps, ${compared} comparisons with a fresh server, no difference (seed ${seed})`);
  return true;
}

main().then(
  isEqual => process.exit(isEqual ? 0 : 1),
  error => {
    console.error(error);
    process.exit(2);
  },
);
