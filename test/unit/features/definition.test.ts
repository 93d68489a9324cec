// Definition of receivers, time intervals, recording rules, alerts and metrics.
import assert from 'node:assert/strict';
import { definitions } from '../../../server/src/features/definition';
import { openDocument } from '../../../server/src/model/document';
import { cursor, inExpr, knowledge } from './driver';

const know = knowledge();

/** What the name at the cursor leads to: `file text`, the document's own text without a file. */
function found(marked: string): readonly string[] {
  const offset = marked.indexOf(cursor);
  const text = marked.replace(cursor, '');
  return definitions(openDocument(text), offset, know).map(({ file, span }) =>
    file === undefined ? `${span.from}:${text.slice(span.from, span.to)}` : `${file}:${span.to > span.from}`,
  );
}

const config =
  'route:\n  receiver: te¦am\n  routes:\n    - receiver: other\n      mute_time_intervals: [nights]\nreceivers:\n  - name: team\n  - name: "other"\ntime_intervals:\n  - name: nights\n    time_intervals: []\n';
const move = (text: string, word: string): string =>
  text.replace(cursor, '').replace(word, word.slice(0, 2) + cursor + word.slice(2));
const inSecret = (text: string): string =>
  `apiVersion: v1\nkind: Secret\nmetadata:\n  name: x\nstringData:\n  alertmanager.yaml: |\n${text.replace(/^(?=.)/gm, '    ')}`;

describe('definition', () => {
  for (const [title, write] of [
    ['a configuration', (text: string) => text],
    ['a Secret', inSecret],
  ] as const) {
    it(`of receivers and intervals in ${title}`, () => {
      // The name without its quotes.
      const at = (marked: string, name: string): string =>
        `${marked.replace(cursor, '').search(new RegExp(`(?<=name: ["']?)${name}\\b`))}:${name}`;
      const team = write(config);
      assert.deepEqual(found(team), [at(team, 'team')]);
      const other = write(move(config, 'other'));
      assert.deepEqual(found(other), [at(other, 'other')]);
      const nights = write(move(config, 'nights'));
      assert.deepEqual(found(nights), [at(nights, 'nights')]);
    });
  }

  it('of receivers in an AlertmanagerConfig', () => {
    const marked =
      'apiVersion: monitoring.coreos.com/v1alpha1\nkind: AlertmanagerConfig\nmetadata:\n  name: x\nspec:\n  route:\n    receiver: te¦am\n  receivers:\n    - name: team\n';
    assert.deepEqual(found(marked), [`${marked.replace(cursor, '').lastIndexOf('team')}:team`]);
  });

  it('of recording rules, alerts and metrics of the workspace', () => {
    assert.deepEqual(found(inExpr('ranker:failu¦res:rate5m > 1')), ['rules.yaml:true']);
    assert.deepEqual(found(inExpr('rank_queue_len¦gth > 1')), ['exporter.py:true']);
    assert.deepEqual(found(inExpr('rate(rank_request_duration_seconds_bu¦cket[5m])')), ['exporter.py:true']);
    assert.deepEqual(found(inExpr('ALERTS{alertname="Gpu¦Hot"}')), ['rules.yaml:true']);
    assert.deepEqual(found(inExpr('{__name__="rank_queue¦_length"}')), ['exporter.py:true']);
  });

  it('of nothing else', () => {
    assert.deepEqual(found(inExpr('DCGM_FI_DEV_GPU¦_TEMP > 1')), []);
    assert.deepEqual(found(inExpr('ra¦te(up[5m])')), []);
    assert.deepEqual(found(inExpr('rank_queue_length{ran¦ker="x"}')), []);
    assert.deepEqual(found(move(config, 'team').replace('team\n', 'nobody\n').replace('te¦am', 'te¦am')), []);
    assert.deepEqual(found('receiver: te¦am\n'), []);
  });
});
