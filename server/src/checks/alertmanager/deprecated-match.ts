// `match` and `match_re` of routes and `source_match`… of inhibition rules are the old form of `matchers`.
import type { YamlMap, YamlPair } from '../../yaml/node';
import { defineCheck } from '../check';

const operators: Readonly<Record<string, string>> = { match: '=', match_re: '=~' };

export const check = defineCheck({
  id: 'alertmanager/deprecated-match',
  summary: 'A route uses the deprecated match or match_re.',
  severity: 'info',
  since: '0.1.0',
  on: 'route',
  messages: {
    deprecated: '`{key}` is deprecated: write the condition as an item of `matchers`.',
  },
  run({ route }, ctx) {
    const pairs = route.node.pairs.filter(({ key }) => key.kind === 'scalar' && key.value in operators);
    const hasMatchers = route.node.pairs.some(({ key }) => key.kind === 'scalar' && key.value === 'matchers');
    for (const pair of pairs) {
      if (pair.key.kind !== 'scalar') continue;
      // Two keys become one list: only a single one can be rewritten in its place.
      const fix = hasMatchers || pairs.length > 1 ? undefined : fixFor(pair, operators[pair.key.value]!);
      ctx.report(pair.key, 'deprecated', { key: pair.key.value }, { fix });
    }
  },
});

/** `match:` with block lines below becomes `matchers:` with an item a line; other layouts are left to the author. */
function fixFor({ key, value }: YamlPair, operator: string) {
  if (value.kind !== 'map' || value.flow || value.pairs.length === 0) return undefined;
  const items = value.pairs.map(pair => itemFor(pair, operator, value));
  if (items.some(item => item === undefined)) return undefined;
  return {
    title: 'Write as matchers',
    safe: true,
    edits: [{ at: key, newText: 'matchers' }, ...items.map(item => item!)],
  };
}

function itemFor({ key, value }: YamlPair, operator: string, map: YamlMap) {
  if (key.kind !== 'scalar' || value.kind !== 'scalar' || key.style !== 'plain') return undefined;
  if (!['plain', 'single', 'double'].includes(value.style) || value.absent || value.anchor || value.tag)
    return undefined;
  if (/[\n\u0000-\u001f]/.test(value.value) || map.anchor || value.value === '') return undefined;
  const quoted = value.value.replace(/[\\"]/g, '\\$&');
  const matcher = `${key.value}${operator}"${quoted}"`;
  // In single quotes nothing but the quote itself needs care, whatever the pattern holds.
  return { at: { from: key.from, to: value.to }, newText: `- '${matcher.replace(/'/g, "''")}'` };
}
