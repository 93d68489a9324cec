// AlertmanagerConfig objects: the API server's view of their types, then the operator's webhook: routes, receivers,
// intervals. Layer: model.

import type { Span } from '../../text/span';
import type { YamlNode } from '../../yaml/node';
import { itemsOf } from '../../yaml/path';
import { alertmanagerConfigSchema } from '../schema/alertmanagerConfig';
import type { ObjectSchema } from '../schema/types';
import { checkGeneratedInhibitions, checkGeneratedIntervals, checkGeneratedReceiver } from './crdGenerated';
import { checkCrdIntervals } from './crdIntervals';
import { CrdReader } from './crdReader';
import { checkCrdReceiver } from './crdReceivers';
import { checkCrdRoute, checkRepeatedLabels } from './crdRoutes';
import { checkIdentity } from './customResource';
import type { StructureOptions } from './options';
import type { StructureProblem } from './problem';
import { Report } from './report';
import { shorten } from './scalars';
import { View, viewOf } from './view';

/** Everything that is refused or dropped about an AlertmanagerConfig. */
export function checkAlertmanagerConfigStructure(
  root: YamlNode,
  options: StructureOptions,
): readonly StructureProblem[] {
  const report = new Report();
  const top = viewOf(root);
  const version = top?.text('apiVersion').split('/').pop() ?? 'v1alpha1';
  const hasRoute = viewOf(top?.node('spec'))?.given('route') === true;
  const target = {
    onObject: (map: View['map'], object: ObjectSchema, owner: Span | undefined): void => {
      const view = new View(map, 'v2', owner);
      checkCrdReceiver(view, object, { report, options, viewOf });
      // Without a route the operator leaves the receivers out.
      if (hasRoute) checkGeneratedReceiver(view, object, report);
    },
  };
  new CrdReader(report, target).read(root, withoutChildren(version), { name: 'the object' });
  checkIdentity(root, report);
  const spec = top && viewOf(top.node('spec'));
  if (spec) checkSpec(spec, version, options, report);
  return report.sorted();
}

function checkSpec(spec: View, version: string, options: StructureOptions, report: Report): void {
  // Only the schema of v1alpha1 tells receivers and labels apart by itself.
  if (version === 'v1beta1') checkRepeated(spec, report);
  const receivers = namesIn(spec.node('receivers'));
  const key = version === 'v1beta1' ? 'timeIntervals' : 'muteTimeIntervals';
  const intervals = namesIn(spec.node(key));
  checkCrdIntervals(spec.node(key), report);
  checkGeneratedInhibitions(spec, version, report, options);
  const route = viewOf(spec.node('route'));
  if (!route) return;
  checkGeneratedIntervals(spec, key, report);
  if (!route.set('receiver')) {
    const at = route.fields.has('receiver')
      ? route.keyAt('receiver')
      : route.fields.size > 0
        ? route.at
        : spec.keyAt('route');
    report.error('missing-field', at, 'The first route needs a `receiver`.');
  }
  checkCrdRoute(route, { receivers, intervals, report, version, options, intervalList: key }, 0);
}

function checkRepeated(spec: View, report: Report): void {
  const first = new Map<string, Span>();
  for (const item of itemsOf(spec.node('receivers'))) {
    const receiver = viewOf(item);
    const name = receiver?.text('name') ?? '';
    if (!receiver || name === '') continue;
    const at = receiver.valueAt('name');
    const earlier = first.get(name);
    if (!earlier) first.set(name, at);
    else {
      report.error(
        'duplicate-receiver',
        at,
        `The name \`${shorten(name)}\` is already taken in \`receivers\`; choose another.`,
        {
          related: { span: earlier, message: 'The first one of this name.' },
        },
      );
    }
  }
  const route = viewOf(spec.node('route'));
  if (route) checkRepeatedLabels(route, report);
}

function namesIn(list: YamlNode | undefined): ReadonlySet<string> {
  return new Set(itemsOf(list).map(item => viewOf(item)?.text('name') ?? ''));
}

/** The table with child routes left to the checks here. */
function withoutChildren(version: string): ObjectSchema {
  return replaceKey(alertmanagerConfigSchema(version), ['spec', 'route', 'routes']);
}

function replaceKey(object: ObjectSchema, [first, ...rest]: readonly string[]): ObjectSchema {
  return {
    ...object,
    keys: object.keys.map(info => {
      if (info.name !== first) return info;
      if (rest.length === 0) return { ...info, type: { kind: 'list', item: { kind: 'any' } } };
      return info.type.kind === 'object' ? { ...info, type: replaceKey(info.type, rest) } : info;
    }),
  };
}
