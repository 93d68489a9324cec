// Where what is said at the cursor stands: beside it, and off the numbers of the bounds. Pure; no DOM here.

/** Pixels within the plot. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

type Size = Pick<Box, 'width' | 'height'>;

/** Between the cursor and what is said there. */
const gap = 14;
/** To the upper or lower edge of the plot. */
const edge = 6;

/** A place beside a cursor at `left` that covers as little of the numbers as can be: above before below, on the roomier side. */
export function placeBeside(left: number, size: Size, plot: Size, numbers: readonly Box[]): Pick<Box, 'left' | 'top'> {
  const sides = [left + gap, left - gap - size.width];
  if (left > plot.width / 2) sides.reverse();
  const heights = [edge, plot.height - edge - size.height];
  const roomy = sides.filter((from, i) => i === 0 || (from >= 0 && from + size.width <= plot.width));
  const places = roomy.flatMap(from => heights.map(top => ({ left: from, top })));
  const covers = places.map(place => covered({ ...place, ...size }, numbers));
  return places[covers.indexOf(Math.min(...covers))]!;
}

/** Square pixels of the numbers that a box lies on. */
function covered(box: Box, numbers: readonly Box[]): number {
  return numbers.reduce((sum, { left, top, width, height }) => {
    const across = Math.min(box.left + box.width, left + width) - Math.max(box.left, left);
    const down = Math.min(box.top + box.height, top + height) - Math.max(box.top, top);
    return sum + Math.max(0, across) * Math.max(0, down);
  }, 0);
}
