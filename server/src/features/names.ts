// Receivers and time intervals that an Alertmanager configuration or AlertmanagerConfig names. Layer: features.

import { isAlertmanager, type Root } from '../model/root';
import type { YamlScalar } from '../yaml/node';
import { get, getScalar, itemsOf } from '../yaml/path';

const lists = {
  receivers: ['receivers'],
  intervals: ['time_intervals', 'mute_time_intervals', 'timeIntervals', 'muteTimeIntervals'],
} as const;

/** The scalars that name them, in order; offsets are in the root's region. */
export function namesIn(root: Root, what: 'receivers' | 'intervals'): readonly YamlScalar[] {
  if (!isAlertmanager(root)) return [];
  const holder = root.kind === 'alertmanager' ? root.node : get(root.node, 'spec');
  return lists[what].flatMap(key => itemsOf(get(holder, key)).flatMap(item => getScalar(item, 'name') ?? []));
}
