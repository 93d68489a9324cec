// The tokens before which go-yaml's grammar has nothing where a value could stand. Layer: yaml.
import type { TokenType } from './goScanner';

export const ENDS_DOCUMENT: ReadonlySet<TokenType> = new Set([
  'version',
  'tag-directive',
  'document-start',
  'document-end',
  'stream-end',
]);
export const BEFORE_NO_ITEM: ReadonlySet<TokenType> = new Set(['block-entry', 'block-end']);
export const BEFORE_NO_INDENTLESS_ITEM: ReadonlySet<TokenType> = new Set(['block-entry', 'key', 'value', 'block-end']);
export const BEFORE_NO_VALUE: ReadonlySet<TokenType> = new Set(['key', 'value', 'block-end']);
export const BEFORE_NO_FLOW_ITEM: ReadonlySet<TokenType> = new Set(['value', 'flow-entry', 'flow-seq-end']);
export const BEFORE_NO_FLOW_KEY: ReadonlySet<TokenType> = new Set(['value', 'flow-entry', 'flow-map-end']);
export const BEFORE_END_OF_SEQ: ReadonlySet<TokenType> = new Set(['flow-entry', 'flow-seq-end']);
export const BEFORE_END_OF_MAP: ReadonlySet<TokenType> = new Set(['flow-entry', 'flow-map-end']);
