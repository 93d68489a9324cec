// How much of a text the tolerant reader, the `yaml` package, is given: it takes a millisecond for a thousand characters, a third
// of it without a pause. Of what it is not given there is what go-yaml's grammar read before the mistake. Layer: yaml.

/** How many characters of one text in all. */
export const tolerated = 16_000;

/** How many of a text of our own kind. */
export const toleratedOwn = 300_000;

/** What a document of so many takes of that: the reader is begun anew for each. */
export function tolerance(characters: number): number {
  return Math.max(characters, leastTolerated);
}

const leastTolerated = 1_000;
