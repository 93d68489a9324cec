// What is known of an object by which prometheus-operator finds others. Layer: model (pure).
import type { LabelSelector } from './labelSelector';

export type MonitorKind = 'ServiceMonitor' | 'PodMonitor';

/** Which objects of a kind one takes. */
export type Selecting = Pick<OperatorObject, 'selector' | 'namespaces' | 'key'>;

export interface OperatorObject {
  readonly kind:
    | 'Prometheus'
    | 'ThanosRuler'
    | 'Alertmanager'
    | 'Namespace'
    | 'Secret'
    | 'transformer'
    | 'kustomization'
    /** What takes monitors in the place of a Prometheus, by selectors that are not read. */
    | 'collector'
    /** The same of rules. */
    | 'ruler';
  readonly name: string;
  readonly namespace?: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Which rules or AlertmanagerConfig objects it takes, and of which namespaces; null where it says nothing. */
  readonly selector?: LabelSelector | null;
  readonly namespaces?: LabelSelector | null;
  /** What it writes before its selector: `ruleSelector`. */
  readonly key?: string;
  /** Of a Prometheus: the same of monitors, by their kinds. */
  readonly monitors?: Readonly<Record<MonitorKind, Selecting>>;
  /** Of an Alertmanager: the Secret with its configuration. */
  readonly secret?: string;
  /** Of a Secret: the keys of its data. */
  readonly keys?: readonly string[];
  /** Of a Prometheus: the label that every rule and selector gets. */
  readonly enforced?: string;
  /** Of a kustomization: the folders and files that it takes, its own folder first; everything where absent. */
  readonly covers?: readonly string[];
  /** Of a transformer: the labels that it puts on objects; any where absent. */
  readonly brings?: readonly string[];
  /** Of a transformer: whether it leaves namespaces as they are. */
  readonly keepsNamespace?: true;
}
