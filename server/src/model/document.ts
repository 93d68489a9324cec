// One immutable state per version of a file: its text and the roots found in it.
// Layer: model (above yaml).
import { type Change, changeBetween } from '../text/change';
import { finish } from '../text/slices';
import type { Problem, Span } from '../text/span';
import type { YamlDocument, YamlFlavor, YamlStream } from '../yaml/node';
import { type ParseOptions, parseInSlices } from '../yaml/parse';
import { areApart, takeOverDocuments } from '../yaml/takeOver';
import { blanked, definitionsIn, definitionsSince } from './definitions';
import { type Found, findRoots, isEmptyDocument } from './detect';
import { mayBeCatalog, mayHoldRoots, mayHoldRootsInSlices } from './firstLook';
import { type Masked, maskHolesInSlices, maskPlainNames } from './holes/holes';
import { asCut } from './kubernetesStream';
import { type Outlined, readInUnitsInSlices } from './outline';
import { fileRegion, maskedRegion, placeSpan, type Region } from './region';
import type { ReadAs, Root } from './root';
import { type FileTraits, isDcgmCounters, mayDependOnFlavor, type OtherObject } from './rootFinder';
import type { ObjectSchema } from './schema/types';

export interface SourceDocument {
  readonly text: string;
  /** The whole file as a region. */
  readonly region: Region;
  /** What we know of it, in the order of the text; empty for every other YAML. */
  readonly roots: readonly Root[];
  /**
   * Problems outside of all roots, in the file's text: syntax of a document that holds a file (a Secret) or that is judged
   * as a Kubernetes object. The problems of a root are in its `document`.
   */
  readonly problems: readonly Problem[];
  /** Objects that are judged as the API server would, though none of our tables is for them. */
  readonly others: readonly OtherObject[];
  /** Whether template holes were masked. */
  readonly templated: boolean;
  /** The file with its template holes masked, and where they are in that text; absent where there are none. */
  readonly masked?: { readonly region: Region; readonly holes: readonly Span[] };
  readonly as?: OpenOptions['as'];
  /** Bodies of CustomResourceDefinitions, which are not read. */
  readonly definitions: readonly Span[];
  /** The texts in it that were read in units, in order; the next version takes over the rules that stay the same. */
  readonly outlined: readonly (Outlined | undefined)[];
  /** The others, under the same numbers; the next version takes over the documents that stay the same. */
  readonly streams: readonly (ReadStream | undefined)[];
}

/** A text that was read as a whole. */
interface ReadStream {
  readonly stream: YamlStream;
  readonly flavor: YamlFlavor;
  /** Whether its documents depend on nothing but their own lines. */
  readonly isApart: boolean;
}

export interface OpenOptions {
  /** Judge the file as this target would, whatever its shape. */
  readonly as?: ReadAs;
  /** The keys of a configuration. */
  readonly schema?: ObjectSchema;
}

/**
 * Opens a version of a file; never throws. Given the version before, rules whose lines did not change are taken over as
 * the same objects, and an unchanged text gives the same document.
 */
export function openDocument(text: string, previous?: SourceDocument, options: OpenOptions = {}): SourceDocument {
  return finish(openInSlices(text, previous, options));
}

/** The same in slices; `edit` is what was changed of the text of the version before, for who knows it. */
export function* openInSlices(
  text: string,
  previous: SourceDocument | undefined,
  options: OpenOptions,
  edit?: Change,
): Generator<void, SourceDocument> {
  const { as, schema } = options;
  if (previous && previous.text === text && previous.as === as) return previous;
  const file = fileRegion(text);
  const definitions = as !== undefined ? [] : yield* readBlank(text, previous, edit);
  const none = {
    text,
    region: file,
    roots: [],
    problems: [],
    others: [],
    templated: false,
    as,
    definitions,
    outlined: [],
    streams: [],
  };
  if (as === undefined && !(yield* mayHoldRootsInSlices(blanked(text, definitions)))) return none;
  yield;
  if (as === undefined && isDcgmCounters(text)) return { ...none, roots: [countersRoot(file)] };
  // A file that is named as Prometheus' or Alertmanager's is read as it is.
  // One without roots may have been left at the first look.
  const isKnown = previous && !previous.templated && previous.as === as && previous.roots.length > 0;
  const change = previous && (edit ?? changeBetween(previous.text, text));
  const isAsWritten = as !== undefined && as !== 'kubernetes';
  const masked = isAsWritten
    ? undefined
    : yield* maskHolesInSlices(text, { as, changed: isKnown ? change : undefined });
  const outlined: (Outlined | undefined)[] = [];
  const streams: (ReadStream | undefined)[] = [];
  const parsing = as === undefined ? { isOfUse: mayHoldRoots, isOwn: mayBeCatalog } : {};
  const read = function* (inner: string, flavor: YamlFlavor): Generator<void, YamlStream> {
    const index = outlined.length;
    outlined.push(undefined);
    streams.push(undefined);
    const before = previous?.outlined[index];
    const isSame = inner === text && before?.text === previous?.text;
    const one = yield* readInUnitsInSlices(inner, before, flavor, isSame ? change : undefined);
    outlined[index] = one;
    if (one) return one.stream;
    const known = previous?.streams[index];
    const whole = yield* readStream(inner, flavor, known?.flavor === flavor ? known : undefined, parsing);
    streams[index] = whole;
    return whole.stream;
  };
  if (isAsWritten) {
    const { documents } = yield* read(text, as === 'alertmanager' ? 'v2' : 'v3');
    const roots = targetRoots(as, file, documents);
    return { ...none, roots: schema ? roots.map(root => ({ ...root, schema })) : roots, outlined, streams };
  }
  const find = function* (holes: Masked | undefined): Generator<void, SourceDocument> {
    const region = holes ? maskedRegion(file, holes) : file;
    const traits = { holes: holes?.holes ?? [], partings: holes?.partings, templated: holes !== undefined, as };
    const unread = holes && as === undefined ? yield* definitionsIn(region.text) : definitions;
    const masking = holes ? { masked: { region, holes: holes.holes } } : {};
    const { roots, problems, others } = yield* rootsIn(region, unread, traits, (inner, flavor, isFirst) => {
      if (isFirst) outlined.length = streams.length = 0;
      return read(inner, flavor);
    });
    const placed = problems.map(problem => ({ ...problem, ...placeSpan(problem, region) }));
    return { ...none, roots, problems: placed, others, templated: traits.templated, ...masking, outlined, streams };
  };
  const found = yield* find(masked);
  const isValues = ({ holder }: Root): boolean => holder === 'chart' || holder === 'values';
  const plain =
    masked || found.roots.length === 0 || !found.roots.every(isValues) ? undefined : yield* maskPlainNames(text);
  return plain ? yield* find(plain) : found;
}

