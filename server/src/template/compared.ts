// Texts that a notification's template compares for equality: a status that there is not, labels with what they are compared
// with. Layer: template (pure).

import type { Span } from '../text/span';
import { anyOf, inCode } from '../text/words';
import { type FlowEvents, follow, type HandedDots } from './flow';
import type { ParsedTemplate } from './parser';
import type { StaticValue } from './staticValues';

/** A text that something is compared with by `eq` or `ne`. */
export interface ComparedText extends Span {
  readonly text: string;
  /** All that the other side may be, where that is known. */
  readonly oneOf?: readonly string[];
  /** The label that the other side is. */
  readonly label?: string;
}

/** Whether a template may compare texts, without parsing it. */
export function mayCompare(text: string): boolean {
  return text.includes('{{') && (text.includes('eq ') || text.includes('ne '));
}

/** The comparisons with literal texts; `handed` is what calls elsewhere hand to templates that are defined here. */
export function comparedTexts({ nodes, env, text }: ParsedTemplate, handed?: HandedDots): readonly ComparedText[] {
  if (!mayCompare(text)) return [];
  const found = new Map<number, ComparedText>();
  const events: FlowEvents = {
    call({ name }, args) {
      if (name !== 'eq' && name !== 'ne') return;
      const other = args.find(({ oneOf, of }) => oneOf ?? of);
      const more = other && knownOf(other);
      if (!more) return;
      for (const { literal } of args) {
        if (literal?.kind !== 'string') continue;
        found.set(literal.from, { from: literal.from, to: literal.to, text: literal.value, ...more });
      }
    },
  };
  follow(nodes, env, events, handed);
  return [...found.values()];
}

/** The text of a status that no status is; undefined where it is one. */
export function noStatus({ oneOf, text }: ComparedText): string | undefined {
  if (!oneOf || oneOf.includes(text)) return undefined;
  return anyOf(inCode(oneOf));
}

function knownOf({ oneOf, of }: StaticValue): Pick<ComparedText, 'oneOf' | 'label'> | undefined {
  if (oneOf) return { oneOf };
  return of?.map.endsWith('Labels') ? { label: of.key } : undefined;
}
