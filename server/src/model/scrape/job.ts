// What a workspace says about one scrape: whom it asks, how often, and what it makes of labels and metrics before they are stored.
// Plain data, whether a configuration of Prometheus, an object of its operator or the values of a chart says it. Layer: model.
import type { RelabelStep } from '../../relabel/step';
import type { YamlNode } from '../../yaml/node';
import { entries, follow, get, getScalar } from '../../yaml/path';
import type { LabelSelector } from '../labelSelector';
import { stepsOf, Unclear } from '../relabelSteps';
import type { WithoutHttp } from './withoutHttp';

export interface ScrapeJob {
  readonly file: string;
  /** What it is called in words for people: "job `dcgm`", "ServiceMonitor `dcgm`". */
  readonly by: string;
  /** Names that tell whom it scrapes: its own, those of services and hosts, values of labels by which it selects. */
  readonly words: readonly string[];
  /** Ports of its targets, where they are numbers. */
  readonly ports: readonly number[];
  /** Whose rules read what it stores, where that is known: those of files or those of objects. */
  readonly rules?: 'files' | 'objects';
  /** The key of the Secret or ConfigMap that it stands in, or that somebody says it stands in. */
  readonly from?: string;
  /** No word tells what it scrapes: it may be anything. */
  readonly any?: true;
  /** More of it is not known than what it scrapes: a template engine has yet to write it, or something patches it. */
  readonly unclear?: true;
  /** It brings series of other jobs with their labels: those of another Prometheus, or what was pushed to a Pushgateway. */
  readonly carries?: 'federated' | 'pushed';
  /** All its targets are programs at a port where they speak no HTTP: it never gets an answer. */
  readonly unanswered?: WithoutHttp;
  /** The collectors of node_exporter that it asks for, where it does not ask for all. */
  readonly collects?: readonly string[];
  /** Seconds between two scrapes. */
  readonly interval?: number;
  /** Whether labels of the exporter win over those of the target; absent where that is not known. */
  readonly honors?: boolean;
  /** Labels of the target before its steps; without a value where only the target tells it, or where targets differ. */
  readonly labels: readonly JobLabel[];
  /** Its targets may bring any other label as well. */
  readonly open?: true;
  /** What is done to the labels of the target, and to those of each series; absent where that is not known. */
  readonly targetSteps?: readonly RelabelStep[];
  readonly metricSteps?: readonly RelabelStep[];
  /** How the key of these last steps is written. */
  readonly key?: string;
  /** The monitor that it is an endpoint of, where it is known whom that selects. */
  readonly monitor?: Monitor;
}

/** How a ServiceMonitor or PodMonitor finds its targets. */
export interface Monitor {
  readonly kind: 'ServiceMonitor' | 'PodMonitor';
  readonly name: string;
  readonly selector: LabelSelector;
  /** The namespaces in which it looks; absent for all, and where that is not known. */
  readonly namespaces?: readonly string[];
  /** The label of the Service, or pod, whose value becomes `job`. */
  readonly jobLabel?: string;
  /** The name of the port that it asks. */
  readonly port?: string;
}

export interface JobLabel {
  readonly name: string;
  readonly value?: string;
  /** Only some targets have it. */
  readonly some?: true;
}

/** The steps below a key; undefined where they cannot be told. */
export function knownSteps(
  node: YamlNode | undefined,
  form: 'config' | 'object',
): { readonly steps: readonly RelabelStep[] } | undefined {
  try {
    return { steps: stepsOf(node, false, form) };
  } catch (error) {
    if (error instanceof Unclear) return undefined;
    throw error;
  }
}

/** The text of a scalar; undefined where there is none, or a template engine has yet to write it. */
export function textAt(node: YamlNode | undefined, key: string): string | undefined {
  const value = getScalar(node, key)?.value;
  return value === undefined || isHeld(value) ? undefined : value;
}

export function flagAt(node: YamlNode | undefined, key: string): boolean | undefined {
  const value = getScalar(node, key)?.value;
  return value === 'true' ? true : value === 'false' ? false : undefined;
}

/** Whether somebody has yet to fill in a text. */
export function isHeld(text: string): boolean {
  return /\{\{|\$\{|\$\(|<%/.test(text);
}

/** The items of a list. */
export function itemsAt(node: YamlNode | undefined, key: string): readonly YamlNode[] {
  const list = follow(get(node, key));
  return list?.kind === 'seq' ? list.items : [];
}

/** The texts of a list, those that are none left out. */
export function textsAt(node: YamlNode | undefined, key: string): readonly string[] {
  return itemsAt(node, key).flatMap(item => {
    const scalar = follow(item);
    return scalar?.kind === 'scalar' ? [scalar.value] : [];
  });
}

/** The labels below a key, with the values that are plain text. */
export function labelsAt(node: YamlNode | undefined, key: string): ScrapeJob['labels'] {
  const map = follow(get(node, key));
  return (map?.kind === 'map' ? entries(map) : []).map(({ name, value }) => {
    const scalar = follow(value);
    return scalar?.kind === 'scalar' && !/[$]|\{\{/.test(scalar.value) ? { name, value: scalar.value } : { name };
  });
}

/** Host and port of an address: `dcgm:9400`, `http://host:80/path`. */
export function addressParts(target: string): { readonly host: string; readonly port?: number } {
  const bare = target.replace(/^[a-z]+:\/\//, '').split(/[/?]/, 1)[0]!;
  const port = /:(\d{1,5})$/.exec(bare)?.[1];
  return { host: bare.replace(/:\d*$/, ''), ...(port ? { port: Number(port) } : {}) };
}
