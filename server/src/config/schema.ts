// Every setting, once: the configuration file, the editor's settings, the manifest and the documentation read this table.
// Layer: config (pure data).

export interface Setting {
  /** Its path below `mlAlertRules.` in the editor, and in `.ml-alert-rules.yaml`. */
  readonly name: string;
  readonly type:
    | 'version'
    | 'versions'
    | 'features'
    | 'severities'
    | 'scope'
    | 'duration'
    | 'labels'
    | 'options'
    | 'strings';
  readonly doc: string;
  /** False where only the configuration file has it. */
  readonly inEditor: boolean;
}

/** Name of the configuration file that editor and command line share. */
export const configFileName = '.ml-alert-rules.yaml';

/** A larger one is not read, in bytes. */
export const configSizeLimit = 256 * 1024;

/** Prefix of the editor's settings. */
export const settingsSection = 'mlAlertRules';

export const settings = [
  {
    name: 'target.prometheus',
    type: 'version',
    doc: 'Version of Prometheus to judge for, such as `2.42` or `3.16`; the newest known by default.',
    inEditor: true,
  },
  {
    name: 'target.alertmanager',
    type: 'version',
    doc: 'Version of Alertmanager to judge for, such as `0.25` or `0.34`; the newest known by default.',
    inEditor: true,
  },
  {
    name: 'target.features',
    type: 'features',
    doc: 'Feature flags that Prometheus and Alertmanager run with (names of `--enable-feature`, such as `utf8-strict-mode`), or `all` of Prometheus.',
    inEditor: true,
  },
  {
    name: 'target.exporters',
    type: 'versions',
    doc: 'Versions of exporters that run, by their name in the catalogue, such as `vllm: "0.9"`; by the images of manifests where they are not given.',
    inEditor: true,
  },
  {
    name: 'checks',
    type: 'severities',
    doc: 'Severity of a check or a family of checks: `off`, `hint`, `info` or `warning`. An error stays an error.',
    inEditor: true,
  },
  {
    name: 'options',
    type: 'options',
    doc: 'Options of checks, by the id of the check; its page says which it has.',
    inEditor: false,
  },
  {
    name: 'diagnostics.scope',
    type: 'scope',
    doc: 'Whose findings an editor shows: those of all files of the `workspace`, the default, or of `openFiles`.',
    inEditor: true,
  },
  {
    name: 'diagnostics.exclude',
    type: 'strings',
    doc: 'Files of others, written as in `.gitignore`, whose findings an editor shows only while they are open.',
    inEditor: true,
  },
  {
    name: 'scrapeInterval',
    type: 'duration',
    doc: 'How often Prometheus scrapes the targets, such as `30s`: ranges that hold fewer than two samples are reported by it.',
    inEditor: true,
  },
  {
    name: 'externalLabels',
    type: 'labels',
    doc: 'All labels that Prometheus adds to what it sends (its `external_labels`), as templates read them in `$externalLabels`.',
    inEditor: false,
  },
  {
    name: 'catalogs',
    type: 'strings',
    doc: 'Catalogues: files with metrics of your own exporters, relative to the folder; `*` is allowed.',
    inEditor: true,
  },
  {
    name: 'scenarios',
    type: 'strings',
    doc: 'Scenarios of simulated data for previews: files of your own, relative to the folder; `*` is allowed.',
    inEditor: true,
  },
  {
    name: 'ignore',
    type: 'strings',
    doc: 'Paths that are left out, written as in `.gitignore`.',
    inEditor: false,
  },
] as const satisfies readonly Setting[];

export type SettingName = (typeof settings)[number]['name'];

/** Folders that hold what others wrote: vendored code, modules that were fetched, dependencies of charts. Only errors are told there. */
export const usuallyExcluded: readonly string[] = [
  'vendor/',
  'third_party/',
  'bower_components/',
  '.terraform/',
  '.terragrunt-cache/',
  '**/charts/*/charts/',
];

/** The minor versions of Prometheus that can be judged for: the last of 2.x and all of 3.x. */
export const prometheusVersions = { oldest: '2.42', last2: '2.55', oldest3: '3.0', newest: '3.16' } as const;

/** The versions of Alertmanager that can be judged for. */
export const alertmanagerVersions = { oldest: '0.25', newest: '0.34' } as const;
