// What a workspace tells its kube-state-metrics to show: the arguments of the program in manifests, and the keys of its chart.
// Layer: model. The sources are pkg/options/options.go, types.go and internal/store/utils.go of kube-state-metrics 2.
import type { Change } from '../text/change';
import type { YamlNode } from '../yaml/node';
import { parseYaml } from '../yaml/parse';
import { entries, follow, get, getScalar } from '../yaml/path';
import { documentsWith } from './manifestParts';
import { isHeld, textAt, textsAt } from './scrape/job';

/** What one of them is told. Plain data; what is left out is not known where it is a chart that is told so. */
export interface StateMetricsSettings {
  readonly file: string;
  /** Kinds of objects in the plural of the API, `pods`; absent for all that it knows. */
  readonly resources?: readonly string[];
  /** Patterns of the names of metrics that are shown alone, and of those that are not. */
  readonly allow?: readonly string[];
  readonly deny?: readonly string[];
  /** Keys of labels and annotations that are shown of each kind of objects. */
  readonly labels?: ByResource;
  readonly annotations?: ByResource;
  /** How these are written here, such as `--resources`. */
  readonly words: Readonly<Record<Setting, string>>;
  /** More may be told in a way that is not read. */
  readonly unclear?: true;
}

export type Setting = 'resources' | 'allow' | 'deny' | 'labels' | 'annotations';
export type ByResource = Readonly<Record<string, readonly string[]>>;

const flags: Readonly<Record<Setting, string>> = {
  resources: '--resources',
  allow: '--metric-allowlist',
  deny: '--metric-denylist',
  labels: '--metric-labels-allowlist',
  annotations: '--metric-annotations-allowlist',
};

const keys: Readonly<Record<Setting, string>> = {
  resources: 'collectors',
  allow: 'metricAllowlist',
  deny: 'metricDenylist',
  labels: 'metricLabelsAllowlist',
  annotations: 'metricAnnotationsAllowList',
};

const program = 'kube-state-metrics';

