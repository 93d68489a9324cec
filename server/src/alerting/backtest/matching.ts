// By which labels series of two sides are matched, and which ones a filter by another vector leaves. Layer: alerting (pure).
import { isMetadata } from '../../evaluation/names';
import type { Labels } from '../../series/labels';
import type { SetMatching } from './condition';

/** The labels that a series is matched by: those of `on`, or all but those of `ignoring` and the metric's. */
export function matcherOf(matching: SetMatching | undefined): (labels: Labels) => Labels {
  const named = new Set(matching?.labels);
  if (matching?.on) return labels => labels.filter(name => named.has(name));
  return labels => labels.filter(name => !named.has(name) && !isMetadata(name));
}

/** The labels of a series that a one-to-one comparison keeps; arithmetic before it has taken the name of the metric. */
export function labelsOfResult(labels: Labels, matching: SetMatching | undefined, isWorkedOut: boolean): Labels {
  if (!matching && !isWorkedOut) return labels;
  const named = new Set(matching?.labels);
  return labels.filter(
    name => !(isWorkedOut && isMetadata(name)) && (matching ? named.has(name) === matching.on : true),
  );
}
