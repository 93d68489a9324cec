// Fixes that write another text in place of a scalar. Layer: model.
import type { YamlScalar } from '../../yaml/node';
import type { StructureFix } from './problem';

/**
 * The fix that writes `text` in place of a one-line scalar, in its own style; undefined where that is not certain to read
 * as that text again.
 */
export function replaceText(node: YamlScalar, text: string): StructureFix | undefined {
  const fix = (from: number, to: number): StructureFix => ({
    title: `Change to \`${text}\``,
    span: { from, to },
    newText: text,
    safe: false,
  });
  if (node.tag !== undefined || !/^[\w][\w./-]*$/.test(text)) return undefined;
  if (node.style === 'single' || node.style === 'double') return fix(node.from + 1, node.to - 1);
  // As plain text these words and numbers would be of another type.
  if (node.style !== 'plain' || /^(?:null|true|false|yes|no|on|off|y|n|[\d_.]+|0[xob][\da-f_]+)$/i.test(text))
    return undefined;
  return fix(node.from, node.to);
}
