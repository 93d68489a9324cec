// Which test shows what is done about each kind of fault of a server; each of them exists under its title.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';

const folder = path.join(import.meta.dirname, '..');

/** Faults that are not tried over real sockets in `faults.test.ts`, or not only there. */
const elsewhere: readonly (readonly [fault: string, file: string, title: string])[] = [
  ['4 an unknown authority', 'transport/tls', 'are taken from an authority that is named, and from no other'],
  ['5 an expired certificate', 'transport/tls', 'are told with their dates where their time is over'],
  ['5 a certificate of another host', 'transport/tls', 'are told with their names where they are for another host'],
  ['6 https to an http port', 'datasource/client', 'says that a server does not speak https'],
  ['7 http to an https port', 'transport/tls', 'cannot make http out of https, nor the other way round'],
  ['8 a client certificate is wanted', 'transport/tls', 'of the client are shown to a server that wants one'],
  [
    '12 a token that is taken no more',
    'transport/signIn',
    'asks for another token once where the server takes the old one no more, and then says so',
  ],
  ['18 too many points', 'backtest/ask', 'goes in pieces, no more than four at one time, and comes together again'],
  ['18 a window with too many points', 'datasource/client', 'never asks for more points than a server gives'],
  [
    '25 a query that takes long',
    'transport/limited',
    'is patient with a server that starts, and not with one that gave up a query',
  ],
  ['40 an empty result', 'client/controller', 'says that nothing matches'],
  ['40 where its series end', 'client/session', 'explains where the series end'],
  ['41 another type of result', 'client/controller', 'explains results that a rule cannot use'],
  ['43 clocks that disagree', 'client/controllerOrder', 'says when the clocks disagree'],
  ['44 a part of the stores', 'client/live', 'a part of the stores'],
  ['45 a limited list', 'datasource/identify', 'are complete only where fewer came than were asked for'],
  ['47 hostile texts on the panel', 'client/hostile', 'preview against a hostile server'],
  [
    '51 another server in its place',
    'datasource/identify',
    'is another one after a while, of which other things are asked',
  ],
  ['54 a server that is gone', 'client/live', 'is left alone for longer each time, and told once'],
  ['55 a token that ends', 'transport/signIn', 'asks again before a token ends'],
  [
    '56 an edit meanwhile',
    'client/controller',
    'waits for a pause in typing, and cancels the running query on an edit',
  ],
  ['56 a cancelled backtest', 'backtest/ask', 'ends when it is cancelled'],
  ['57 another server or secret', 'lsp/live', 'is forgotten where another server is chosen'],
  // Rules are asked for by group, and never by pages.
  ['60 rules that are read anew', 'datasource/client', 'asks for rules by GET, which is all that servers take'],
];

const read = (file: string): string => fs.readFileSync(path.join(folder, `${file}.test.ts`), 'utf8');

describe('faults of servers: each', () => {
  it('has a test', () => {
    const here = [...read('faults/faults').matchAll(/['`](\d+(?:(?:, | and | to )\d+)*) \w/g)].map(([, rows]) => rows!);
    const shown = new Set(elsewhere.map(([fault]) => Number.parseInt(fault, 10)));
    for (const rows of here) {
      const numbers = rows.match(/\d+/g)!.map(Number);
      for (const [i, number] of numbers.entries()) {
        shown.add(number);
        if (rows.includes(`${number} to`)) for (let one = number; one < numbers[i + 1]!; one++) shown.add(one);
      }
    }
    const all = Array.from({ length: 60 }, (_, i) => i + 1);
    assert.deepEqual(
      all.filter(row => !shown.has(row)),
      [],
    );
  });

  for (const [fault, file, title] of elsewhere)
    it(`is tried where it belongs: ${fault}`, () => assert.ok(read(file).includes(title), `${file}: ${title}`));
});
