// "ML Alerts: Edit Server": the questions of "Add Server" with what is known filled in.
import { type CommandContext, pickServer } from './context';
import { askForServer } from './serverWizard';
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
  const { server, url, secret } = result;
  if (server.name !== before.name || server.auth.kind === 'none') await context.secrets.remove(before.name);
  if (secret) await context.secrets.write(server.name, url, server.auth, secret.text, secret.unencrypted);
  await context.servers.save(all.map(one => (one.name === before.name ? server : one)));
  await testConnection(context, server);
}
