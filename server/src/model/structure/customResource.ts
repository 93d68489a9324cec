// What the API server says of any custom resource: its name, its version. Layer: model.
import type { YamlNode } from '../../yaml/node';
import { follow } from '../../yaml/path';
import type { Report } from './report';
import { shorten } from './scalars';
import { View } from './view';

/** `metadata`: a name, or the beginning of one. */
export function checkMetadata(root: YamlNode, report: Report): void {
  const map = follow(root);
  if (map?.kind !== 'map') return;
  const object = new View(map, 'v2');
  const inner = follow(object.node('metadata'));
  const metadata = inner?.kind === 'map' ? new View(inner, 'v2', object.keyAt('metadata')) : undefined;
  if (!metadata?.set('name') && !metadata?.set('generateName')) {
    const at = metadata ? (metadata.fields.has('name') ? metadata.keyAt('name') : object.keyAt('metadata')) : object.at;
    report.error('missing-field', at, 'The object has no name; write one under `metadata`.');
    return;
  }
  const name = metadata.text('name');
  if (
    name !== '' &&
    (name.length > 253 || !/^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/.test(name))
  ) {
    report.error(
      'invalid-name',
      metadata.valueAt('name'),
      `\`${shorten(name)}\` is no name of an object; use small letters, digits, \`-\` and \`.\`, a letter or digit at both ends.`,
    );
  }
}
