// What a receiver is made of: its integrations, each with what it does about resolved alerts. Layer: routing (above model).
import type { Integration } from '../model/alertmanager';
import { touchesHole } from '../model/holes/holes';
import { fieldValue } from '../model/structure/fields';
import { getScalar } from '../yaml/path';
import type { PlacedReceiver, RoutingConfiguration } from './configuration';
import type { Recipient } from './timelineShapes';

/** One of a receiver's integrations. */
export interface PlacedIntegration {
  /** `slack`, `pagerduty`, `email`, … */
  readonly kind: string;
  /** Its place among those of its kind, from 0. */
  readonly index: number;
  /** Whether it is told of resolved alerts; undefined where a template engine has that to say. */
  readonly sendResolved: boolean | undefined;
  readonly integration: Integration;
}

/** Kinds that are not told of resolved alerts unless they ask for it. */
const firingOnly: ReadonlySet<string> = new Set(['email', 'rocketchat', 'slack', 'wechat']);

/** The integrations of a receiver, in the order in which they are written. */
export function integrationsOf({ part, root }: PlacedReceiver): readonly PlacedIntegration[] {
  const count = new Map<string, number>();
  return part.it.integrations.map(integration => {
    const kind = kindOf(integration.type);
    const index = count.get(kind) ?? 0;
    count.set(kind, index + 1);
    const { node } = integration;
    const own = getScalar(node, 'send_resolved') ?? getScalar(node, 'sendResolved');
    const value = fieldValue(node, 'send_resolved') ?? fieldValue(node, 'sendResolved');
    const isOpen =
      value !== undefined && touchesHole(root.holes, { from: value.from + part.base, to: value.to + part.base });
    return {
      kind,
      index,
      sendResolved: isOpen ? undefined : own ? /^(?:true|y|yes|on)$/i.test(own.value) : !firingOnly.has(kind),
      integration,
    };
  });
}

/** Who is told by a receiver; nobody where it has no integrations or is not known. */
export function recipientsOf(
  { receivers }: Pick<RoutingConfiguration, 'receivers'>,
  name: string,
): readonly Recipient[] {
  const receiver = receivers.get(name);
  return (receiver ? integrationsOf(receiver) : []).map(({ kind, index, sendResolved }) => ({
    receiver: name,
    kind,
    index,
    sendResolved: sendResolved ?? true,
  }));
}

/** `slack_configs` and `slackConfigs` are lists of `slack`. */
function kindOf(list: string): string {
  return list.replace(/_?configs$/i, '').toLowerCase();
}