/** What is not read of a text; of one in which that was nothing only the change is looked at. */
function readBlank(text: string, previous: SourceDocument | undefined, edit: Change | undefined) {
  const hadNone = previous && edit && previous.as === undefined && previous.definitions.length === 0;
  return hadNone ? definitionsSince(text, edit) : definitionsIn(text);
}

/** The stream of a text that is not read in units, with what can be taken over of the version before. */
function* readStream(
  text: string,
  flavor: YamlFlavor,
  known: ReadStream | undefined,
  options: ParseOptions,
): Generator<void, ReadStream> {
  if (known?.stream.text === text) return known;
  const taken =
    known?.isApart &&
    (yield* takeOverDocuments(text, known.stream, changeBetween(known.stream.text, text), part =>
      parseInSlices(part, flavor, { ...options, isPart: true }),
    ));
  if (taken) return { stream: taken, flavor, isApart: true };
  const stream = yield* parseInSlices(text, flavor, options);
  const isApart = stream.documents.length > 1 && (yield* areApart(text));
  return { stream, flavor, isApart };
}

/** Looks for roots in the text of a region, read as the target does that its roots are for. */
function* rootsIn(
  region: Region,
  unread: readonly Span[],
  traits: FileTraits,
  read: (text: string, flavor: YamlFlavor, isFirst?: boolean) => Generator<void, YamlStream>,
): Generator<void, Found> {
  const text = blanked(region.text, unread);
  const { as } = traits;
  const find = function* (flavor: YamlFlavor): Generator<void, Found> {
    const stream = yield* read(flavor === 'v2' ? asCut(text) : text, flavor, true);
    return yield* findRoots(region, stream, traits, read);
  };
  yield;
  const flavor: YamlFlavor = as === 'kubernetes' || (as === undefined && seemsForOthers(text)) ? 'v2' : 'v3';
  const found = yield* find(flavor);
  // The roots say what the file is: Prometheus reads rule files and unit tests, the other go-yaml all else.
  const isOther = as === undefined && (flavor === 'v2') !== isForOthers(found.roots) && mayDependOnFlavor(text);
  return isOther ? yield* find(flavor === 'v2' ? 'v3' : 'v2') : found;
}

/** Whether there is nothing to judge in a document. */
export function isNothing({ roots, problems, others }: SourceDocument): boolean {
  return roots.length === 0 && problems.length === 0 && others.length === 0;
}

/** The first document, which the target reads, and those behind it that say something, which it does not. */
function targetRoots(
  kind: Exclude<ReadAs, 'kubernetes'>,
  region: Region,
  documents: readonly YamlDocument[],
): readonly Root[] {
  let allEmpty = true;
  return documents.flatMap((document, index): readonly Root[] => {
    const behindNothing = index > 0 && allEmpty;
    allEmpty &&= isEmptyDocument(document);
    if (index > 0 && isEmptyDocument(document)) return [];
    const root: Root = { kind, region, node: document.root, document, index, templated: false, holes: [] };
    return [behindNothing ? { ...root, behindNothing } : root];
  });
}

function countersRoot(region: Region): Root {
  const document: YamlDocument = { from: 0, to: region.text.length, problems: [], comments: [] };
  return { kind: 'dcgm-counters', region, document, index: 0, templated: false, holes: [] };
}

/** Whether a text looks as if Alertmanager or Kubernetes read it: most often a second reading is spared. */
function seemsForOthers(text: string): boolean {
  // Most files are rule files, whose first line tells: neither pattern is looked for in megabytes of rules.
  return !/^["']?(?:groups|tests|rule_files)\b/m.test(text) && /^(?:kind|route|receivers)[ \t]*:/m.test(text);
}

/** Whether the file is read by Alertmanager or Kubernetes: it holds no rule file or unit test of its own. */
function isForOthers(roots: readonly Root[]): boolean {
  return (
    roots.length > 0 &&
    roots.every(
      ({ embeddedAs, holder, kind }) =>
        embeddedAs !== undefined || holder !== undefined || (kind !== 'rules' && kind !== 'unit-test'),
    )
  );
}
