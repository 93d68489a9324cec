// What the checks of ranges that hold too few samples have in common. Layer: checks.

/** Functions that need two samples of a series. */
export const needTwo: readonly string[] = 'rate irate increase delta idelta deriv predict_linear changes resets'.split(
  ' ',
);

/** Functions that need one, as the first argument's range or the only one's. */
export const overTime: readonly string[] =
  'avg_over_time max_over_time min_over_time sum_over_time count_over_time last_over_time present_over_time stddev_over_time'.split(
    ' ',
  );

/** Hardly anybody scrapes more often than this, in seconds: two samples take twice as long. */
export const usualInterval = 15;
