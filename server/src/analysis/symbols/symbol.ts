// Names that files give to things, and the places where they are given and used. Layer: analysis.
import type { Span } from '../../text/span';
import type { Located, Source } from '../source';

/** A recorded series is a metric that a rule defines. */
export type SymbolKind = 'metric' | 'alert' | 'label' | 'receiver' | 'interval' | 'template';

/** One place of a name. */
export interface SymbolSite {
  readonly kind: SymbolKind;
  readonly name: string;
  /** A `pattern` is a regular expression that names are compared with: its text is the `name`. */
  readonly role: 'definition' | 'use' | 'pattern';
  /** The name without its quotes, in a text inside its rule or root: it stays the same while only others change. */
  readonly at: Located;
  /** The name stands there letter by letter: another one may be put in its place. */
  readonly exact: boolean;
  /** Only a plain word may: it stands without quotes among matchers, or in a pattern. */
  readonly plain?: true;
}

/** Whether a name means itself without quotes and in a pattern. */
export function isPlainName(name: string): boolean {
  return /^[\w:-]+$/.test(name);
}

/** Where a name stands in a text, by the span of the word or literal that holds it. */
export function siteOf(
  kind: SymbolKind,
  role: SymbolSite['role'],
  name: string,
  source: Source,
  { from, to }: Span,
): SymbolSite {
  const written = (a: number, b: number): boolean => source.text.slice(a, b) === name;
  const quoted = !written(from, to) && written(from + 1, to - 1);
  const span = quoted ? { from: from + 1, to: to - 1 } : { from, to };
  return { kind, role, name, at: { source, span }, exact: quoted || written(from, to) };
}
