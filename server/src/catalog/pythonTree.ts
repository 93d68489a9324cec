// The syntax tree of Python source. Layer: catalog.
import type { Tree } from '@lezer/common';
import { parser } from '@lezer/python';

/**
 * The tree, or nothing of a text whose nesting is deeper than the stack: the parser goes down it by recursion, and how deep it gets
 * depends on the machine. No file that a person wrote comes near.
 */
export function pythonTree(text: string): Tree | undefined {
  try {
    return parser.parse(text);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
