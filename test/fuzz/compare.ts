// Asks both sides about made inputs and sorts what differs by cause, each with a minimal input.
import type { Oracle } from '../oracles/ask';
import type { Kind, Verdict } from './kinds';
import { minimize } from './minimize';
import { Random } from './random';

/** Inputs on which both sides differ in the same way for what seems the same reason. */
export interface Difference {
  readonly signature: string;
  readonly count: number;
  /** The smallest input found. */
  readonly input: string;
  readonly ours: Verdict;
  readonly theirs: Verdict;
}

export interface Comparison {
  /** Inputs that both sides judged. */
  readonly asked: number;
  readonly agreed: number;
  /** Inputs that the real tool accepts. */
  readonly accepted: number;
  readonly differences: readonly Difference[];
}

export interface CompareOptions {
  readonly seed: number;
  readonly count: number;
  /** How many causes are minimized; the others keep their shortest input. */
  readonly minimized: number;
}

const BATCH = 1000;

/** Compares `count` inputs of a kind. The same seed and count make the same inputs. */
export async function compare(kind: Kind, oracle: Oracle | undefined, options: CompareOptions): Promise<Comparison> {
  const random = new Random(options.seed);
  const found = new Map<string, { count: number; input: string }>();
  let judgedInputs = 0;
  let agreed = 0;
  let accepted = 0;
  for (let asked = 0; asked < options.count; asked += BATCH) {
    const inputs = kind.make(random, Math.min(BATCH, options.count - asked));
    const answers = await kind.theirs(oracle, inputs);
    inputs.forEach((input, i) => {
      const theirs = answers[i];
      if (!theirs) return;
      judgedInputs++;
      const ours = judged(kind, input);
      if (theirs.ok) accepted++;
      if (isSame(ours, theirs)) agreed++;
      else {
        const signature = signatureOf(ours, theirs);
        const known = found.get(signature);
        if (!known) found.set(signature, { count: 1, input });
        else {
          known.count++;
          if (input.length < known.input.length) known.input = input;
        }
      }
    });
  }
  const sorted = [...found].sort(([, a], [, b]) => b.count - a.count);
  const differences: Difference[] = [];
  for (const [signature, { count, input }] of sorted) {
    const small = differences.length < options.minimized ? await shrink(kind, oracle, input, signature) : input;
    const [theirs] = await kind.theirs(oracle, [small]);
    differences.push({ signature, count, input: small, ours: judged(kind, small), theirs: theirs! });
  }
  return { asked: judgedInputs, agreed, accepted, differences };
}

/** A check that fails is a difference, too. */
function judged(kind: Kind, input: string): Verdict {
  try {
    return kind.ours(input);
  } catch (error) {
    return { ok: false, said: `failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}` };
  }
}

function isSame(ours: Verdict, theirs: Verdict): boolean {
  if (ours.said.startsWith('failed: ') || ours.ok !== theirs.ok) return false;
  return !ours.ok || ours.value === undefined || theirs.value === undefined || ours.value === theirs.value;
}

/** Verdicts with all that belongs to one input taken out. */
function signatureOf(ours: Verdict, theirs: Verdict): string {
  if (ours.ok && theirs.ok) return 'values differ';
  return ours.ok ? `missed: ${general(theirs.said)}` : `false error: ${general(ours.said)}`;
}

function general(said: string): string {
  return said
    .split('\n')[0]!
    .replace(/`[^`]*`|"(?:\\.|[^"\\])*"|'[^']*'/g, '…')
    .replace(/\d+/g, 'N')
    .slice(0, 160);
}

async function shrink(kind: Kind, oracle: Oracle | undefined, input: string, signature: string): Promise<string> {
  return minimize(input, async candidates => {
    const answers = await kind.theirs(oracle, candidates);
    return candidates.map((candidate, i) => {
      const theirs = answers[i];
      if (!theirs) return false;
      const ours = judged(kind, candidate);
      return !isSame(ours, theirs) && signatureOf(ours, theirs) === signature;
    });
  });
}
