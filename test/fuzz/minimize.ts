// Shrinks a text that shows a difference to one that shows it with as little as possible: first lines, then characters.

/** Says of each candidate whether it still shows the difference; asked with many at once. */
export type StillDiffers = (candidates: readonly string[]) => Promise<readonly boolean[]>;

/** The smallest text found within `rounds` questions. */
export async function minimize(text: string, stillDiffers: StillDiffers, rounds = 60): Promise<string> {
  const budget = { rounds };
  const lines = await shrink(text.split('\n'), '\n', stillDiffers, budget);
  // Long texts would take as many candidates as they have characters.
  if (lines.join('\n').length > 2000) return lines.join('\n');
  return (await shrink(Array.from(lines.join('\n')), '', stillDiffers, budget)).join('');
}

/** Takes out runs of parts, long runs first, as long as the difference stays. */
async function shrink(
  parts: readonly string[],
  glue: string,
  stillDiffers: StillDiffers,
  budget: { rounds: number },
): Promise<readonly string[]> {
  let kept = parts;
  for (let size = Math.ceil(kept.length / 2); size >= 1; ) {
    if (budget.rounds-- <= 0) return kept;
    const candidates: (readonly string[])[] = [];
    for (let from = 0; from < kept.length; from += size) {
      candidates.push([...kept.slice(0, from), ...kept.slice(from + size)]);
    }
    const verdicts = await stillDiffers(candidates.map(one => one.join(glue)));
    const next = candidates.find((_, i) => verdicts[i]);
    if (next) {
      kept = next;
      size = Math.min(size, Math.ceil(kept.length / 2));
      if (kept.length === 0) return kept;
    } else if (size === 1) return kept;
    else size = Math.floor(size / 2);
  }
  return kept;
}
