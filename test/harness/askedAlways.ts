// All checks without what they say they need, to hold them to it.
import type { Check } from '../../server/src/checks/check';
import { allChecks } from '../../server/src/checks/registry.gen';

/** The same checks, asked about everything of their kind. */
export const askedAlways: readonly Check[] = allChecks.map(
  ({ given: _, mentions: _1, ofMetric: _2, about, ...check }) => {
    // Of selectors, and across files, what is asked by facts of the catalogue was never written for more.
    const isOwn = check.on === 'selector' || check.needs?.includes('workspace') === true;
    return { ...check, ...(isOwn && about ? { about } : {}) } as Check;
  },
);
