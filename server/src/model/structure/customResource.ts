// What the API server says of any object: whether its kind is served, its metadata. Layer: model.
import type { Span } from '../../text/span';
import type { YamlNode } from '../../yaml/node';
import { follow, itemsOf } from '../../yaml/path';
import { isObjective } from '../ruleObjects';
import { serviceLevelObjective } from '../schema/serviceLevelObjective';
import { CrdReader } from './crdReader';
import { replaceText } from './fixes';
import { checkMetadata } from './metadata';
import type { StructureProblem } from './problem';
import { Report } from './report';
import { isNullNode, isTextNode } from './scalars';
import { servedProblem } from './served';
import { View } from './view';

/** The `apiVersion` of an object of ours, which must serve its kind, and its `metadata`. */
export function checkIdentity(root: YamlNode, report: Report): void {
  const map = follow(root);
  if (map?.kind !== 'map') return;
  const object = new View(map, 'v2');
  if (object.given('apiVersion') && !object.set('apiVersion')) {
    report.error('missing-field', object.keyAt('apiVersion'), 'The object has no `apiVersion`; write one.');
  }
  if (object.set('apiVersion') && object.set('kind')) checkServed(object, report);
  const inner = follow(object.node('metadata'));
  // That there is none at all has been said with the types.
  if (inner?.kind !== 'map') return;
  checkMetadata(new View(inner, 'v2', object.keyAt('metadata')), object.keyAt('metadata'), report);
}

/**
 * What the API server refuses about a document that is no root, or about the items of a list that are none: a kind that nobody
 * serves, keys written twice, and of an objective of Pyrra's what its table says. For files that are to be judged as Kubernetes would though nothing of
 * ours is in them. `isOwn` tells the objects that are judged by their own tables.
 */
export function checkOtherObject(
  root: YamlNode,
  isOwn: (node: YamlNode) => boolean = () => false,
): readonly StructureProblem[] {
  const report = new Report();
  const map = follow(root);
  if (map?.kind !== 'map') {
    if (!map || isNullNode(map)) return [];
    new CrdReader(report).read(root, { kind: 'any' }, { name: 'the object' });
    report.error('wrong-type', map, 'An object for Kubernetes must be a mapping with `apiVersion` and `kind`.');
    return report.sorted();
  }
  const object = new View(map, 'v2');
  const items = follow(object.node('items'));
  if (items?.kind === 'seq' && object.given('apiVersion') && object.text('kind').endsWith('List')) {
    for (const item of itemsOf(items)) {
      const one = follow(item);
      if (one?.kind !== 'map') {
        const at = one && one.from < one.to ? one : object.keyAt('items');
        report.error('wrong-type', at, 'An item of a list must be an object with `apiVersion` and `kind`.');
      } else if (!isOwn(one)) checkNamed(new View(one, 'v2', object.keyAt('items')), report);
    }
    if (items.items.some(item => isOwn(follow(item)!))) return report.sorted();
  } else checkNamed(object, report);
  const schema = isObjective(object.text('apiVersion'), object.text('kind')) ? serviceLevelObjective : undefined;
  new CrdReader(report).read(root, schema ?? { kind: 'any' }, { name: 'the object' });
  return report.sorted();
}

/** That both words are there, and that the kind is served. */
function checkNamed(object: View, report: Report): void {
  for (const key of ['kind', 'apiVersion']) {
    const node = object.node(key);
    if (node && isTextNode(node) && object.text(key) !== '') continue;
    const at: Span = object.fields.has(key) ? object.keyAt(key) : object.at;
    report.error('missing-field', at, `The object has no \`${key}\`; write one.`);
    return;
  }
  checkServed(object, report);
}

function checkServed(object: View, report: Report): void {
  const problem = servedProblem(object.text('apiVersion'), object.text('kind'));
  if (!problem) return;
  const { key, message, meant } = problem;
  const scalar = object.scalar(key);
  const fix = scalar && meant !== undefined ? replaceText(scalar, meant) : undefined;
  report.error('unserved-kind', object.valueAt(key), message, { fix });
}
