// The scrapes of one instance within a range of time, and what its devices' signals are then. Layer: datasource (pure).
import { smoothNoise } from '../../model/scenario/noise';
import type { Term } from '../../model/scenario/terms';
import { runTerms, type TermInput } from '../../model/scenario/terms';
import { own } from './families';
import {
  type Clock,
  type Device,
  firstDay,
  type Instance,
  matchesOn,
  placesOf,
  scraped,
  scrapeTimes,
  startOf,
} from './targets';

/** How far the moment of an event may lie from where its rate puts it, and how fast that changes: noise of all rates. */
const jitter = 8_000;
const jitterEvery = 120_000;

/** Times at which values are asked for, with what several series of an instance share. */
export class Moments {
  readonly places: Float64Array;
  private readonly signals = new Map<string, Float64Array | undefined>();
  private startTimes: Float64Array | undefined;
  private warpedTimes: Float64Array | undefined;
  private upNow: Uint8Array | undefined;

  constructor(
    readonly instance: Instance,
    readonly clock: Clock,
    readonly times: Float64Array,
  ) {
    this.places = placesOf(times, clock);
  }

  static ofScrapes(instance: Instance, clock: Clock, from: number, to: number): Moments {
    return new Moments(instance, clock, scrapeTimes(instance, clock, from, to));
  }

  /** 1 where the scrape worked. */
  up(): Uint8Array {
    return (this.upNow ??= scraped(this.instance, this.clock, this.times, this.places));
  }

  /** When the process began that is asked at each time. */
  starts(): Float64Array {
    if (!this.startTimes) {
      this.startTimes = new Float64Array(this.times.length);
      for (let i = 0; i < this.times.length; i++)
        this.startTimes[i] = startOf(this.instance, this.clock, this.times[i]!);
    }
    return this.startTimes;
  }

  /** The beginning of what a device counts over its life. */
  lifeStarts(): Float64Array {
    return new Float64Array(this.times.length).fill(firstDay);
  }

  /** The times up to which events were counted: near the times themselves, so that no rate is quite even. */
  warped(): Float64Array {
    if (!this.warpedTimes) {
      const noise = smoothNoise(this.instance.seed ^ 0x1b873593, jitterEvery);
      this.warpedTimes = new Float64Array(this.times.length);
      for (let i = 0; i < this.times.length; i++) this.warpedTimes[i] = this.times[i]! + jitter * noise(this.times[i]!);
    }
    return this.warpedTimes;
  }

  /** What a list of terms gives for a series of a device. */
  evaluate(
    terms: readonly Term[],
    device: Device,
    seed: number,
    labels: Readonly<Record<string, string>>,
  ): Float64Array {
    const values = new Float64Array(this.times.length);
    const input: TermInput = {
      times: this.times,
      places: this.places,
      cycle: this.clock.cycle,
      seed,
      signal: name => this.signal(name, device),
      started: () => this.starts(),
    };
    runTerms(values, terms, input, ({ on }) => matchesOn(on, labels));
    return values;
  }

  private signal(name: string, device: Device): Float64Array | undefined {
    const key = `${device.seed}\n${name}`;
    // One that follows itself gives nothing.
    if (!this.signals.has(key)) {
      this.signals.set(key, undefined);
      const terms = own(device.instance.job.part.signals, name);
      const seed = device.seed ^ nameSeed(name);
      const labels = { ...device.instance.known, ...device.dimensions };
      if (terms) this.signals.set(key, this.evaluate(terms, device, seed, labels));
    }
    return this.signals.get(key);
  }
}

function nameSeed(name: string): number {
  let sum = 0;
  for (let i = 0; i < name.length; i++) sum = (Math.imul(sum, 31) + name.charCodeAt(i)) | 0;
  return sum;
}
