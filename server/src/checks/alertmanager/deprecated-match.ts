// `match` and `match_re` of routes and `source_match`, `target_match`… of inhibition rules are the old form of `matchers`.
// Layer: checks.
import type { YamlMap, YamlPair } from '../../yaml/node';
import { defineCheck, type Fix } from '../check';

/** The old keys for equality and for a pattern, and the one that says both. */
interface Form {
  readonly equal: string;
  readonly pattern: string;
  readonly matchers: string;
}

const ofRoutes: Form = { equal: 'match', pattern: 'match_re', matchers: 'matchers' };
const ofInhibition: readonly Form[] = ['source', 'target'].map(side => ({
  equal: `${side}_match`,
  pattern: `${side}_match_re`,
  matchers: `${side}_matchers`,
}));

export const check = defineCheck({
  id: 'alertmanager/deprecated-match',
  summary: 'A route or inhibition rule uses the deprecated match or match_re.',
  severity: 'info',
  since: '0.1.0',
  on: 'conditions',
  messages: {
    deprecated: '`{key}` is deprecated: write the condition as an item of `{matchers}`.',
  },
  run({ map, of, source }, ctx) {
    for (const { equal, pattern, matchers } of of === 'route' ? [ofRoutes] : ofInhibition) {
      const old = map.pairs.filter(({ key }) => isKey(key, equal) || isKey(key, pattern));
      const fix = map.pairs.some(({ key }) => isKey(key, matchers))
        ? undefined
        : fixFor(old, pattern, matchers, source.text);
      // One fix rewrites both keys: it is offered at the first, so that applying all of them applies it once.
      for (const [i, { key }] of old.entries()) {
        if (key.kind !== 'scalar') continue;
        ctx.report(key, 'deprecated', { key: key.value, matchers }, i === 0 ? { fix } : {});
      }
    }
  },
});

function isKey(key: YamlPair['key'], name: string): boolean {
  return key.kind === 'scalar' && key.value === name;
}

/**
 * The pairs as items of `matchers`: block lines below the key become items in their places, a flow map becomes a flow
 * list. Two keys become one list where nothing stands between them; other layouts are left to the author.
 */
function fixFor(pairs: readonly YamlPair[], pattern: string, matchers: string, text: string): Fix | undefined {
  const edits: { at: { from: number; to: number }; newText: string }[] = [];
  for (const [i, { key, value }] of pairs.entries()) {
    if (key.kind !== 'scalar' || key.style !== 'plain' || value.kind !== 'map' || value.pairs.length === 0) {
      return undefined;
    }
    const items = value.pairs.map(pair => itemFor(pair, value, isKey(key, pattern) ? '=~' : '='));
    if (!items.every(item => item !== undefined)) return undefined;
    if (value.flow) {
      if (pairs.length > 1 || text.slice(value.from, value.to).includes('\n')) return undefined;
      const list = items.map(({ newText }) => newText).join(', ');
      edits.push({ at: key, newText: matchers }, { at: value, newText: `[${list}]` });
      continue;
    }
    if (i === 0) {
      edits.push({ at: key, newText: matchers });
    } else {
      // The second key and its line go; its items must stand as deep as the first one's.
      const before = pairs[i - 1]!.value;
      const gap = text.slice(before.to, value.from);
      if (
        !/^[ \t]*\r?\n[ \t]*\w+:[ \t]*\r?\n[ \t]*$/.test(gap) ||
        column(text, value.from) !== column(text, before.kind === 'map' ? before.from : 0)
      ) {
        return undefined;
      }
      edits.push({ at: { from: before.to, to: value.from }, newText: `\n${' '.repeat(column(text, value.from))}` });
    }
    edits.push(...items.map(({ at, newText }) => ({ at, newText: `- ${newText}` })));
  }
  return edits.length > 0 ? { title: `Write as ${matchers}`, safe: true, edits } : undefined;
}

function column(text: string, at: number): number {
  return at - (text.lastIndexOf('\n', at - 1) + 1);
}

function itemFor({ key, value }: YamlPair, map: YamlMap, operator: string) {
  if (key.kind !== 'scalar' || !/^[A-Za-z_]\w*$/.test(key.value) || key.anchor || key.tag || map.anchor || map.tag) {
    return undefined;
  }
  if (value.kind !== 'scalar' || !['plain', 'single', 'double'].includes(value.style)) return undefined;
  if (value.absent || value.anchor || value.tag || /[\u0000-\u001f]/.test(value.value)) return undefined;
  // A bare null is the empty text to Alertmanager, and reads like a slip.
  if (value.style === 'plain' && /^(?:~|null|Null|NULL)?$/.test(value.value)) return undefined;
  const quoted = value.value.replace(/[\\"]/g, '\\$&');
  // In single quotes nothing but the quote itself needs care, whatever the pattern holds.
  const newText = `'${`${key.value}${operator}"${quoted}"`.replace(/'/g, "''")}'`;
  return { at: { from: key.from, to: value.to }, newText };
}