/** An image, a key or a name; matchers of expressions for its job are none. */
const sign = /(?:^|[ /]|(?<![=~])["'])kube-state-metrics(?:[:@"'\r\n},]|$)/m;

/** Whether a text may tell of one. */
export function holdsStateMetrics(text: string): boolean {
  return text.includes(program) && sign.test(text);
}

/** Whether a text may tell of one that it did not tell of before a change: by the lines of the change. */
export function mayHoldStateMetrics(text: string, { from, to }: Change): boolean {
  const end = text.indexOf('\n', to);
  return sign.test(text.slice(text.lastIndexOf('\n', from - 1) + 1, end < 0 ? text.length : end));
}

/** What a text tells of them. */
export function stateMetricsIn(file: string, text: string): readonly StateMetricsSettings[] {
  const { texts, cut } = documentsWith(text, sign);
  const unclear = cut.length > 0 ? [{ file, words: flags, unclear: true as const }] : [];
  const found = texts.flatMap(one => parseYaml(one).documents.flatMap(({ root }) => settingsIn(file, root, 8)));
  return [...found, ...unclear];
}

/** The containers and values below a node. */
function settingsIn(file: string, node: YamlNode | undefined, depth: number): readonly StateMetricsSettings[] {
  const target = follow(node);
  if (!target || depth === 0) return [];
  if (target.kind === 'seq') return target.items.flatMap(item => settingsIn(file, item, depth - 1));
  if (target.kind !== 'map') return [];
  if (isContainer(target)) return [ofContainer(file, target)];
  return entries(target).flatMap(({ name, value }) => {
    if (name !== program && !(name === 'values' && isRelease(target))) return settingsIn(file, value, depth - 1);
    const told = ofValues(file, value);
    return told ? [told] : [];
  });
}

function isContainer(node: YamlNode): boolean {
  const image = getScalar(node, 'image')?.value ?? '';
  return get(node, 'name') !== undefined && /(?:^|\/)kube-state-metrics(?=[:@]|$)/.test(image);
}

/** Whether a map is the `spec` of a HelmRelease of the chart. */
function isRelease(spec: YamlNode): boolean {
  const chart = textAt(get(get(spec, 'chart'), 'spec'), 'chart') ?? textAt(get(spec, 'chartRef'), 'name');
  return chart === program;
}

function ofContainer(file: string, node: YamlNode): StateMetricsSettings {
  const words = [...textsAt(node, 'command'), ...textsAt(node, 'args')];
  const told = words.some(isHeld) ? undefined : byFlags(words);
  const isOld = /:v?1\./.test(getScalar(node, 'image')?.value ?? '');
  if (!told || isOld || hasFile(words)) return { file, words: flags, unclear: true };
  return { file, words: flags, labels: {}, annotations: {}, ...told };
}

/** Files of its own say more, and may say otherwise. */
function hasFile(words: readonly string[]): boolean {
  return words.some(word => /^--?(?:config|custom-resource-state-)/.test(word));
}

function byFlags(words: readonly string[]): Partial<StateMetricsSettings> | undefined {
  const textOf = (setting: Setting): string | undefined => {
    const flag = flags[setting];
    const at = words.findIndex(word => word === flag || word.startsWith(`${flag}=`));
    if (at < 0) return undefined;
    return words[at] === flag ? (words[at + 1] ?? '') : words[at]!.slice(flag.length + 1);
  };
  const list = (setting: Setting): readonly string[] | undefined => {
    const items = textOf(setting)
      ?.split(',')
      .map(item => item.trim());
    return items?.filter(item => item !== '');
  };
  const map = (setting: Setting): ByResource | undefined => {
    const value = textOf(setting);
    return value === undefined ? undefined : byResource([value]);
  };
  const isRepeated = Object.values(flags).some(flag => words.filter(word => word.split('=', 1)[0] === flag).length > 1);
  return isRepeated
    ? undefined
    : known(list('resources'), list('allow'), list('deny'), map('labels'), map('annotations'));
}

function ofValues(file: string, node: YamlNode): StateMetricsSettings | undefined {
  const list = (setting: Setting): readonly string[] | undefined => {
    const found = follow(get(node, keys[setting]));
    return found?.kind === 'seq' && found.items.length > 0 ? textsAt(node, keys[setting]) : undefined;
  };
  const map = (setting: Setting): ByResource | undefined => {
    const items = list(setting);
    return items && byResource(items);
  };
  const more = textsAt(node, 'extraArgs');
  const told = known(list('resources'), list('allow'), list('deny'), map('labels'), map('annotations'));
  const all = [told.resources, told.allow, told.deny, ...Object.values(told.labels ?? {})].flatMap(one => one ?? []);
  if (Object.keys(told).length === 0 && more.length === 0) return undefined;
  return { file, words: keys, ...told, ...(more.length > 0 || all.some(isHeld) ? { unclear: true } : {}) };
}

function known(
  resources: readonly string[] | undefined,
  allow: readonly string[] | undefined,
  deny: readonly string[] | undefined,
  labels: ByResource | undefined,
  annotations: ByResource | undefined,
): Partial<StateMetricsSettings> {
  return {
    ...(resources && resources.length > 0 ? { resources } : {}),
    ...(allow && allow.length > 0 ? { allow } : {}),
    ...(deny && deny.length > 0 ? { deny } : {}),
    ...(labels ? { labels } : {}),
    ...(annotations ? { annotations } : {}),
  };
}

/** `pods=[app,team],nodes=[*]` by the kinds of objects. */
function byResource(texts: readonly string[]): ByResource {
  const found: Record<string, readonly string[]> = {};
  for (const part of texts.join(',').split(']')) {
    const [resource, list] = part.split('=[');
    if (list !== undefined) found[resource!.replace(',', '').trim()] = list.split(',').map(key => key.trim());
  }
  return found;
}
