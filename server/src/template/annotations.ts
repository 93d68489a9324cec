// Which annotations a notification's template shows. Layer: template (pure).
import type { Span } from '../text/span';
import type { ParsedTemplate } from './parser';
import { mapReads } from './reads';
import { nodeAt } from './walk';

/** An annotation that is shown wherever it stands: no condition asks for anything before. */
export interface ShownAnnotation extends Span {
  readonly name: string;
  /** Of all alerts together, `.CommonAnnotations`; else of one of them. */
  readonly common: boolean;
}

/** The annotations that a template shows whatever the alerts have. */
export function shownAnnotations({ nodes, env }: ParsedTemplate): readonly ShownAnnotation[] {
  return mapReads(nodes, env).flatMap(({ label, span, source }) => {
    if (source !== 'commonAnnotations' && source !== 'alertAnnotations') return [];
    const around = nodeAt(nodes, span.from)?.parents ?? [];
    if (around.some(({ kind }) => kind === 'if' || kind === 'with')) return [];
    return [{ name: label, common: source === 'commonAnnotations', ...span }];
  });
}
