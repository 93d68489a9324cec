// What one document of a text holds: objects, parts of values, files in scalars, by their shape and never by a file's name.
// Layer: model. Longer than usual: one question after the other about one node, in an order that decides.
import type { Problem } from '../text/span';
import type { TextMap } from '../text/textMap';
import type { YamlDocument, YamlFlavor, YamlMap, YamlNode, YamlScalar, YamlStream } from '../yaml/node';
import { mapInSlices, valueInSlices } from '../yaml/nodes';
import { entries, follow, get, getScalar } from '../yaml/path';
import { type Container, findContainers } from './containers';
import { mayHoldRootsInSlices } from './firstLook';
import { touchesHole } from './holes/holes';
import { encodedFiles, innerHoles } from './innerFiles';
import { plainKind } from './kind';
import { isFirstOfPiece } from './kubernetesStream';
import { innerRegion, type Region } from './region';
import type { ReadAs, Root, RootKind, RuleDialect, RulePart, TemplateText } from './root';
import { pathDialect, ruleDialect, unitTestDialect } from './ruleDialect';
import { holdsValues, isObjective, ruleObject } from './ruleObjects';
import { rulePathProblems } from './structure/rulePaths';
import { isForeignGroup, isMisspeltKind } from './structure/served';
import { isOfNotifications, isTemplateFile, mapOf, textsIn } from './templateTexts';

/** How a text is read: the service of document.ts, which knows how to do so in units. */
export type Reader = (text: string, flavor: YamlFlavor) => Generator<void, YamlStream>;

/** What all roots of one file share. */
export interface FileTraits {
  readonly holes: Root['holes'];
  readonly templated: boolean;
  /** Where a text begins that a template engine uses apart from the one before: it is a stream of its own. */
  readonly partings?: readonly number[] | undefined;
  readonly as?: ReadAs;
}

/** An object that none of our tables is for. */
export interface OtherObject {
  /** The text that its offsets are in, with the template holes in it. */
  readonly region: Region;
  readonly holes: Root['holes'];
  readonly node: YamlNode;
  /** Objects of a list that are roots. */
  readonly own: ReadonlySet<YamlNode | undefined>;
}

