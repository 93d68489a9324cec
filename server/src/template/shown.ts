// Which annotations and labels a notification's template shows. Layer: template (pure).
import type { Span } from '../text/span';
import type { ParsedTemplate } from './parser';
import { mapReads } from './reads';
import type { MapSource } from './staticValues';
import { nodeAt } from './walk';

/** An annotation or label that is shown wherever it stands: no condition asks for anything before. */
export interface ShownText extends Span {
  readonly kind: 'annotation' | 'label';
  readonly name: string;
  /** Of all alerts together, such as `.CommonAnnotations`; else of one of them. */
  readonly common: boolean;
}

const maps: Partial<Record<MapSource, Pick<ShownText, 'kind' | 'common'>>> = {
  commonAnnotations: { kind: 'annotation', common: true },
  alertAnnotations: { kind: 'annotation', common: false },
  commonLabels: { kind: 'label', common: true },
  alertLabels: { kind: 'label', common: false },
};

/** The annotations and labels that a template shows whatever the alerts have. */
export function shownTexts({ nodes, env }: ParsedTemplate): readonly ShownText[] {
  return mapReads(nodes, env).flatMap(({ label, span, source }) => {
    const map = maps[source];
    if (!map) return [];
    const around = nodeAt(nodes, span.from)?.parents ?? [];
    if (around.some(({ kind }) => kind === 'if' || kind === 'with')) return [];
    return [{ name: label, ...map, ...span }];
  });
}
