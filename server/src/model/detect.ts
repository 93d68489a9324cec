// Goes through the documents of a text and puts together what each of them holds. Layer: model (above yaml).
import type { Problem } from '../text/span';
import type { YamlDocument, YamlStream } from '../yaml/node';
import { get, getScalar } from '../yaml/path';
import { touchesHole } from './holes/holes';
import { pieceProblems } from './kubernetesStream';
import type { Region } from './region';
import type { Root } from './root';
import { type FileTraits, isObject, type OtherObject, OWN_KINDS, type Reader, RootFinder } from './rootFinder';
import { isNull } from './structure/scalars';

/** What a stream holds. */
export interface Found {
  /** All roots, those inside Secrets, ConfigMaps and values included, in the order of the text. */
  readonly roots: readonly Root[];
  /** Problems that belong to no root: of documents that hold a file, or that Kubernetes would be given. */
  readonly problems: readonly Problem[];
  /** What the API server would be given besides. */
  readonly others: readonly OtherObject[];
}

/** Looks through all documents of a stream. */
export function* findRoots(
  region: Region,
  stream: YamlStream,
  traits: FileTraits,
  read: Reader,
): Generator<void, Found> {
  const roots: Root[] = [];
  const problems: Problem[] = [];
  const others: OtherObject[] = [];
  const partings = new Set(traits.partings);
  let allEmpty = true;
  let first = 0;
  let looked = 0;
  for (const [index, document] of stream.documents.entries()) {
    looked += documentCharacters + document.to - document.from;
    if (looked > charactersPerSlice) {
      yield;
      looked = 0;
    }
    if (partings.has(document.from)) {
      first = index;
      allEmpty = true;
    }
    const behindNothing = index > first && allEmpty;
    allEmpty &&= isEmptyDocument(document);
    const finder = new RootFinder(region, document, { index: index - first, behindNothing }, traits, read);
    if (traits.as === 'kubernetes') yield* finder.object(document.root);
    else yield* finder.any(document.root);
    roots.push(...finder.roots);
    const own = finder.roots.some(root => root.document === document);
    const holds = finder.roots.length > 0 || traits.as === 'kubernetes';
    if (!own && holds && finder.isRead) problems.push(...document.problems);
    const cutOff = cutOffObject(stream.documents, index, finder, traits);
    if (cutOff) problems.push(cutOff);
    else if (isOther(finder, document, traits)) finder.addOther(document.root!);
    problems.push(...finder.problems);
    others.push(...finder.others);
  }
  if (traits.as === 'kubernetes' || roots.some(isObject)) problems.push(...pieceProblems(region.text));
  return { roots, others, problems: problems.filter(problem => !touchesHole(traits.holes, problem)) };
}

/** How many characters of documents are looked through between two yields; a document counts as some more than it has. */
const charactersPerSlice = 16_000;

const documentCharacters = 500;

/** Whether a document says nothing: a tool that reads it has read an empty file. */
export function isEmptyDocument({ root, problems }: YamlDocument): boolean {
  return problems.length === 0 && (root === undefined || (root.kind === 'scalar' && isNull(root, 'v3')));
}

/** Whether a document is an object that none of our tables is for, to be judged as the API server would. */
function isOther(
  { roots, isRead }: RootFinder,
  { root, problems }: YamlDocument,
  { as, templated }: FileTraits,
): boolean {
  if (as !== 'kubernetes' || templated || !isRead || !root || problems.length > 0) return false;
  return !roots.some(one => isObject(one) && one.node === root);
}

/**
 * What cuts a document without a `kind` off from the rest of its object: its first lines are indented and the others are
 * not, so that tools read these lines and nothing else.
 */
function cutOffObject(
  documents: readonly YamlDocument[],
  index: number,
  { isRead }: RootFinder,
  { as, templated }: FileTraits,
): Problem | undefined {
  const { root, problems } = documents[index]!;
  const rest = documents[index + 1];
  if (!rest || !isRead || templated || problems.length > 0 || root?.kind !== 'map' || get(root, 'kind'))
    return undefined;
  if (as !== 'kubernetes' && !OWN_KINDS.has(getScalar(rest.root, 'kind')?.value ?? '')) return undefined;
  return rest.problems.find(({ code }) => code === 'expected-document');
}
