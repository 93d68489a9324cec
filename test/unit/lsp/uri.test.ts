import assert from 'node:assert/strict';
import { canonicalUri, encodeSegment } from '../../../server/src/lsp/uri';

describe('lsp/uri', () => {
  it('gives one URI for all spellings of a file', () => {
    for (const spelling of [
      "file:///a b/it's (1).yaml",
      'file:///a%20b/it%27s%20%281%29.yaml',
      "file:///a%20b/it's%20(1).yaml",
    ]) {
      assert.equal(canonicalUri(spelling), 'file:///a%20b/it%27s%20%281%29.yaml');
    }
    assert.equal(canonicalUri('file:///c:/x.yaml'), canonicalUri('file:///c%3A/x.yaml'));
  });

  it('leaves alone what it does not know', () => {
    assert.equal(canonicalUri('untitled:Untitled-1'), 'untitled:Untitled-1');
    assert.equal(canonicalUri('file:///100%.yaml'), 'file:///100%.yaml');
  });

  it('encodes names that hold separators', () => {
    assert.equal(encodeSegment('a/b?c#d'), 'a%2Fb%3Fc%23d');
  });
});
