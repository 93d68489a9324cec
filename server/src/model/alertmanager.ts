// An Alertmanager configuration as checks and features read it: receivers, the route tree, intervals, inhibition. Also of an
// AlertmanagerConfig object, whose keys are in camelCase: the operator hangs its routes into a tree. Offsets are in the root's
// region but for those of receivers and routes, which are parts. Layer: model (above yaml).

import type { YamlMap, YamlNode, YamlPair, YamlScalar } from '../yaml/node';
import type { MatcherMode } from './matchers';
import type { Root } from './root';

export interface Receiver {
  readonly node: YamlMap;
  readonly name?: YamlScalar;
  /** `slack_configs: […]` (of an object `slackConfigs`) and the like, in order. */
  readonly integrations: readonly Integration[];
}

export interface Integration {
  /** Key of the list as it is written: `slack_configs`, `slackConfigs`. */
  readonly type: string;
  readonly key: YamlNode;
  /** One map an item; items of other kinds are left out. */
  readonly node: YamlMap;
}

export interface MatcherNode {
  readonly label: string;
  readonly op: '=' | '!=' | '=~' | '!~';
  readonly value: string;
  /** A pattern of `match_re`, which Alertmanager keeps with its anchors. */
  readonly anchored?: true;
  /** The scalar (or pair of `match`) that holds it. */
  readonly node: YamlNode;
}

export interface Route {
  readonly node: YamlMap;
  readonly receiver?: YamlScalar;
  readonly groupBy?: YamlPair;
  readonly groupWait?: YamlScalar;
  readonly groupInterval?: YamlScalar;
  readonly repeatInterval?: YamlScalar;
  /** The list under `matchers`. */
  readonly matcherList?: YamlNode;
  /** `match`, `match_re` and `matchers` together. */
  readonly matchers: readonly MatcherNode[];
  /** Names of the time intervals in which it is silent, and of those outside of which it is. */
  readonly mutes: readonly YamlScalar[];
  readonly actives: readonly YamlScalar[];
  readonly continues: boolean;
  /** Labels of the route itself, with their templates. */
  readonly labels?: readonly { readonly name: string; readonly value: string }[];
  readonly routes: readonly Route[];
}

/** A part of a configuration with the text that its offsets are in: its own lines, or the whole text. */
export interface Part<T> {
  readonly it: T;
  readonly text: string;
  /** Where `text` begins in the region's text. */
  readonly base: number;
  /** The same object as long as the part's own lines stay the same; undefined where it was not read by itself. */
  readonly unit?: object;
}

/** Parts that follow each other in a list. */
export interface PartBlock<T> {
  readonly parts: readonly Part<T>[];
  /** Where the text of the first one begins; 0 where they were not read by themselves. */
  readonly base: number;
  /** The same object as long as the lines of all of them stay the same; undefined where they were not read by themselves. */
  readonly block?: object;
}

export interface AlertmanagerFile {
  readonly root: Root;
  /** How its matchers were read. */
  readonly mode: MatcherMode;
  /** The map with the receivers: of an object its `spec`. */
  readonly node?: YamlMap;
  /** The root route without the routes below it. */
  readonly route?: Route;
  /** The routes directly below the root route. */
  readonly routes: readonly Part<Route>[];
  readonly receivers: readonly Part<Receiver>[];
  /** The same routes and receivers in blocks. */
  readonly blocks: { readonly routes: readonly PartBlock<Route>[]; readonly receivers: readonly PartBlock<Receiver>[] };
  /** `time_intervals`, `mute_time_intervals` and their like of objects: names with their scalars. */
  readonly intervals: readonly { readonly name: YamlScalar; readonly node: YamlMap }[];
}
