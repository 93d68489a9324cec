// Where the data of the preview come from: the folder's server, another one, or a simulated scenario.
import * as vscode from 'vscode';
import type { Servers } from '../servers';
import type { PreviewController } from './control';
import { fittingScenario, type Simulations } from './simulation';

interface DataItem extends vscode.QuickPickItem {
  readonly scenario?: string;
  readonly other?: true;
}

/** Lets the person choose; `simulated` leaves the servers out. */
export async function selectData(
  controller: PreviewController,
  servers: Servers,
  simulations: Simulations,
  simulated: boolean,
): Promise<void> {
  const uri = controller.current().target?.uri;
  const resource = uri === undefined ? undefined : vscode.Uri.parse(uri);
  const choice = servers.choice(resource);
  // Where no server is configured, what fits is shown without being picked.
  const current = controller.state().scenario ?? (choice.kind === 'none' ? fittingScenario : undefined);
  const inUse = (is: boolean): string => (is ? ' (shown)' : '');
  const ofServers: DataItem[] = [
    { label: 'Servers', kind: vscode.QuickPickItemKind.Separator },
    ...(choice.kind === 'server'
      ? [{ label: choice.server.name, description: choice.server.url + inUse(current === undefined) }]
      : []),
    {
      label: servers.list().servers.length > 0 ? '$(server) Choose another server…' : '$(add) Add a server…',
      other: true,
    },
  ];
  const fitting: DataItem = {
    label: '$(beaker) Simulated: what makes the rule fire',
    description: inUse(current === fittingScenario).trim(),
    detail: 'Each rule is shown in the scenario whose fault it is about.',
    scenario: fittingScenario,
  };
  const scenarios = (await simulations.list(uri ?? 'untitled:rules.yaml')).map(
    ({ name, title, about }): DataItem => ({
      label: `$(beaker) Simulated: ${title}`,
      description: inUse(name === current).trim(),
      detail: about,
      scenario: name,
    }),
  );
  const picked = await vscode.window.showQuickPick<DataItem>(
    [
      ...(simulated ? [] : ofServers),
      { label: 'Simulated data, no server is asked', kind: vscode.QuickPickItemKind.Separator },
      fitting,
      ...scenarios,
    ],
    { title: 'ML Alerts: Data of the Preview', placeHolder: 'Where do the series come from?', matchOnDetail: true },
  );
  if (!picked) return;
  controller.setScenario(picked.scenario);
  if (picked.other) await vscode.commands.executeCommand('mlAlertRules.selectServer', resource);
}
