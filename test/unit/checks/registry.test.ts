import assert from 'node:assert/strict';
import { emptyWorkspace } from '../../../server/src/analysis/workspaceFacts';
import { loadCatalog } from '../../../server/src/catalog/lookup';
import { allChecks } from '../../../server/src/checks/registry.gen';
import { compileChecks, mayConcern } from '../../../server/src/checks/run/registry';
import { promqlId, structureId, templateErrorId, templateWarningId } from '../../../server/src/checks/told/ids';
import { resolveConfig } from '../../../server/src/config/config';
import { structureCodes } from '../../../server/src/model/structure/problem';

const ids: ReadonlySet<string> = new Set(allChecks.map(check => check.id));

/** What a reader says in one kind of document only, or what YAML's own check tells. */
const notIn: Readonly<Record<string, readonly string[]>> = {
  rules: [
    'invalid-url',
    'invalid-address',
    'invalid-regex',
    'invalid-matcher',
    'ambiguous-matcher',
    'invalid-template',
    'invalid-interval',
    'duplicate-receiver',
    'duplicate-interval',
    'undefined-receiver',
    'undefined-interval',
    'root-route',
    'duplicate-item',
  ],
  alertmanager: ['other-dialect-key', 'duplicate-group', 'invalid-label-value'],
};

describe('checks/registry', () => {
  it('has a check with a page for everything that a parser or reader says', () => {
    const missing: string[] = [];
    for (const [family, without] of Object.entries(notIn)) {
      for (const code of structureCodes) {
        if (without.includes(code)) continue;
        const id = structureId(family as 'rules' | 'alertmanager', code);
        if (!ids.has(id)) missing.push(id);
      }
    }
    for (const code of [
      'syntax',
      'string',
      'number',
      'version',
      'duration',
      'modifier',
      'arguments',
      'unknown-function',
      'type',
      'operator',
      'regexp',
      'selector',
      'label',
      'too-deep',
    ]) {
      if (!ids.has(promqlId(code))) missing.push(promqlId(code));
    }
    for (const code of [
      'syntax',
      'unclosed',
      'block',
      'escape',
      'number',
      'function',
      'variable',
      'duplicate-define',
    ]) {
      if (!ids.has(templateErrorId(code))) missing.push(templateErrorId(code));
    }
    for (const code of [
      'arg-count',
      'arg-type',
      'field',
      'not-a-function',
      'nil',
      'missing-template',
      'compare',
      'format',
      'regex',
    ]) {
      if (!ids.has(templateWarningId(code))) missing.push(templateWarningId(code));
    }
    assert.deepEqual(missing, []);
  });

  it('has ids of a family and a name, each once', () => {
    const all = allChecks.map(check => check.id);
    for (const id of all) assert.match(id, /^[a-z0-9]+\/[a-z0-9]+(?:-[a-z0-9]+)*$/);
    assert.equal(ids.size, all.length);
  });

  it('asks no rule across files for metrics that nothing is said about', () => {
    const catalog = loadCatalog();
    const dialect = resolveConfig([]).dialect;
    const supplies = { dialect, catalog, workspace: emptyWorkspace };
    const asked = compileChecks(allChecks)
      .sharedOfRule.filter(check => mayConcern(check, ['DCGM_FI_DEV_GPU_TEMP', 'up'], supplies))
      .map(({ id }) => id);
    assert.deepEqual(asked, [], 'a check of rules that looks across files says by `when` or `about` which it is about');
    const renamed = compileChecks(allChecks).sharedOfRule.filter(check => mayConcern(check, ['node_cpu'], supplies));
    assert.ok(renamed.some(({ id }) => id === 'promql/removed-metric'));
  });
});
