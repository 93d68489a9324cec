// Texts with holes that a template engine (Helm, Jinja, Flux) fills in before Prometheus reads the file: as their author
// wrote them, since what stands in the holes' place to read the rest means nothing. Layer: features.
import { outermost, toFile } from '../model/region';
import type { Span } from '../text/span';
import type { YamlScalar } from '../yaml/node';
import type { RuleAt } from './rules';

export interface Written {
  readonly text: string;
  /** The holes in `text`, in order. */
  readonly holes: readonly Span[];
}

/**
 * `text`, the decoded text of a scalar, with its holes as they stand in the file; undefined where it has none. `base` is the
 * offset of the scalar's own text in the root's region: that of the rule, 0 for what belongs to the group.
 */
export function writtenText(
  { root }: Pick<RuleAt, 'root'>,
  base: number,
  scalar: YamlScalar,
  text: string,
): Written | undefined {
  if (root.holes.length === 0) return undefined;
  const inside = root.holes.filter(({ from, to }) => from < scalar.to + base && to > scalar.from + base);
  if (inside.length === 0) return undefined;
  const file = outermost(root.region).text;
  const holes: Span[] = [];
  let written = '';
  let done = 0;
  for (const hole of inside) {
    const from = scalar.map.fromFile(hole.from - base) ?? done;
    const to = scalar.map.fromFile(hole.to - base) ?? text.length;
    if (from < done || to <= from) continue;
    const [place] = toFile(root.region, hole);
    const source = place && file.slice(place.from, place.to);
    const length = to - from;
    // Folded lines make the text shorter than what is written: then the marks stay, of the right length.
    const shown = source?.length === length ? source : '‹…›'.padEnd(length, ' ').slice(0, length);
    written += text.slice(done, from) + shown;
    holes.push({ from, to });
    done = to;
  }
  const whole = { from: 0, to: text.length };
  return { text: written + text.slice(done), holes: holes.length > 0 ? holes : [whole] };
}

/** A name as its author wrote it; '' where there is none. */
export function writtenName(found: Pick<RuleAt, 'root'>, base: number, name: YamlScalar | undefined): string {
  return name ? (writtenText(found, base, name, name.value)?.text ?? name.value) : '';
}
