// What an Alertmanager object says about the AlertmanagerConfig objects that the operator puts into its configuration: whether
// they get alerts of their own namespace alone. Layer: model.
import type { Change } from '../text/change';
import { parseYaml } from '../yaml/parse';
import { get, getScalar } from '../yaml/path';

/** `spec.alertmanagerConfigMatcherStrategy`, with the namespace of the object. */
export interface MatcherStrategy {
  readonly type: 'OnNamespace' | 'OnNamespaceExceptForAlertmanagerNamespace' | 'None';
  readonly namespace?: string;
}

const key = 'alertmanagerConfigMatcherStrategy';
const types: readonly MatcherStrategy['type'][] = ['OnNamespace', 'OnNamespaceExceptForAlertmanagerNamespace', 'None'];

/** Whether a text has the key at all: most have not. */
export function namesStrategy(text: string): boolean {
  return text.includes(key);
}

/** Whether a text may have the key that it did not have before a change. */
export function mayNameStrategy(text: string, { from, to }: Change): boolean {
  return namesStrategy(text.slice(Math.max(0, from - key.length), to + key.length));
}

/** The strategies of the Alertmanager objects in a text. */
export function matcherStrategiesIn(text: string): readonly MatcherStrategy[] {
  if (!namesStrategy(text)) return [];
  return parseYaml(text).documents.flatMap(({ root }) => {
    if (getScalar(root, 'kind')?.value !== 'Alertmanager') return [];
    const written = getScalar(get(get(root, 'spec'), key), 'type')?.value;
    const type = types.find(one => one === written);
    const namespace = getScalar(get(root, 'metadata'), 'namespace')?.value;
    return type ? [{ type, ...(namespace ? { namespace } : {}) }] : [];
  });
}
