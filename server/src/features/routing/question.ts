// The question where alerts go, and the answer, as data. Layer: features.
import type { Sending } from '../../relabel/relabel';
import type { AskedAlert } from './route';
import type { FilePlace, Routing } from './shapes';

export interface RouteQuestion {
  /** The file that is asked from: where it holds a configuration, that one is meant. */
  readonly file?: string;
  /** The file of the configuration that is meant, where there are several. */
  readonly configuration?: string;
  readonly alerts: readonly AskedAlert[];
  /** What the server that fires the alerts does before it sends them; what the workspace says where left out. */
  readonly sending?: Sending;
  /** The moment that mute intervals and inhibition are asked for, milliseconds since 1970; the first start where left out. */
  readonly at?: number;
  /** The end of the timeline, milliseconds since 1970; where left out five hours after the last start or end of an alert. */
  readonly until?: number;
  /** Whether messages are rendered; so where left out. */
  readonly texts?: boolean;
  /** No more than so many messages; 1,000 where left out. */
  readonly most?: number;
  /** The address under which Alertmanager is reachable, for links in messages. */
  readonly externalURL?: string;
}

export interface RouteReply {
  /** Files with configurations, in order. */
  readonly candidates: readonly string[];
  /** Undefined where there is no configuration, or none of several was named. */
  readonly routing?: Routing<FilePlace>;
}
