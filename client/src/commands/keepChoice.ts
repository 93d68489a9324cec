// Makes a folder use a server. The name of it is kept where the person wants it: the settings of a workspace are a file of
// the repository, which others have, too.
import * as vscode from 'vscode';
import type { CommandContext } from './context';

/** Asks where the choice is kept, and keeps it; false where the person gives up, and then nothing is written. */
export async function keepChoice(
  { servers }: CommandContext,
  name: string,
  resource: vscode.Uri | undefined,
): Promise<boolean> {
  const place = servers.placeOfChoice(resource);
  if (place.file === undefined) {
    await servers.choose(name, 'user', resource);
    return true;
  }
  const here = {
    label: '$(repo) In this workspace',
    detail: `Writes the server's name into ${place.file}, which may be shared with others.`,
    where: 'workspace',
  } as const;
  const user = {
    label: '$(account) In your user settings',
    detail: 'Counts for every folder that names no server of its own.',
    where: 'user',
  } as const;
  // What the workspace names itself comes before the user's settings.
  const items = place.named ? [here] : [user, here];
  const picked = await vscode.window.showQuickPick(items, {
    title: `ML Alerts: Use ${name}`,
    placeHolder: 'Where is the choice to be kept?',
  });
  if (!picked) return false;
  await servers.choose(name, picked.where, resource);
  return true;
}
