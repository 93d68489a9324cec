// Small changes to YAML text as people make them: lines moved, values replaced, keys misspelt, indentation off.
// For tests that nothing makes the checks throw; test/fuzz has the mutants that the real tools are asked about.

/** A stream of numbers in [0, 1) that a seed decides (mulberry32). */
export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** `text` with one to three changes; `others` lend lines. */
export function mutate(text: string, others: readonly string[], next: () => number): string {
  let changed = text;
  for (let n = 1 + Math.floor(next() * 3); n > 0; n--) changed = mutateOnce(changed, others, next);
  return changed;
}

function mutateOnce(text: string, others: readonly string[], next: () => number): string {
  const lines = text.split('\n');
  const pick = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)]!;
  const at = Math.floor(next() * lines.length);
  const line = lines[at]!;
  const found = /^(\s*(?:- )*)([^:#\s][^:#]*)(:)(\s*)(.*)$/.exec(line);
  switch (Math.floor(next() * 12)) {
    case 0:
      lines.splice(at, 1);
      break;
    case 1:
      lines.splice(at, 0, line);
      break;
    case 2:
    case 3:
    case 4:
      if (found) lines[at] = `${found[1]}${found[2]}: ${pick(VALUES)}`;
      break;
    case 5:
      if (found) lines[at] = `${found[1]}${pick(KEYS)}:${found[4]}${found[5]}`;
      break;
    case 6:
      if (found) lines[at] = `${found[1]}${misspell(found[2]!, next)}:${found[4]}${found[5]}`;
      break;
    case 7:
      lines[at] = next() < 0.5 ? ` ${line}` : line.replace(/^ /, '');
      break;
    case 8: {
      const other = pick(others).split('\n');
      lines.splice(at, 0, pick(other));
      break;
    }
    case 9:
      if (found) lines.splice(at + 1, 0, `${found[1]!.replace(/- /g, '  ')}${pick(KEYS)}: ${pick(VALUES)}`);
      break;
    case 10:
      if (found) lines[at] = `${found[1]}${found[2]}:`;
      break;
    default: {
      const to = Math.floor(next() * lines.length);
      [lines[at], lines[to]] = [lines[to]!, line];
    }
  }
  return lines.join('\n');
}

function misspell(word: string, next: () => number): string {
  const at = Math.floor(next() * word.length);
  switch (Math.floor(next() * 3)) {
    case 0:
      return word.slice(0, at) + word.slice(at + 1);
    case 1:
      return word.slice(0, at) + word.charAt(at).toUpperCase() + word.slice(at + 1);
    default:
      return word.slice(0, at) + word.charAt(at) + word.slice(at);
  }
}

const VALUES = [
  '',
  '~',
  'null',
  '0',
  '1',
  '-1',
  '1.5',
  '30',
  '30s',
  '5m',
  '1h30m',
  '90m1h',
  '300y',
  '1d12h',
  '0s',
  'true',
  '"true"',
  'yes',
  'no',
  'n',
  '""',
  "''",
  '[]',
  '{}',
  '[a]',
  '[a, a]',
  '[a, null]',
  '["..."]',
  '["...", a]',
  '{a: b}',
  '{a: 1}',
  '{"a-b": c}',
  '{__name__: x}',
  '{a: [b]}',
  '- x',
  '!!binary "/w=="',
  '!foo bar',
  '!!int abc',
  '2024-01-01',
  '.inf',
  '0x10',
  '1_000',
  'http://x',
  'http://',
  'ftp://x/',
  'https://a b/',
  '<secret>',
  '"{{ .x }}"',
  '"{{ .x"',
  'localhost:25',
  'localhost',
  '"a:"',
  'TLS12',
  'monday:friday',
  'saturday:sunday',
  '1:5',
  '-1',
  '"08:00"',
  'Europe/Berlin',
  'Nowhere/Atall',
  '["a=b"]',
  '["a=~("]',
  '["a"]',
  '[\'{a="b"}\']',
  'a{b}',
  'a b',
  'a-b',
  'sum(up)',
  '[{name: a, value: b}]',
  '*x',
  '&x y',
  '|',
  '>-',
  '"a" b',
];

const KEYS = [
  'name',
  'rules',
  'groups',
  'interval',
  'limit',
  'labels',
  'annotations',
  'alert',
  'record',
  'expr',
  'for',
  'keep_firing_for',
  'query_offset',
  'partial_response_strategy',
  'route',
  'routes',
  'receiver',
  'receivers',
  'group_by',
  'group_wait',
  'group_interval',
  'repeat_interval',
  'matchers',
  'match',
  'match_re',
  'continue',
  'mute_time_intervals',
  'active_time_intervals',
  'time_intervals',
  'global',
  'inhibit_rules',
  'equal',
  'url',
  'url_file',
  'api_url',
  'http_config',
  'send_resolved',
  'authorization',
  'proxy_url',
  'tls_config',
  'templates',
  'slack_configs',
  'webhook_configs',
  'email_configs',
  'to',
  'timeout',
  'max_alerts',
  'groupBy',
  'groupWait',
  'matchType',
  'value',
  'spec',
  'metadata',
  '<<',
  '"a b"',
  '?',
  'on',
];
