// A Secret with a configuration that no Alertmanager object of its namespace reads: the operator looks for one key of one Secret.
// Layer: checks.
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'kubernetes/unread-configuration',
  summary: 'No Alertmanager object reads the configuration in a Secret.',
  severity: 'warning',
  since: '0.1.0',
  awaits: 'file',
  on: 'workspace',
  needs: ['workspace'],
  messages: {
    key: 'The operator reads `alertmanager.yaml` of this Secret, and takes a configuration that tells nobody as it finds `{key}`: rename the key.',
    name: 'No Alertmanager of this namespace reads this Secret, as `{alertmanager}` takes `{secret}`: give it that name, or name it under `configSecret`.',
  },
  run({ facts }, ctx) {
    const { objects } = ctx.workspace.surroundings;
    // One whose name a template engine writes may read any Secret.
    const isOpen = objects.some(({ kind, name }) => kind === 'transformer' || (kind === 'Alertmanager' && name === ''));
    if (!facts.objects || isOpen) return;
    for (const { kind, name, namespace, at, keys = [] } of facts.objects) {
      if (kind !== 'Secret') continue;
      const beside = objects.filter(one => one.kind === 'Alertmanager' && one.namespace === namespace);
      const [first] = beside;
      if (!first) continue;
      if (beside.some(({ secret }) => secret === name)) {
        const key = keys.find(one => /^(?:alertmanager|config)\.ya?ml$/.test(one));
        if (key !== undefined && !keys.includes('alertmanager.yaml')) ctx.report(at, 'key', { key });
      } else if (namespace !== undefined && keys.includes('alertmanager.yaml')) {
        // Where no namespace is written they may well be in two.
        const data = { alertmanager: first.name, secret: first.secret ?? '' };
        ctx.report(at, 'name', data, { severity: 'info' });
      }
    }
  },
});
