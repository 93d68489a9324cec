// Every setting, once: the configuration file, the editor's settings, the manifest and the documentation read this table.
// Layer: config (pure data).

export interface Setting {
  /** Its path below `mlAlertRules.` in the editor, and in `.ml-alert-rules.yaml`. */
  readonly name: string;
  readonly type: 'version' | 'features' | 'severities' | 'scope' | 'duration' | 'strings';
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
    doc: 'Feature flags that Prometheus runs with (names of `--enable-feature`), or `all`.',
    inEditor: true,
  },
  {
    name: 'checks',
    type: 'severities',
    doc: 'Severity of a check or a family of checks: `off`, `hint`, `info` or `warning`. An error stays an error.',
    inEditor: true,
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
    name: 'catalogs',
    type: 'strings',
    doc: 'Files with metrics of further exporters, relative to the folder. They are not read yet.',
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

/** Folders that hold what others wrote: vendored code, modules that were fetched, dependencies of charts. */
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
