// Texts and scopes, for tests of grammars.
import type { Token } from './tokens';

export const last = (token: Token): string => token.scopes.at(-1)!;

/** Every text with its scope, as far as the scope ends in `suffix`. */
export const kinds = (tokens: readonly Token[], suffix: string): string[] =>
  tokens
    .filter(token => token.text.trim() !== '' && last(token).endsWith(suffix))
    .map(token => `${token.text} ${last(token).slice(0, -suffix.length - 1)}`);
