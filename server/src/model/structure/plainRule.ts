// The common case of a rule's structure, told without a report: the usual keys, each once, with plain texts. Layer: model.
// Whatever is not surely sound for every version is left to the full reading; a property test holds both to the same verdict.
import type { YamlNode, YamlPair } from '../../yaml/node';

/** Whether `node`, an item of `rules`, is surely a rule that every Prometheus takes, PromQL and templates left aside. */
export function isPlainRule(node: YamlNode): boolean {
  if (node.kind !== 'map' || isMarked(node)) return false;
  const { pairs } = node;
  let [head, hasExpr, forAlerts] = ['', false, false];
  for (let i = 0; i < pairs.length; i++) {
    const { key, value } = pairs[i]!;
    if (key.kind !== 'scalar' || isMarked(key) || isAgain(pairs, i, key.value)) return false;
    switch (key.value) {
      case 'alert':
        if (head !== '' || !isText(value)) return false;
        head = 'alert';
        break;
      case 'record':
        if (head !== '' || !isText(value) || !RECORD.test(value.value)) return false;
        head = 'record';
        break;
      case 'expr':
        if (!isText(value)) return false;
        hasExpr = true;
        break;
      case 'for':
      case 'keep_firing_for':
        if (!isText(value, true) || !DURATION.test(value.value)) return false;
        forAlerts = true;
        break;
      case 'annotations':
        if (!isPlainLabels(value)) return false;
        forAlerts = true;
        break;
      case 'labels':
        if (!isPlainLabels(value)) return false;
        break;
      default:
        return false;
    }
  }
  return hasExpr && head !== '' && (head === 'alert' || !forAlerts);
}

/** Whether `node`, an item of `groups`, is surely a group that every Prometheus takes, its rules left aside. */
export function isPlainGroup(node: YamlNode): boolean {
  if (node.kind !== 'map' || isMarked(node)) return false;
  const { pairs } = node;
  let [hasName, hasRules] = [false, false];
  for (let i = 0; i < pairs.length; i++) {
    const { key, value } = pairs[i]!;
    if (key.kind !== 'scalar' || isMarked(key) || isAgain(pairs, i, key.value)) return false;
    if (key.value === 'name') hasName = isText(value);
    else if (key.value === 'rules') hasRules = value.kind === 'seq' && !isMarked(value);
    else if (key.value !== 'interval' || !isText(value, true) || !DURATION.test(value.value)) return false;
  }
  return hasName && hasRules;
}

/** Names that both name schemes take. */
const RECORD = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
const LABEL = /^[a-zA-Z_][a-zA-Z0-9_]*$/;
/** One number with one unit, far from overflowing. */
const DURATION = /^[1-9][0-9]{0,3}[smhd]$/;
/** Words that YAML may read as nothing. */
const NULL = /^(?:null|Null|NULL)$/;

/** So many labels or annotations are common. */
const mostLabels = 60;

function isPlainLabels(node: YamlNode): boolean {
  if (node.kind !== 'map' || isMarked(node)) return false;
  const { pairs } = node;
  // Keys are compared with each other.
  if (pairs.length > mostLabels) return false;
  for (let i = 0; i < pairs.length; i++) {
    const { key, value } = pairs[i]!;
    if (key.kind !== 'scalar' || isMarked(key) || value.kind !== 'scalar' || isMarked(value)) return false;
    const name = key.value;
    if (!LABEL.test(name) || name === '__name__' || NULL.test(name) || isAgain(pairs, i, name)) return false;
  }
  return true;
}

/** A text that is not empty and that no reader takes for nothing; a plain one begins with a letter, or is a duration. */
function isText(node: YamlNode, isDuration = false): node is Extract<YamlNode, { kind: 'scalar' }> {
  if (node.kind !== 'scalar' || isMarked(node) || node.value === '') return false;
  if (node.style !== 'plain' || isDuration) return true;
  const code = node.value.charCodeAt(0) | 0x20;
  return code >= 97 && code <= 122 && !NULL.test(node.value);
}

function isMarked(node: Exclude<YamlNode, { kind: 'alias' }>): boolean {
  return node.tag !== undefined || node.anchor !== undefined;
}

/** Whether one of the pairs before the one at `index` has the same key; a rule has few. */
function isAgain(pairs: readonly YamlPair[], index: number, name: string): boolean {
  for (let i = 0; i < index; i++) {
    const { key } = pairs[i]!;
    if (key.kind === 'scalar' && key.value === name) return true;
  }
  return false;
}
