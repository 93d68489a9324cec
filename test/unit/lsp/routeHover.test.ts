// What a hover says of where alerts go, and of which alerts a route gets.
import assert from 'node:assert/strict';
import type { Hover, MarkupContent } from 'vscode-languageserver';
import { Session } from '../../harness/session';

const home = 'file:///w';
const rules = `groups:
- name: g
  rules:
  - alert: Hot
    expr: x > 1
    labels: {team: ml}
  - alert: Cold
    expr: x < 1
    labels: {team: '{{ $labels.owner }}'}
  - alert: Other
    expr: y
`;
const configuration = `route:
  receiver: all
  routes:
  - receiver: chat
    group_wait: 10s
    matchers: [team="ml"]
    routes:
    - matchers: [severity="page"]
      receiver: nobody
receivers:
- name: all
  webhook_configs: [{url: 'http://x'}]
- name: chat
  slack_configs: [{channel: '#ml', api_url: 'https://x.example'}]
- name: nobody
`;

describe('hover of routing', () => {
  let session: Session;
  const start = async (files: Record<string, string>): Promise<void> => {
    const onDisk = new Map(Object.entries(files).map(([name, text]) => [`${home}/${name}`, text]));
    session = await Session.start({ files: onDisk, folders: [home] });
    await session.quiet();
  };
  /** What is said at the first character of `text` in a file. */
  const hover = async (name: string, text: string, source: string): Promise<string | undefined> => {
    session.open(`${home}/${name}`, source);
    await session.quiet();
    const lines = source.slice(0, source.indexOf(text)).split('\n');
    const position = { line: lines.length - 1, character: lines.at(-1)!.length + 1 };
    const found = await session.request<Hover | null>('textDocument/hover', {
      textDocument: { uri: `${home}/${name}` },
      position,
    });
    return found ? (found.contents as MarkupContent).value : undefined;
  };
  afterEach(() => session.stop());

  it('tells on an alert who gets it', async () => {
    await start({ 'rules.yaml': rules, 'am.yml': configuration });
    assert.equal(await hover('rules.yaml', 'Hot', rules), 'Goes by `am.yml` to\n\n- `chat` (slack), after 10s');
    assert.equal(
      await hover('rules.yaml', 'Cold', rules),
      'Goes by `am.yml` to\n\n- perhaps `chat` (slack), after 10s\n- perhaps `all` (webhook), after 30s',
    );
  });

  it('tells on a route which alerts end there, below what its key is for', async () => {
    await start({ 'rules.yaml': rules, 'am.yml': configuration });
    assert.equal(
      await hover('am.yml', 'chat', configuration),
      'One alert of the workspace ends here: `Hot`.\n\nPerhaps, as the data decides: `Cold`.',
    );
    assert.equal(await hover('am.yml', 'nobody', configuration), 'No alert of the workspace ends here.');
    assert.match(
      (await hover('am.yml', 'receiver: all', configuration))!,
      /^\*\*`receiver`\*\*[\s\S]*---\n\nOne alert of the workspace ends here: `Other`/,
    );
  });

  it('is silent without a configuration, and with two that do not agree', async () => {
    await start({ 'rules.yaml': rules });
    assert.equal(await hover('rules.yaml', 'Hot', rules), undefined);
    session.stop();
    // They are named in the order of their names, whichever was opened first.
    await start({ 'rules.yaml': rules, 'b.yml': configuration.replaceAll('chat', 'talk'), 'a.yml': configuration });
    assert.equal(await hover('rules.yaml', 'Hot', rules), undefined);
    assert.equal(
      await hover('rules.yaml', 'Other', rules),
      'Goes by `a.yml` and `b.yml` to\n\n- `all` (webhook), after 30s',
    );
  });
});
