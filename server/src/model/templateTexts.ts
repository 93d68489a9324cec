// Templates of notifications that stand in a document: under the keys of a ConfigMap or Secret, in the values of a chart. They
// are found by what they are called and by what they read, as other programs have templates, too. Layer: model.
import type { Span } from '../text/span';
import type { YamlMap } from '../yaml/node';
import { entries, follow } from '../yaml/path';
import type { Region } from './region';
import type { TemplateText } from './root';

/** Whether a key is the name of a file with templates. */
export function isTemplateFile(key: string): boolean {
  return /\.(?:tmpl|tpl|template|gotmpl)$/.test(key);
}

/** A line of YAML with such a key. */
const KEY_LINE = /^[ ]+["']?[\w.-]+\.(?:tmpl|tpl|template|gotmpl)["']?[ \t]*:/m;

/** Whether a text may hold such templates: taken at each keystroke, so without parsing. */
export function mayHoldTemplates(text: string): boolean {
  return text.includes('define') && KEY_LINE.test(text) && isOfNotifications(text);
}

/** Whether a text reads what Alertmanager hands to its templates. */
export function isOfNotifications(text: string): boolean {
  return NAMED.test(text) && READ.test(text);
}

const NAMED = /\{\{-?[ \t]*define[ \t]/;
const READ =
  /[.$](?:CommonLabels|CommonAnnotations|GroupLabels|Alerts|ExternalURL|GeneratorURL|Annotations|Labels|StartsAt)\b|"__(?:subject|alertmanager(?:URL)?|description|text_alert_list)"/;

/** The scalars of a map as texts, by their keys; `isWanted` chooses among these. */
export function textsIn(
  map: YamlMap,
  region: Region,
  holes: readonly Span[],
  isWanted: (key: string) => boolean = () => true,
): readonly TemplateText[] {
  return entries(map).flatMap(({ name, value }) => {
    const scalar = isWanted(name) ? follow(value) : undefined;
    return scalar?.kind === 'scalar' ? [{ name, text: scalar.value, region, scalar, holes }] : [];
  });
}

/** A map with those of its keys alone whose values are `texts`: the tree of a root. */
export function mapOf(map: YamlMap, texts: readonly TemplateText[]): YamlMap {
  const scalars = new Set(texts.map(({ scalar }) => scalar));
  const pairs = map.pairs.filter(({ value }) => {
    const scalar = follow(value);
    return scalar?.kind === 'scalar' && scalars.has(scalar);
  });
  return { ...map, pairs };
}
