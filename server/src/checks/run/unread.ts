// What a target does not read of a file: documents after the first one, and what stands after a document that ended by its
// indentation, where go-yaml begins a further one. Layer: checks.
import { outerSource } from '../../analysis/source';
import type { SourceDocument } from '../../model/document';
import type { Root } from '../../model/root';
import type { Span } from '../../text/span';
import { structureId } from '../told/ids';
import type { Collector } from './collector';

/** Says of a root that it is not read, unless its syntax does so already. */
export function addUnread(out: Collector, root: Root): void {
  const at = startOf(root);
  // The document before ended by its indentation.
  if (root.unread && root.document.problems.some(({ from }) => from === at.from)) return;
  const source = outerSource(root.region.text);
  out.add(structureId(root.kind, 'unread-document'), 'warning', { source, span: at }, unreadText(root));
}

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

function unreadText({ unread, behindNothing }: Root): string {
  if (unread) {
    return 'Nothing between the end of a document (`...`) and the next `---` is read, so this object is not created; begin it with `---`.';
  }
  return behindNothing
    ? 'The file begins with an empty document, and only the first one of a file is read: nothing from here on is loaded. Remove the `---` that ends it.'
    : 'Only the first YAML document of a file is read: nothing from here on is loaded. Put it into the first one, or into a file of its own.';
}

/** Whether the target stops reading before this root; Mimir's tool loads a namespace from each document. */
export function isUnread(root: Root): boolean {
  if (root.unread || root.index === 0) return root.unread === true;
  return (
    (root.kind === 'rules' && root.dialect !== 'mimir') || root.kind === 'alertmanager' || root.kind === 'unit-test'
  );
}

/** The first key of a root; where it has none, its first line. */
function startOf({ node, document, region }: Root): Span {
  const first = node?.kind === 'map' ? node.pairs[0]?.key : undefined;
  if (first) return first;
  const from = node?.from ?? document.from;
  const line = /^[^\r\n]*/.exec(region.text.slice(from, node?.to ?? document.to))![0];
  return { from, to: from + line.length };
}
