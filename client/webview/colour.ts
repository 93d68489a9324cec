// Which colour and dash a line of the graph gets. Pure; no DOM here.

/** Theme colours for lines. Red is kept for the threshold. */
export const lineColours = ['blue', 'orange', 'green', 'purple', 'yellow'] as const;

/** Dash patterns, in canvas units; with them lines can be told apart without colour. */
const dashes: readonly (readonly number[])[] = [[], [8, 4], [2, 3], [10, 3, 2, 3]];

export interface LineStyle {
  /** Name of a theme colour: the style sheet's `--chart-<colour>`. */
  readonly colour: (typeof lineColours)[number];
  readonly dash: readonly number[];
  readonly width: number;
}

/** Past this many lines thin ones can be told apart better. */
const crowd = 12;

/** The style of line number `index` of `total`; a line that matches now is drawn stronger. */
export function lineStyle(index: number, matches: boolean, total = 1): LineStyle {
  return {
    colour: lineColours[index % lineColours.length]!,
    // Dashes of a hundred lines would be noise.
    dash: total > crowd ? [] : dashes[Math.floor(index / lineColours.length) % dashes.length]!,
    width: (matches ? 2.5 : 1.25) * (total > crowd ? 0.6 : 1),
  };
}
