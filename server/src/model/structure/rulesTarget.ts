// How the tree of a rule file is read into its tables: which keys are unknown, and whose they are. Layer: model.
import { reaches } from '../../promql/dialect';
import type { Version } from '../../target/version';
import type { YamlScalar } from '../../yaml/node';
import { dialectGroupKeys, groupObject, mimirFileKeys, ruleObject } from '../schema/rules';
import type { KeyInfo, ObjectSchema } from '../schema/types';
import type { StructureOptions } from './options';
import { isPlainGroup } from './plainRule';
import { type ReaderTarget, spanOfKey } from './reader';
import type { Report } from './report';

export const NO_FEATURES: ReadonlySet<string> = new Set();

export function rulesTarget(options: StructureOptions): ReaderTarget {
  const version = { version: options.prometheus, features: NO_FEATURES };
  const { major, minor } = options.prometheus;
  const empties = takesTextAsWritten(options.prometheus);
  return {
    flavor: 'v3',
    options,
    name: `Prometheus ${major}.${minor}`,
    knows: key => (!key.since || reaches(version, key.since)) && !(key.removedIn && reaches(version, key.removedIn)),
    emptiesForText: (object, key) =>
      empties && object === ruleObject && (key === 'alert' || key === 'record' || key === 'expr'),
    unknownKey,
    isSound: (item, list) => list === 'groups' && isPlainGroup(item),
  };
}

/** Keys that other systems read get a message that says whose they are. */
function unknownKey(name: string, key: YamlScalar, object: ObjectSchema, report: Report): boolean {
  const at = spanOfKey(key);
  if (object.name === groupObject.name || object.name === 'rule file') {
    const owner = OTHER_DIALECTS.find(([, keys]) => keys.some(info => info.name === name));
    if (owner) {
      report.error(
        'other-dialect-key',
        at,
        `\`${name}\` is a key of ${owner[0]}; Prometheus refuses a file that has it.`,
      );
      return true;
    }
  }
  if (object.name === 'rule file' && (name === 'apiVersion' || name === 'spec')) {
    report.error('unknown-key', at, `\`${name}\` belongs to a Kubernetes object; a rule file begins with \`groups\`.`);
    return true;
  }
  if (object.name === 'rule file' && OF_CONFIGURATION.has(name)) {
    const message = `\`${name}\` belongs to Prometheus' configuration, which has no \`groups\`: write the rules into a file of their own and name it under \`rule_files\`.`;
    report.error('unknown-key', at, message);
    return true;
  }
  return false;
}

const OF_CONFIGURATION: ReadonlySet<string> = new Set([
  'global',
  'scrape_configs',
  'alerting',
  'rule_files',
  'remote_write',
  'remote_read',
]);

const OTHER_DIALECTS: readonly (readonly [string, readonly KeyInfo[]])[] = [
  ['Thanos Ruler', dialectGroupKeys.thanos],
  ['Mimir', [...dialectGroupKeys.mimir, ...mimirFileKeys]],
  ['vmalert', dialectGroupKeys.vmalert],
];

/**
 * Prometheus kept YAML nodes for `alert`, `record` and `expr` up to 3.4: a null and base64 were texts as written, a list or
 * mapping was empty.
 */
export function takesTextAsWritten(version: Version): boolean {
  return !reaches({ version, features: NO_FEATURES }, '3.5');
}
