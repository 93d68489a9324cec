// One immutable state per version of a file: its text and the roots found in it.
// Layer: model (above yaml).
import type { Region } from './region';
import type { Root } from './root';

export interface SourceDocument {
  readonly text: string;
  /** The whole file as a region. */
  readonly region: Region;
  /** What we know of it, in the order of the text; empty for every other YAML. */
  readonly roots: readonly Root[];
}

export interface OpenOptions {
  /** Judge the file as this target would, whatever its shape. */
  readonly as?: 'rules' | 'alertmanager' | 'kubernetes';
}
