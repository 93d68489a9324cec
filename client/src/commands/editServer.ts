// "ML Alerts: Edit Server": the questions of "Add Server" with what is known filled in.

import { needsSecret } from '../serverAuth';
import { type CommandContext, pickServer } from './context';
import { askForServer, storeSecrets } from './serverWizard';
import { testConnection } from './testServer';

export async function editServer(context: CommandContext, name?: unknown): Promise<void> {
  const before = await pickServer(context, 'Which server do you want to edit?', name);
  if (!before) return;
  const all = context.servers.list().servers;
  const result = await askForServer(
    before,
    all.map(server => server.name),
    context.secrets,
  );
  if (!result) return;
  const { server } = result;
  if (server.name !== before.name) await context.secrets.remove(before.name);
  else if (!needsSecret(server.auth)) await context.secrets.remove(before.name, server.tls?.key !== undefined);
  await storeSecrets(context.secrets, result);
  await context.servers.save(all.map(one => (one.name === before.name ? server : one)));
  await testConnection(context, server);
}
