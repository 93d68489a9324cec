// Builders: `Counter.builder("x").tag("k", "v").register(registry)` as a start and the calls on it. Layer: catalog.
import type { Range, Source } from './source';

export interface Step {
  readonly name: string;
  readonly args: readonly Range[];
  /** Index of the call's opening bracket. */
  readonly open: number;
}

/** The call whose bracket opens at an index, named by the word before it, and all calls made on its result. */
export function chainFrom(source: Source, open: number): readonly Step[] {
  const steps: Step[] = [];
  for (let at = open; steps.length < mostSteps; ) {
    steps.push({ name: source.is(at - 1), args: source.parts(at), open: at });
    let next = source.close(at) + 1;
    if (source.is(next) === '?.' || source.is(next) === '.' || source.is(next) === '::') next++;
    else break;
    // Rust's `?` and Kotlin's `!!` stand before the dot; types between name and bracket are passed over.
    if (source.tokens[next]?.kind !== 'word') break;
    next++;
    if (source.is(next) !== '(') break;
    at = next;
  }
  return steps;
}

/** No builder has more calls. */
const mostSteps = 60;

export function stepOf(steps: readonly Step[], ...names: readonly string[]): Step | undefined {
  return steps.find(({ name }) => names.includes(name));
}
