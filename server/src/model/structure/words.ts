// How things are called in messages. Layer: model.
import type { ObjectSchema } from '../schema/types';

/** A key or a phrase such as ``an item of `rules` `` as the subject of a sentence. */
export function subject(name: string): string {
  return name.includes(' ') ? capital(name) : `\`${name}\``;
}

/** A mapping by its table, with its article: `a route`, `a slack receiver`, `` `http_config` ``. */
export function nameOf(object: ObjectSchema): string {
  const { name } = object;
  if (name.endsWith('_configs')) return withArticle(`${name.slice(0, -'_configs'.length)} receiver`);
  return KEYS.test(name) ? `\`${name}\`` : withArticle(name);
}

/** Tables that are called by the key they stand under. */
const KEYS = /_|^(?:global|tracing|threading|oauth2|authorization|sigv4|metadata|spec|props|priority|[a-z]+[A-Z]\w*)$/;

/** With `a` or `an` before it; no table's name begins with a `u` as in `under`. */
export function withArticle(noun: string): string {
  return `${/^[aeio]/i.test(noun) ? 'an' : 'a'} ${noun}`;
}

/** With a capital at its beginning. */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
