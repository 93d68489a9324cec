// What the checks of ranges that hold too few samples have in common. Layer: checks.

/** Functions that need two samples of a series. */
export const needTwo: readonly string[] = 'rate irate increase delta idelta deriv predict_linear changes resets'.split(
  ' ',
);

/** Hardly anybody scrapes more often than this, in seconds: two samples take twice as long. */
export const usualInterval = 15;