/** Whether the text is a file of dcgm-exporter counters: lines of field, Prometheus type and help. */
export function isDcgmCounters(text: string): boolean {
  if (!text.includes('DCGM_FI_')) return false;
  return /^(?:[ \t]*(?:#.*)?\r?\n)*[ \t]*\w+[ \t]*,[ \t]*(?:gauge|counter|histogram|summary|label|untyped)\b/i.test(
    text,
  );
}

/** More files within files nobody writes. */
const deepest = 3;

/** Looks through one document and gathers what it finds. */
export class RootFinder {
  readonly roots: Root[] = [];
  readonly problems: Problem[] = [];
  readonly others: OtherObject[] = [];
  /** Whether Kubernetes' tools read the document. */
  readonly isRead: boolean;
  private inSecret = false;
  /** How many scalars it stands in. */
  private depth = 0;
  /** Whether objects in it are merged into others: the patches of a kustomization. */
  private inPatches = false;
  /** The key of the innermost of them. */
  private embeddedAs: string | undefined;
  /** The namespace of the object that it is in. */
  private namespace: string | undefined;

  constructor(
    private readonly region: Region,
    private readonly document: YamlDocument,
    private readonly at: { readonly index: number; readonly behindNothing: boolean },
    private readonly traits: FileTraits,
    private readonly read: Reader,
  ) {
    this.isRead = isFirstOfPiece(region.text, document, at.index);
  }

  /** A document of any kind. */
  *any(node: YamlNode | undefined): Generator<void, void> {
    const kind = plainKind(node);
    if (kind) yield* this.add(kind, node, {});
    else if (getScalar(node, 'kind') && (getScalar(node, 'apiVersion') || follow(get(node, 'items'))))
      yield* this.object(node);
    // An `apiVersion` alone: what Grafana is provisioned with has groups and rules of its own.
    else if (!get(node, 'apiVersion')) {
      this.problems.push(...rulePathProblems(node));
      yield* this.parts(node);
    }
  }

  /** An object to be judged as the API server would; the roots in it so far have tables of their own. */
  addOther(node: YamlNode): void {
    const own = new Set(this.roots.map(root => follow(root.node)));
    this.others.push({ region: this.region, holes: this.traits.holes, node, own });
  }

  /** Parts of a tree that are ours, and files in its scalars. */
  private *parts(node: YamlNode | undefined): Generator<void, void> {
    const found: (Container | Generator<void, void>)[] = [];
    findContainers(node, {
      found: container => found.push(container),
      scalar: (scalar, key, parent, path) => {
        const isWrapped = key === 'alertmanager_config' && parent !== undefined;
        found.push(isWrapped ? this.wrapped(scalar, key, parent) : this.embedded(scalar, key, path));
      },
    });
    const loaded = found.flatMap(one => ('next' in one ? [] : (one.templates ?? [])));
    for (const one of found) {
      if ('next' in one) yield* one;
      else if (one.kind === 'templates') yield* this.templateMap(one.node as YamlMap, loaded);
      else yield* this.container(one);
    }
  }

  /** A Kubernetes object. */
  *object(node: YamlNode | undefined): Generator<void, void> {
    const kind = getScalar(node, 'kind')?.value ?? '';
    const apiVersion = getScalar(node, 'apiVersion')?.value;
    const isPlain = this.traits.as === undefined;
    // Kustomize merges such a document into an object that stands elsewhere; of itself it is none.
    if (isPlain && get(node, '$patch')) return;
    if (OWN_KINDS.has(kind) && isForeignGroup(apiVersion ?? '') && !this.isInHole(node)) return;
    const other = isPlain ? ruleObject(apiVersion ?? '', kind) : undefined;
    if (other) {
      const { region, document } = this;
      const { dialect, head } = other;
      const more = { ...(dialect ? { dialect } : {}), ...(head ? { head } : {}) };
      const where = { region, document, index: 0, holder: 'object', ...more } as const;
      this.roots.push(yield* this.root('rules', get(node, 'spec'), where));
    } else if (isPlain && (isMisspeltKind(apiVersion ?? '', kind) || this.isOwnObjective(apiVersion ?? '', kind))) {
      this.addOther(node!);
    } else if (kind === 'PrometheusRule') yield* this.add('prometheus-rule', node, { apiVersion });
    else if (kind === 'AlertmanagerConfig') yield* this.add('alertmanager-config', node, { apiVersion });
    else if (isPlain && isMonitor(apiVersion ?? '', kind)) yield* this.add('monitor', node, { apiVersion });
    else if (kind === 'ConfigMap') yield* this.folder(node, get(node, 'data'), get(node, 'binaryData'));
    else if (kind === 'Secret') {
      this.inSecret = true;
      yield* this.folder(node, get(node, 'stringData'), get(node, 'data'));
      this.inSecret = false;
    } else if (isPlain && holdsValues(apiVersion ?? '', kind)) {
      this.inPatches = kind === 'Kustomization';
      yield* this.parts(get(node, 'spec') ?? node);
    } else if (kind.endsWith('List') || (isPlain && kind === 'Template')) {
      // A template of OpenShift's is a list whose variables are filled in.
      const items = follow(get(node, kind === 'Template' ? 'objects' : 'items'));
      if (items?.kind === 'seq') for (const item of items.items) yield* this.object(item);
    }
  }

  /** Whether an object is an objective of Pyrra's with nothing to be filled in or merged. */
  private isOwnObjective(apiVersion: string, kind: string): boolean {
    return isObjective(apiVersion, kind) && !this.traits.templated && !this.inPatches;
  }

  /** Whether a template has yet to say whose object it is. */
  private isInHole(node: YamlNode | undefined): boolean {
    const value = get(node, 'apiVersion');
    return value !== undefined && touchesHole(this.traits.holes, value);
  }

  private *container({ kind, node, part, key, by, path, templates, isWatched }: Container): Generator<void, void> {
    const { region, document } = this;
    const holder = by === 'chart' ? 'chart' : key === '' ? undefined : 'values';
    const dialect = kind === 'rules' ? pathDialect(path) : undefined;
    this.roots.push(
      yield* this.root(kind, node, {
        region,
        document,
        index: holder ? 0 : this.at.index,
        embeddedAs: key || this.embeddedAs,
        ...(holder ? { holder } : {}),
        ...(isWatched ? { isWatched } : {}),
        ...(part ? { part } : {}),
        ...(dialect ? { dialect } : {}),
        ...(templates ? { templatesBeside: { files: templates.flatMap(map => this.textsOf(map)) } } : {}),
      }),
    );
  }

  /** The files of a Secret or ConfigMap, as they are and in base64: a folder, once it is mounted. */
  private *folder(
    object: YamlNode | undefined,
    plain: YamlNode | undefined,
    encoded: YamlNode | undefined,
  ): Generator<void, void> {
    const before = this.roots.length;
    this.namespace = getScalar(get(object, 'metadata'), 'namespace')?.value;
    yield* this.values(plain);
    const decoded = yield* this.encoded(encoded, plain);
    const map = follow(plain);
    const written = map?.kind === 'map' ? this.textsOf(map, isTemplateFile) : [];
    const files = [...written, ...decoded];
    let isLoaded = false;
    for (let i = before; i < this.roots.length && files.length > 0; i++) {
      const root = this.roots[i]!;
      if (root.kind !== 'alertmanager') continue;
      this.roots[i] = { ...root, templatesBeside: { files, isFolder: true } };
      isLoaded = true;
    }
    if (map?.kind === 'map') yield* this.templates(written, isLoaded, map);
    for (const one of decoded) yield* this.templates([one], isLoaded);
    this.namespace = undefined;
  }

  /** The scalars of an object's data, each a file of its own. */
  private *values(node: YamlNode | undefined): Generator<void, void> {
    const map = follow(node);
    if (map?.kind !== 'map') return;
    for (const { name, value } of entries(map)) {
      const scalar = follow(value);
      if (scalar?.kind === 'scalar') yield* this.embedded(scalar, name, [name]);
    }
  }

  private textsOf(map: YamlMap, isWanted?: (key: string) => boolean): readonly TemplateText[] {
    return textsIn(map, this.region, this.traits.holes, isWanted);
  }

  /** Templates in the values of a chart; `loaded` are those that stand beside a configuration. */
  private *templateMap(map: YamlMap, loaded: readonly YamlMap[]): Generator<void, void> {
    const texts = this.textsOf(map, isTemplateFile);
    const isLoaded = loaded.some(({ pairs }) => pairs.some(({ value }) => follow(value) === texts[0]?.scalar));
    yield* this.templates(texts, isLoaded, map, 'chart');
  }

  /** A root of templates, where they are certainly those of notifications. */
  private *templates(
    texts: readonly TemplateText[],
    isLoaded: boolean,
    map?: YamlMap,
    holder?: Root['holder'],
  ): Generator<void, void> {
    if (texts.length === 0 || !this.isRead) return;
    if (!isLoaded && !isOfNotifications(texts.map(({ text }) => text).join('\n'))) return;
    const node = map && mapOf(map, texts);
    this.roots.push(
      yield* this.root('templates', node, {
        region: texts[0]!.region,
        document: this.document,
        index: 0,
        texts,
        ...(isLoaded ? { isLoadedBeside: true } : {}),
        ...(holder ? { holder } : {}),
      }),
    );
  }

  /** The configuration in Mimir's wrapper, with the templates beside it. */
  private *wrapped(scalar: YamlScalar, key: string, wrapper: YamlNode): Generator<void, void> {
    const before = this.roots.length;
    yield* this.embedded(scalar, key, [key]);
    const own = this.roots[before];
    const templates = follow(get(wrapper, 'template_files'));
    if (!own || templates?.kind !== 'map') return;
    const files = this.textsOf(templates);
    this.roots[before] = { ...own, templatesBeside: { files } };
    yield* this.templates(files, true, templates);
  }

  private *embedded(scalar: YamlScalar, key: string, path: readonly string[]): Generator<void, void> {
    yield* this.file(yield* valueInSlices(scalar), key, scalar, path);
  }

  /** Values in base64; a key that stands in `plain` as well has that value instead. Gives the templates among them. */
  private *encoded(node: YamlNode | undefined, plain?: YamlNode): Generator<void, readonly TemplateText[]> {
    const templates: TemplateText[] = [];
    for (const { name, scalar, isEncoded, text, mapOf } of yield* encodedFiles(node, plain)) {
      if (!isEncoded) this.refuseData(scalar, name);
      if (text === undefined) continue;
      const map = mapOf(text);
      if (isTemplateFile(name))
        templates.push({ name, text, region: innerRegion(this.region, text, 'base64', map), holes: [] });
      else yield* this.file(text, name, map, [name]);
    }
    return templates;
  }

  private refuseData({ from, to, absent }: YamlScalar, name: string): void {
    if (this.traits.as !== 'kubernetes' || absent) return;
    const message = `\`${name}\` is not base64, as \`data\` must be; encode it, or put the text into \`stringData\`.`;
    this.problems.push({ from, to, code: 'bad-base64', message });
  }

  /** A text inside the file: the root of its first document, the only one that its reader would read. */
  private *file(
    text: string,
    embeddedAs: string,
    from: YamlScalar | TextMap,
    path: readonly string[],
  ): Generator<void, void> {
    // The operator reads this key of its Secret, whatever stands in it.
    const certain = this.inSecret && embeddedAs === 'alertmanager.yaml' ? 'alertmanager' : undefined;
    if (isDcgmCounters(text)) {
      const document: YamlDocument = { from: 0, to: text.length, problems: [], comments: [] };
      this.roots.push(
        yield* this.root('dcgm-counters', undefined, {
          region: yield* this.inner(text, from),
          document,
          index: 0,
          embeddedAs,
        }),
      );
      return;
    }
    if (!certain && (!isSeveralLines(text) || !(yield* mayHoldRootsInSlices(text)))) return;
    let document = (yield* this.read(text, certain ? 'v2' : 'v3')).documents[0]!;
    // A list under this key are the Alertmanagers that a Prometheus sends to.
    if (certain && this.traits.as === undefined && document.root?.kind === 'seq') return;
    const found = certain ?? plainKind(document.root);
    // Catalogues and scenarios are files of their own.
    const kind = found === 'catalog' || found === 'scenario' ? undefined : found;
    // What is no file may be a part that a chart completes, or an example.
    if (kind === 'alertmanager' && !certain && !embeddedAs.includes('.') && !get(follow(document.root), 'route'))
      return;
    if (kind === 'alertmanager' && !certain && mayDependOnFlavor(text))
      document = (yield* this.read(text, 'v2')).documents[0]!;
    const dialect = kind === 'rules' ? pathDialect(path) : undefined;
    if (kind) {
      // Its map has a piece for each line.
      yield;
      const where = {
        region: yield* this.inner(text, from),
        document,
        index: 0,
        embeddedAs,
        ...(dialect ? { dialect } : {}),
      };
      this.roots.push(yield* this.root(kind, document.root, where));
    } else if (this.traits.as === undefined && this.depth < deepest && document.problems.length === 0) {
      yield* this.inside(document, yield* this.inner(text, from), embeddedAs);
    }
  }

  /** A text inside the file as a region: that of a scalar, or what base64 decodes to. */
  private *inner(text: string, from: YamlScalar | TextMap): Generator<void, Region> {
    if (!('kind' in from)) return innerRegion(this.region, text, 'base64', from);
    return innerRegion(this.region, text, 'scalar', yield* mapInSlices(from));
  }

  /** What the values of a chart hold that are written into a scalar. */
  private *inside(document: YamlDocument, region: Region, embeddedAs: string): Generator<void, void> {
    const traits = { ...this.traits, holes: innerHoles(region, this.traits.holes) };
    const finder = new RootFinder(region, document, { index: 0, behindNothing: false }, traits, this.read);
    finder.depth = this.depth + 1;
    finder.embeddedAs = embeddedAs;
    finder.namespace = this.namespace;
    finder.inPatches = this.inPatches;
    const isPatch = this.inPatches && OWN_KINDS.has(getScalar(document.root, 'kind')?.value ?? '');
    yield* isPatch ? finder.object(document.root) : finder.parts(document.root);
    this.roots.push(...finder.roots);
  }

  private *add(kind: RootKind, node: YamlNode | undefined, more: { apiVersion?: string }): Generator<void, void> {
    const { region, document } = this;
    const { index, behindNothing } = this.at;
    const unread = isObject({ kind }) && !this.isRead;
    this.roots.push(
      yield* this.root(kind, node, {
        region,
        document,
        index,
        ...more,
        ...(unread ? { unread } : {}),
        ...(this.inPatches ? { isPatch: true } : {}),
        ...(behindNothing ? { behindNothing } : {}),
      }),
    );
  }

  private *root(kind: RootKind, node: YamlNode | undefined, where: Where): Generator<void, Root> {
    const { templated } = this.traits;
    const holes = where.region === this.region ? this.traits.holes : innerHoles(where.region, this.traits.holes);
    const dialect = yield* this.dialect(kind, node, where.part);
    const { namespace } = this;
    return { kind, node, templated, holes, dialect, ...(namespace ? { namespace } : {}), ...where };
  }

  private *dialect(
    kind: RootKind,
    node: YamlNode | undefined,
    part: RulePart | undefined,
  ): Generator<void, RuleDialect | undefined> {
    if (this.traits.as !== undefined && !this.traits.templated) return undefined;
    if (kind === 'rules') return yield* ruleDialect(node, part);
    if (kind === 'unit-test') return unitTestDialect(node);
    // Other systems' keys are the operator's business; the language of the expressions tells Loki's rules all the same.
    return kind === 'prometheus-rule' && (yield* ruleDialect(get(node, 'spec'))) === 'loki' ? 'loki' : undefined;
  }
}

/** Whether the two versions of go-yaml may see a text differently: a document's end, a directive, a tab, or a tag. */
export function mayDependOnFlavor(text: string): boolean {
  return text.includes('\t') || text.includes('\n---') || text.includes('!!') || /^(?:\.\.\.|%)/m.test(text);
}

/** Whether a root is an object of Kubernetes. */
export function isObject({ kind }: Pick<Root, 'kind'>): boolean {
  return kind === 'prometheus-rule' || kind === 'alertmanager-config';
}

/** Whether an object says what is scraped; of its keys only those are judged by which it is found. */
function isMonitor(apiVersion: string, kind: string): boolean {
  return (kind === 'ServiceMonitor' || kind === 'PodMonitor') && apiVersion.startsWith('monitoring.coreos.com/');
}

/** Kinds that prometheus-operator serves and that are judged. */
export const OWN_KINDS: ReadonlySet<string> = new Set(['PrometheusRule', 'AlertmanagerConfig']);

type Where = Pick<
  Root,
  | 'region'
  | 'document'
  | 'index'
  | 'apiVersion'
  | 'dialect'
  | 'embeddedAs'
  | 'head'
  | 'holder'
  | 'isWatched'
  | 'part'
  | 'texts'
  | 'isLoadedBeside'
  | 'templatesBeside'
  | 'unread'
  | 'isPatch'
  | 'behindNothing'
>;

/** Whether a scalar is more than a word or line: block text, or a flow collection. */
function isSeveralLines(text: string): boolean {
  return text.includes('\n') || text.includes('{');
}
