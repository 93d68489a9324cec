// What a document holds that we know: the kind of a root, where it stands and its tree.
// Layer: model. Built by detect.ts; re-exported there.
import type { Span } from '../text/span';
import type { YamlDocument, YamlNode, YamlScalar } from '../yaml/node';
import type { Region } from './region';
import type { ObjectSchema } from './schema/types';

export type RootKind =
  | 'rules'
  | 'prometheus-rule'
  | 'alertmanager'
  | 'alertmanager-config'
  /** Templates of notifications that an object or the values of a chart hold, see `templateTexts.ts`. */
  | 'templates'
  /** A ServiceMonitor or PodMonitor: which targets prometheus-operator has scraped. */
  | 'monitor'
  | 'unit-test'
  | 'dcgm-counters'
  /** Metrics that a user describes, see `schema/catalogFile.ts`. */
  | 'catalog'
  /** Simulated exporters and what goes wrong with them, see `schema/scenarioFile.ts`. */
  | 'scenario'
  /** The project's own configuration file. */
  | 'configuration';

/** Whether a root configures Alertmanager: a configuration, or an object of which the operator makes a part of one. */
export function isAlertmanager({ kind }: Pick<Root, 'kind'>): boolean {
  return kind === 'alertmanager' || kind === 'alertmanager-config';
}

/** Whose file it is; of the last three nobody but this program is the reader. */
export type ReadAs = 'rules' | 'unit-test' | 'alertmanager' | 'kubernetes' | 'catalog' | 'scenario' | 'configuration';

/** The text of a file of notification templates that is written into a document. */
export interface TemplateText {
  /** Its key, which is the name of the file. */
  readonly name: string;
  readonly text: string;
  /** The text that the scalar's offsets are in; without a scalar the decoded text itself. */
  readonly region: Region;
  readonly scalar?: YamlScalar;
  /** Template holes in the text of the region. */
  readonly holes: readonly Span[];
}

/** Templates that stand beside a configuration, by name: in Mimir's wrapper, in the values of a chart, in its Secret or ConfigMap. */
export interface TemplatesBeside {
  readonly files: readonly TemplateText[];
  /** Of a Secret or ConfigMap, whose keys are files of the folder that the configuration is in. */
  readonly isFolder?: true;
}

/** A part of a rule file that stands by itself: its list of groups, one group's list of rules, or one rule. */
export type RulePart = 'groups' | 'rules' | 'rule';

/**
 * Whose tree a root is a part of: values under a key where a chart looks, which may come from several files and are not
 * given to the target as they are; values of whoever reads them; an object of another operator.
 */
export type RootHolder = 'chart' | 'values' | 'object';

/** Rule files of other systems: recognised, and not to be judged as Prometheus would. */
export type RuleDialect = 'thanos' | 'mimir' | 'loki' | 'vmalert';

export interface Root {
  readonly kind: RootKind;
  /** The text that this root's offsets are in. */
  readonly region: Region;
  /**
   * The root's map (for a Kubernetes object the object itself, for an embedded file its top); undefined for an empty
   * document. In a rule file read in units each `rules` sequence of this tree is empty: readRuleFile has the rules.
   */
  readonly node?: YamlNode;
  /** The YAML document it stands in, with its problems and comments; offsets in the region's text. */
  readonly document: YamlDocument;
  /** Which document of its region it is, from 0: a tool reads the first of a rule file or configuration only. */
  readonly index: number;
  /** Whether the file has template holes (Helm, Jinja): a finding that touches a hole must be dropped. */
  readonly templated: boolean;
  /** Of a root that is not in the first document: whether all documents before its own are empty. */
  readonly behindNothing?: boolean;
  /** The holes, in the region's text, in order. */
  readonly holes: readonly Span[];
  readonly dialect?: RuleDialect;
  /** The table of its keys, where whoever opens it brings that. */
  readonly schema?: ObjectSchema;
  /** `apiVersion` of a Kubernetes object. */
  readonly apiVersion?: string;
  /** The key of the Secret, ConfigMap or values file under which an embedded file stands. */
  readonly embeddedAs?: string;
  readonly templatesBeside?: TemplatesBeside;
  /** Of `templates`. */
  readonly texts?: readonly TemplateText[];
  /** Of `templates`: a configuration stands beside them and is loaded with them. */
  readonly isLoadedBeside?: true;
  /** Of what stands in an object of Kubernetes: its namespace, where that is written. */
  readonly namespace?: string;
  readonly holder?: RootHolder;
  /** Of an object that takes rules of one sort only: the key that each has to have. */
  readonly head?: 'alert';
  /** Of rules among the values of a chart: its own rules beside them notice targets that are down. */
  readonly isWatched?: true;
  /** Of a rule file that is not there as a whole: which part `node` is. */
  readonly part?: RulePart;
  /** Of a Kubernetes object: whether it is merged into one that stands elsewhere. */
  readonly isPatch?: true;
  /** Of a Kubernetes object: whether it stands where no tool looks, behind the end (`...`) of another document. */
  readonly unread?: boolean;
}

/** Whether the rules of a root are written in PromQL: Loki's and vmalert's expressions are in languages of their own. */
export function isPromql({ dialect }: Pick<Root, 'dialect'>): boolean {
  return dialect !== 'loki' && dialect !== 'vmalert';
}
