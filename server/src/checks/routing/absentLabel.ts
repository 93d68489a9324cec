// What a matcher does whose label no alert carries. Layer: checks.
import type { MatcherNode } from '../../model/alertmanager';
import { takes } from '../../routing/allowed';

/** A label that is not there is the empty text; undefined where the pattern does not compile. */
export function effectOfAbsent(matcher: MatcherNode): 'this takes every alert' | 'this takes none' | undefined {
  const isTaken = takes(matcher, '');
  return isTaken === undefined ? undefined : isTaken ? 'this takes every alert' : 'this takes none';
}
