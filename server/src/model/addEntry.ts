// The edit that adds a label or an annotation to a rule, below the last one it has or under a new key. Layer: model.
import type { TextEdit } from '../text/textMap';
import type { YamlMap, YamlNode } from '../yaml/node';
import type { RuleUnit } from './ruleFile';

/** In the rule's text; undefined where the entry cannot be written with certainty: behind aliases, in flow style of several lines. */
export function addEntry(
  rule: RuleUnit,
  where: 'labels' | 'annotations',
  key: string,
  value: string,
): TextEdit | undefined {
  const { text, map, node } = rule;
  // A rule with an alias is written once, for several.
  if (!map || map !== node || map.anchor !== undefined) return undefined;
  const pair = map.pairs.find(one => one.key.kind === 'scalar' && one.key.value === where);
  const entry = `${key}: ${written(value)}`;
  if (pair) return pair.value.kind === 'map' ? intoMap(text, pair.value, entry) : undefined;
  if (map.flow) return intoMap(text, map, `${where}: {${entry}}`);
  const indent = indentOf(text, map);
  return indent === undefined ? undefined : lineBehind(text, map, `${indent}${where}:\n${indent}  ${entry}`);
}

function intoMap(text: string, map: YamlMap, entry: string): TextEdit | undefined {
  const last = map.pairs.at(-1);
  if (!last || map.anchor !== undefined) return undefined;
  if (map.flow) {
    const { to } = last.value;
    return text.slice(map.from, map.to).includes('\n') ? undefined : { from: to, to, newText: `, ${entry}` };
  }
  const indent = indentOf(text, map);
  return indent === undefined ? undefined : lineBehind(text, map, indent + entry);
}

/** White space in front of a block map's keys; the first one may stand behind a dash. */
function indentOf(text: string, { pairs: [first] }: YamlMap): string | undefined {
  if (!first) return undefined;
  const before = text.slice(text.lastIndexOf('\n', first.key.from - 1) + 1, first.key.from);
  return /^[ -]*$/.test(before) ? ' '.repeat(before.length) : undefined;
}

/** A line behind the last one of a node. */
function lineBehind(text: string, node: YamlNode, line: string): TextEdit | undefined {
  const written = text.slice(0, node.to).trimEnd().length;
  const end = text.indexOf('\n', written);
  const to = end < 0 ? text.length : end;
  const at = text[to - 1] === '\r' ? to - 1 : to;
  return { from: at, to: at, newText: `\n${line}` };
}

/** A value as plain text where that is certain to be read as it is. */
function written(value: string): string {
  return /^[A-Za-z][\w/.~%+@?=&-]*(?::\/\/[\w/.~%+@?=&#-]+)?$/.test(value) && !isWord(value)
    ? value
    : JSON.stringify(value);
}

/** Words that plain YAML takes for something other than text. */
function isWord(value: string): boolean {
  return /^(?:null|true|false|yes|no|on|off|y|n)$/i.test(value);
}
