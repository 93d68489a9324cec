// A list of relabelling steps as a configuration writes it, with the defaults of Prometheus and what it refuses. Layer: model.
// The source is Config.UnmarshalYAML and Validate of Prometheus' model/relabel/relabel.go.
import { type Action, actions, defaultStep, patternOf, type RelabelStep } from '../relabel/step';
import type { YamlMap, YamlNode } from '../yaml/node';
import { entries, follow, get } from '../yaml/path';
import { isNull } from './structure/scalars';

/** What is written cannot be told; the message is words for people, after "what it does is not known, as". */
export class Unclear {
  constructor(readonly message: string) {}
}

export const refused = 'Prometheus would refuse its configuration';
export const tooLong = 'it stands in a manifest that is too long to be read';
export const unwritten = 'a template engine has yet to write a part of its configuration';

/** The steps of a list; throws `Unclear`. */
export function stepsOf(
  node: YamlNode | undefined,
  legacyNames: boolean,
  form: Form = 'config',
): readonly RelabelStep[] {
  const list = follow(node);
  if (!list || (list.kind === 'scalar' && isNull(list, 'v2'))) return [];
  if (list.kind !== 'seq') throw new Unclear(refused);
  return list.items.map(item => {
    const map = follow(item);
    if (map?.kind !== 'map') throw new Unclear(refused);
    const step = stepOf(map, form);
    if (JSON.stringify(step).includes('{{')) throw new Unclear(unwritten);
    if (!isLoaded(step, map, legacyNames)) throw new Unclear(refused);
    return step;
  });
}

/** The texts of a list; undefined where it is none. */
export function textsIn(node: YamlNode | undefined): readonly string[] | undefined {
  const list = follow(node);
  if (list?.kind === 'scalar' && isNull(list, 'v2')) return [];
  if (list?.kind !== 'seq') return undefined;
  const texts: string[] = [];
  for (const item of list.items) {
    const scalar = follow(item);
    if (scalar?.kind !== 'scalar') return undefined;
    texts.push(scalar.value);
  }
  return texts;
}

/** As Prometheus' configuration writes steps, or the objects of prometheus-operator, where an empty text is as good as none. */
type Form = 'config' | 'object';

const shared = ['separator', 'regex', 'modulus', 'replacement', 'action'];
const keys: Readonly<Record<Form, ReadonlySet<string>>> = {
  config: new Set([...shared, 'source_labels', 'target_label']),
  object: new Set([...shared, 'sourceLabels', 'targetLabel']),
};

function stepOf(map: YamlMap, form: Form): RelabelStep {
  if (entries(map).some(({ name }) => !keys[form].has(name))) throw new Unclear(refused);
  const text = (key: string, usual: string): string => {
    const node = follow(get(map, key));
    if (!node) return usual;
    if (node.kind !== 'scalar') throw new Unclear(refused);
    if (form === 'object' && node.value === '' && key !== 'separator' && key !== 'replacement') return usual;
    // As a pattern that matches the empty text alone.
    return isNull(node, 'v2') ? '' : node.value;
  };
  const source = get(map, form === 'config' ? 'source_labels' : 'sourceLabels');
  const names = source ? textsIn(source) : [];
  if (!names) throw new Unclear(refused);
  return {
    action: text('action', defaultStep.action).toLowerCase() as Action,
    source: names,
    separator: text('separator', defaultStep.separator),
    regex: text('regex', defaultStep.regex),
    modulus: text('modulus', defaultStep.modulus) || '0',
    target: text(form === 'config' ? 'target_label' : 'targetLabel', defaultStep.target),
    replacement: text('replacement', defaultStep.replacement),
  };
}

/** Whether Prometheus loads a step. */
function isLoaded(step: RelabelStep, map: YamlMap, legacyNames: boolean): boolean {
  const { action, source, modulus, regex, target, replacement } = step;
  if (!actions.includes(action) || !patternOf(regex) || !/^\d{1,20}$/.test(modulus) || source.includes(''))
    return false;
  /** Whether a key says anything but the default. */
  const says = (...names: readonly (keyof RelabelStep)[]): boolean =>
    names.some(name => JSON.stringify(step[name]) !== JSON.stringify(defaultStep[name]));
  const isName = (name: string, template = false): boolean =>
    template && legacyNames ? legacyTemplate.test(name) : isLabelName(name, legacyNames);
  switch (action) {
    case 'replace':
      return isName(target, target.includes('$'));
    case 'hashmod':
      return BigInt(modulus) !== 0n && isName(target);
    case 'lowercase':
    case 'uppercase':
      return isName(target) && !says('replacement');
    case 'keepequal':
    case 'dropequal':
      // The default pattern is refused, too, where it is written.
      return isName(target) && !says('modulus', 'separator', 'replacement') && !get(map, 'regex');
    case 'labelmap':
      return isName(replacement, true);
    case 'labeldrop':
    case 'labelkeep':
      return !says('target', 'modulus', 'separator', 'replacement') && !get(map, 'source_labels');
    default:
      return true;
  }
}

/** Whether Prometheus takes a text for the name of a label. */
export function isLabelName(name: string, legacyNames: boolean): boolean {
  return legacyNames ? legacyName.test(name) : name !== '';
}

const legacyName = /^[a-zA-Z_]\w*$/;
/** Names in which `$1` and `${name}` stand for what a pattern matched. */
const legacyTemplate = /^(?:[a-zA-Z_]|\$(?:\{\w+\}|\w))(?:\w|\$(?:\{\w+\}|\w))*$/;
