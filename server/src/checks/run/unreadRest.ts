// What stands behind a document that ended by its indentation: go-yaml begins a further document there, and the targets read
// the first one only. Layer: checks.
import { outerSource } from '../../analysis/source';
import type { SourceDocument } from '../../model/document';
import type { Root } from '../../model/root';
import { structureId } from '../told/ids';
import type { Collector } from './collector';

/** Says from where on a file is not read, as its lines are less indented than the first one. */
export function addUnreadRest(out: Collector, root: Root, { roots }: SourceDocument): void {
  const { kind, region, document, index, dialect, holder } = root;
  if (
    holder ||
    index !== 0 ||
    dialect === 'mimir' ||
    (kind !== 'rules' && kind !== 'alertmanager' && kind !== 'unit-test')
  )
    return;
  const { text } = region;
  // Behind `...` a document may begin without `---`, and one that is a root is told as such.
  if (/(?:^|[\n\r])\.\.\.[ \t]*(?:#.*)?[\n\r]*$/.test(text.slice(0, document.to).slice(-200))) return;
  if (roots.some(other => other.region === region && other.index > 0)) return;
  const line = /^(?!---(?:\s|$)|\.\.\.(?:\s|$)|%)[^\s#].*/.exec(text.slice(document.to, document.to + 1000));
  if (!line) return;
  const span = { from: document.to, to: document.to + line[0].trimEnd().length };
  out.add(
    structureId(kind, 'unread-document'),
    'warning',
    { source: outerSource(text), span },
    'The document ends before this line, which is less indented than its first one: nothing from here on is read. Indent it as the lines above.',
  );
}
