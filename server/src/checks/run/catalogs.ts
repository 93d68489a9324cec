// Catalogues that the project's configuration names and that are not there. Layer: checks.
import { type Source, scalarSource } from '../../analysis/source';
import { hasGlob } from '../../go/glob';
import type { Root } from '../../model/root';
import { fieldValue } from '../../model/structure/fields';
import type { MatchedFiles } from '../../model/templateFiles';
import { follow, itemsOf } from '../../yaml/path';
import type { Collector } from './collector';

/** Reports paths and patterns that surely match nothing; `source` is the text of the root's region. */
export function addCatalogsOfConfiguration(
  out: Collector,
  source: Source,
  { node }: Root,
  filesBeside: ((patterns: readonly string[]) => readonly MatchedFiles[]) | undefined,
): void {
  const value = follow(fieldValue(node, 'catalogs'));
  const items = value?.kind === 'scalar' ? [value] : itemsOf(value);
  const patterns = items.flatMap(item => {
    const scalar = follow(item);
    return scalar?.kind === 'scalar' && !scalar.absent && scalar.value !== '' ? [scalar] : [];
  });
  if (!filesBeside || patterns.length === 0) return;
  for (const [i, { files, complete }] of filesBeside(patterns.map(({ value: one }) => one)).entries()) {
    const pattern = patterns[i]!;
    if (files.length > 0 || !complete) continue;
    const what = hasGlob(pattern.value)
      ? `No file matches \`${pattern.value}\``
      : `There is no file \`${pattern.value}\``;
    const at = { source: scalarSource(pattern, source), span: { from: 0, to: pattern.value.length } };
    const message = `${what} from this folder on, so its metrics are not known; mend the path or remove it.`;
    out.add('configuration/missing-catalog', 'warning', at, message);
  }
}
