// How a YAML key is told to a person, for completion and hover. Layer: features. Markdown without HTML.
import type { KeyInfo } from '../model/schema/types';

/** What the key means, its default and since when it exists. */
export function keyMarkdown(info: KeyInfo): string {
  const facts = [
    info.required ? 'Required.' : undefined,
    info.default === undefined ? undefined : `Default: \`${info.default}\`.`,
    info.since ? `Since ${info.since}.` : undefined,
    info.removedIn ? `Removed in ${info.removedIn}.` : undefined,
    info.deprecated ? `Deprecated: ${info.deprecated}` : undefined,
  ].filter(Boolean);
  return [info.doc, facts.join(' ')].filter(Boolean).join('\n\n');
}
