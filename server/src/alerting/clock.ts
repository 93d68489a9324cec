// When one alert is pending and when it fires: the state machine of rules/alerting.go for a single label set, in which the
// others do not matter. Layer: alerting (pure).

/** State of an alert at an evaluation. */
export const AlertState = { inactive: 0, pending: 1, firing: 2 } as const;
export type AlertState = (typeof AlertState)[keyof typeof AlertState];

export class AlertClock {
  state: AlertState = AlertState.inactive;
  /** When it became pending, milliseconds since the epoch; of an inactive alert without meaning. */
  activeAt = 0;
  private keepsSince: number | undefined;

  /** `hold` is the rule's `for`, `keep` its `keep_firing_for`, both in milliseconds. */
  constructor(
    private readonly hold: number,
    private readonly keep: number,
  ) {}

  /** Whether it fires only because of `keep_firing_for`: the last evaluation did not give the series. */
  get kept(): boolean {
    return this.keepsSince !== undefined;
  }

  /** One evaluation at `time`: whether the expression gave the series. Times rise. */
  step(time: number, present: boolean): AlertState {
    if (!present) return this.miss(time);
    this.keepsSince = undefined;
    if (this.state === AlertState.inactive) {
      this.state = AlertState.pending;
      this.activeAt = time;
    }
    if (this.state === AlertState.pending && time - this.activeAt >= this.hold) this.state = AlertState.firing;
    return this.state;
  }

  /** Begins anew, as all alerts of a rule do when there are more than the group's limit. */
  reset(): void {
    this.state = AlertState.inactive;
    this.keepsSince = undefined;
  }

  private miss(time: number): AlertState {
    if (this.state === AlertState.firing && this.keep > 0) {
      this.keepsSince ??= time;
      if (time - this.keepsSince < this.keep) return this.state;
    }
    this.reset();
    return this.state;
  }
}
