// An AlertmanagerConfig that reads a key which its Secret does not have, or a Secret of another namespace: the operator refuses
// the object, and none of its routes is there. Layer: checks.
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'kubernetes/missing-secret-key',
  summary: 'An AlertmanagerConfig reads a key of a Secret that is not there.',
  severity: 'warning',
  since: '0.1.0',
  awaits: 'file',
  on: 'workspace',
  needs: ['workspace'],
  messages: {
    key: 'The Secret `{name}` has no key `{key}` but {keys}, so the operator leaves this object out; name one of them.',
    elsewhere:
      'The Secret `{name}` is in the namespace `{other}`, and the operator looks for it beside this object, in `{namespace}`: without it this object is left out.',
  },
  run({ facts }, ctx) {
    const { objects } = ctx.workspace.surroundings;
    if (!facts.objects || objects.some(({ kind }) => kind === 'transformer')) return;
    for (const { namespace, secrets } of facts.objects) {
      for (const { name, key, at, keyAt } of secrets ?? []) {
        const named = objects.filter(one => one.kind === 'Secret' && one.name === name);
        const own = named.filter(one => one.namespace === namespace);
        const keys = new Set(own.flatMap(one => one.keys ?? []));
        if (own.length > 0) {
          // One without any key is filled in elsewhere.
          if (keys.size === 0 || keys.has(key)) continue;
          const all = [...keys].map(one => `\`${one}\``).join(', ');
          ctx.report(keyAt, 'key', { name, key, keys: all });
        } else if (namespace !== undefined) {
          const other = named.find(one => one.namespace !== undefined)?.namespace;
          if (other === undefined || named.some(one => one.namespace === undefined)) continue;
          ctx.report(at, 'elsewhere', { name, other, namespace }, { severity: 'info' });
        }
      }
    }
  },
});
