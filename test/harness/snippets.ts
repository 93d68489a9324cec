// Reads the shipped snippets, expands them as the editor does when the user tabs through, and wraps each into the
// smallest file that holds it. Shared by every test that judges snippets (the targets' own tools, our own engine).
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

/** Where the items of a snippet stand in a file. */
export type SnippetPlace = 'rule' | 'route' | 'receiver' | 'inhibition' | 'interval';

export interface Snippet {
  /** Name of the file without its ending, such as `gpu-health`. */
  readonly topic: string;
  readonly title: string;
  readonly prefix: string;
  readonly description: string;
  /** Lines joined by `\n`, still in snippet syntax. */
  readonly body: string;
  readonly place: SnippetPlace;
}

const FOLDER = join(import.meta.dirname, '..', '..', 'snippets');

/** All snippets of `snippets/*.code-snippets`, in the order of the files' names. */
export function loadSnippets(): readonly Snippet[] {
  return readdirSync(FOLDER)
    .filter(name => name.endsWith('.code-snippets'))
    .sort()
    .flatMap(name => {
      const entries = Object.entries(
        JSON.parse(readFileSync(join(FOLDER, name), 'utf8')) as Record<string, RawSnippet>,
      );
      return entries.map(([title, raw]) => ({
        topic: name.slice(0, -'.code-snippets'.length),
        title,
        prefix: raw.prefix,
        description: raw.description,
        body: raw.body.join('\n'),
        place: placeOf(raw.prefix),
      }));
    });
}

interface RawSnippet {
  readonly prefix: string;
  readonly description: string;
  readonly body: readonly string[];
}

function placeOf(prefix: string): SnippetPlace {
  if (!prefix.startsWith('route-')) return 'rule';
  if (prefix.startsWith('route-receiver-')) return 'receiver';
  if (prefix.startsWith('route-inhibit-')) return 'inhibition';
  if (prefix.startsWith('route-interval-')) return 'interval';
  return 'route';
}

/**
 * The text that stands in the document when every tab stop keeps its default: placeholders (nested, too), the first
 * entry of a choice, mirrors of a tab stop, escapes. Anything else after a `$` throws, since the editor would read
 * it as a variable: a forgotten escape of `$labels` is caught here.
 */
export function expand(body: string): string {
  const defaults = new Map<number, string>();
  // A mirror may stand before the tab stop that gives its default, so the text is read twice.
  new Expansion(body, defaults).run();
  return new Expansion(body, defaults).run();
}

class Expansion {
  private at = 0;

  constructor(
    private readonly body: string,
    private readonly defaults: Map<number, string>,
  ) {}

  run(): string {
    const text = this.text('');
    if (this.at < this.body.length) throw new Error(`unexpected "${this.body[this.at]}" at ${this.at}`);
    return text;
  }

  /** Reads up to one of the characters in `stops` or the end. */
  private text(stops: string): string {
    let out = '';
    while (this.at < this.body.length && !stops.includes(this.body[this.at]!)) {
      const char = this.body[this.at]!;
      if (char === '\\') {
        const next = this.body[this.at + 1];
        const escaped = next !== undefined && (`$}\\${stops}`.includes(next) || (stops === ',|' && next === ','));
        out += escaped ? next : char;
        this.at += escaped ? 2 : 1;
      } else if (char === '$' && stops !== ',|') {
        out += this.tabStop();
      } else {
        out += char;
        this.at++;
      }
    }
    return out;
  }

  private tabStop(): string {
    const head = /^\$(?:(\d+)|\{(\d+)([:|}]))/.exec(this.body.slice(this.at));
    if (head === null) throw new Error(`"${this.body.slice(this.at, this.at + 12)}" is no tab stop: escape the dollar`);
    this.at += head[0].length;
    const stop = Number(head[1] ?? head[2]);
    if (head[3] === ':') {
      const value = this.text('}');
      this.expect('}');
      this.defaults.set(stop, value);
    } else if (head[3] === '|') {
      const first = this.text(',|');
      while (this.body[this.at] === ',') {
        this.at++;
        this.text(',|');
      }
      this.expect('|');
      this.expect('}');
      this.defaults.set(stop, first);
    }
    return this.defaults.get(stop) ?? '';
  }

  private expect(char: string): void {
    if (this.body[this.at] !== char) throw new Error(`"${char}" is missing at ${this.at}`);
    this.at++;
  }
}

/** The smallest valid rule file or Alertmanager configuration that holds the expanded snippet. */
export function wrap(snippet: Snippet): string {
  const item = expand(snippet.body);
  const parsed = parse(item) as readonly Record<string, unknown>[];
  switch (snippet.place) {
    case 'rule':
      return `groups:\n  - name: ${snippet.prefix}\n    rules:\n${indent(item, 6)}\n`;
    case 'route': {
      const names = parsed.flatMap(route => [route['mute_time_intervals'], route['active_time_intervals']]).flat();
      const receivers = parsed.map(route => String(route['receiver']));
      return alertmanager({ routes: item, receivers, intervals: names.filter(name => name !== undefined).map(String) });
    }
    case 'receiver':
      return `route:\n  receiver: ${String(parsed[0]!['name'])}\nreceivers:\n${indent(item, 2)}\n`;
    case 'inhibition':
      return `${alertmanager({ receivers: [], intervals: [] })}inhibit_rules:\n${indent(item, 2)}\n`;
    case 'interval': {
      const route = `- receiver: default\n  mute_time_intervals: [${String(parsed[0]!['name'])}]`;
      return `${alertmanager({ routes: route, receivers: [], intervals: [] })}time_intervals:\n${indent(item, 2)}\n`;
    }
  }
}

function alertmanager(parts: {
  readonly routes?: string;
  readonly receivers: readonly string[];
  readonly intervals: readonly string[];
}): string {
  const lines = ['route:', '  receiver: default'];
  if (parts.routes !== undefined) lines.push('  routes:', indent(parts.routes, 4));
  lines.push('receivers:');
  for (const name of new Set(['default', ...parts.receivers])) {
    lines.push(`  - name: ${name}`, '    webhook_configs:', '      - url: http://127.0.0.1:9095/');
  }
  if (parts.intervals.length > 0) lines.push('time_intervals:');
  for (const name of new Set(parts.intervals)) {
    lines.push(`  - name: ${name}`, '    time_intervals:', `      - days_of_month: ['1']`);
  }
  return `${lines.join('\n')}\n`;
}

function indent(text: string, columns: number): string {
  return text.replace(/^(?=.)/gm, ' '.repeat(columns));
}
