// What Prometheus' storage makes of histograms: it keeps them in chunks, all of one shape and without a reset between them. It
// trusts its own chunks, not the hints of senders, and a bucket that one of a chunk has is there, empty, in all others.
// Layer: series (pure).
import { withHint } from './arithmetic';
import { spreadOver, unitedIndex } from './buckets';
import { changed, type Histogram, sameBounds, usesCustomBuckets } from './histogram';
import { detectReset } from './resets';

/** Chunks are full after about a kilobyte; no longer piece is brought to one shape here. */
const longestChunk = 256;

/** The histograms of one series as they are read back, in the order in which they come. */
export class StoredHistograms {
  private readonly stored: (Histogram | undefined)[] = [];
  /** Where the chunk of the last histogram begins. */
  private from = 0;

  constructor(samples: Iterable<Histogram | undefined> = []) {
    for (const sample of samples) this.push(sample);
  }

  /** A copy of all samples; undefined where one is no histogram. */
  all(): readonly (Histogram | undefined)[] {
    return this.stored.slice();
  }

  /** Takes the next sample; a float or a stale marker (undefined) ends a chunk. */
  push(sample: Histogram | undefined): void {
    const previous = this.stored.at(-1);
    const continued = sample !== undefined && previous !== undefined && continues(sample, previous);
    if (!continued || this.stored.length - this.from >= longestChunk) this.from = this.stored.length;
    if (!sample || sample.hint === 'gauge') this.stored.push(sample);
    else this.stored.push(withHint(sample, continued ? 'not_reset' : 'unknown'));
    if (sample && previous && this.from < this.stored.length - 1) this.align(sample, previous);
  }

  /** Gives the last histogram the buckets of its chunk, and those before it the ones that it brings. */
  private align(last: Histogram, previous: Histogram): void {
    const positive = unitedIndex(previous.positive.index, last.positive.index);
    const negative = unitedIndex(previous.negative.index, last.negative.index);
    const grown = positive !== previous.positive.index || negative !== previous.negative.index;
    for (let i = grown ? this.from : this.stored.length - 1; i < this.stored.length; i++) {
      const one = this.stored[i]!;
      this.stored[i] = changed(one, {
        positive: spreadOver(positive, one.positive),
        negative: spreadOver(negative, one.negative),
      });
    }
  }
}

/** Whether both lie in one chunk. */
function continues(current: Histogram, previous: Histogram): boolean {
  if ((previous.hint === 'gauge') !== (current.hint === 'gauge') || current.hint === 'reset') return false;
  if (current.schema !== previous.schema || current.zeroThreshold !== previous.zeroThreshold) return false;
  if (usesCustomBuckets(current) && !sameBounds(current, previous)) return false;
  return current.hint === 'gauge' || !detectReset(changed(current, { hint: 'unknown' }), previous);
}
