// Kahan's compensated summation with Neumaier's improvement, as Prometheus sums from 2.54 on. Layer: series (pure).

/** A sum and what rounding took from it: `sum + compensation` is the better value. */
export interface Compensated {
  sum: number;
  compensation: number;
}

/** Adds to a sum in place. An infinite sum forgets its compensation. */
export function kahanAdd(into: Compensated, increment: number): void {
  const { sum } = into;
  const total = sum + increment;
  if (total > Number.MAX_VALUE || total < -Number.MAX_VALUE) into.compensation = 0;
  else if (Math.abs(sum) >= Math.abs(increment)) into.compensation += sum - total + increment;
  else into.compensation += increment - total + sum;
  into.sum = total;
}
