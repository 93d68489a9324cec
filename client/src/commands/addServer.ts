// "ML Alerts: Add Server": asks for the server, keeps it in the person's settings and says whether it answers.
import type * as vscode from 'vscode';
import type { CommandContext } from './context';
import { keepChoice } from './keepChoice';
import { askForServer, storeSecrets } from './serverWizard';
import { testConnection } from './testServer';

/** Adds a server and makes it the folder's, unless the folder already names another one. */
export async function addServer(context: CommandContext, resource: vscode.Uri | undefined): Promise<void> {
  const before = context.servers.list().servers;
  const result = await askForServer(
    undefined,
    before.map(server => server.name),
    context.secrets,
  );
  if (!result) return;
  const { server } = result;
  // A secret of a server that had this name once must not be found again.
  await context.secrets.remove(server.name);
  await storeSecrets(context.secrets, result);
  await context.servers.save([...before, server]);
  // The only server needs no choice; beside others, or where the folder names one that is not there, it does.
  if (context.servers.choice(resource).kind !== 'server') await keepChoice(context, server.name, resource);
  await testConnection(context, server);
}
