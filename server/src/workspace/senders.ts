// Which Prometheus sends the alerts of a file, and what it does to them before: by the configurations of Prometheus in the workspace.
// Layer: workspace (pure).

import type { Config } from '../config/config';
import type { SecretSteps } from '../model/operatorSenders';
import { type PrometheusConfig, sendingOf } from '../model/prometheusConfig';
import { loads } from '../model/ruleLoading';
import type { Sending } from '../relabel/relabel';
import { type Sender, Senders } from '../relabel/senders';

type Settings = Pick<Config, 'externalLabels' | 'dialect'>;

/** Keeps what was made of the configurations as long as they say the same. */
export class SenderBook {
  private whole: { readonly of: readonly unknown[]; readonly by: SendersByFile } | undefined;
  private changing: { readonly of: readonly unknown[]; readonly text: string; readonly by: SendersByFile } | undefined;

  /** All that is done to alerts. */
  all(configs: readonly PrometheusConfig[], secrets: readonly SecretSteps[], settings: Settings): SendersByFile {
    const of = [configs, secrets, settings];
    if (!this.whole || !isSame(this.whole.of, of))
      this.whole = {
        of,
        by: new SendersByFile(
          configs.map(config => withSecret(config, secrets)),
          settings,
        ),
      };
    return this.whole.by;
  }

  /**
   * What is changed and dropped alone: external labels of one configuration are no proof that no other server sends the same alerts.
   * Undefined where nothing is.
   */
  changes(
    configs: readonly PrometheusConfig[],
    secrets: readonly SecretSteps[],
    settings: Settings,
  ): SendersByFile | undefined {
    if (configs.every(({ stages, object }) => stages?.length === 0 && !object?.secret)) return undefined;
    const of = [configs, secrets, settings];
    if (!this.changing || !isSame(this.changing.of, of)) {
      const plain = configs.map((config): PrometheusConfig => {
        const { unknown, object: _, ...known } = withSecret(config, secrets);
        return { ...known, external: [], ...(known.stages || unknown === undefined ? {} : { unknown }) };
      });
      const text = JSON.stringify([plain, settings.dialect.version]);
      const own = { dialect: settings.dialect, externalLabels: {} };
      const by = this.changing?.text === text ? this.changing.by : new SendersByFile(plain, own);
      this.changing = { of, text, by };
    }
    return this.changing.by;
  }
}

/** A configuration with the steps of the Secret that it names. */
function withSecret(config: PrometheusConfig, secrets: readonly SecretSteps[]): PrometheusConfig {
  const { object, stages } = config;
  const named = object?.secret;
  if (!named || !stages) return config;
  const found = secrets.filter(
    ({ name, key, namespace }) =>
      name === named.name &&
      key === named.key &&
      (namespace === undefined || object.namespace === undefined || namespace === object.namespace),
  );
  const [secret] = found;
  if (!secret || new Set(found.map(({ steps }) => JSON.stringify(steps))).size > 1) {
    const { stages: _, ...rest } = config;
    return { ...rest, unknown: `steps stand in the Secret \`${named.name}\`, which is not read` };
  }
  const [first = [], ...others] = stages;
  return { ...config, stages: [[...first, ...secret.steps], ...others] };
}

function isSame(some: readonly unknown[], others: readonly unknown[]): boolean {
  return some.every((one, i) => one === others[i]);
}

/** Gives the senders of files, the same object for the same ones. */
export class SendersByFile {
  private readonly known = new Map<string, Senders>();

  constructor(
    private readonly configs: readonly PrometheusConfig[],
    private readonly settings: Settings,
  ) {}

  /** Who may send the alerts of a file, or of any where it is left out; undefined where no configuration is there. */
  of(file: string | undefined): Senders | undefined {
    if (this.configs.length === 0) return undefined;
    const loading = file === undefined ? [] : this.configs.filter(config => loads(config, file));
    const chosen = loading.length > 0 ? loading : this.configs;
    const key = chosen.map(config => this.configs.indexOf(config)).join();
    const senders = this.known.get(key) ?? new Senders(chosen.map(config => this.senderOf(config)));
    this.known.set(key, senders);
    return senders;
  }

  private senderOf(config: PrometheusConfig): Sender {
    const { file, unknown } = config;
    const sending = sendingOf(config);
    return { file, ...(sending ? { sending: this.told(sending) } : {}), ...(unknown === undefined ? {} : { unknown }) };
  }

  /** What the settings say of external labels counts. */
  private told(sending: Sending): Sending {
    const { externalLabels, dialect } = this.settings;
    return {
      ...sending,
      ...(externalLabels ? { external: externalLabels } : {}),
      ...(dialect.version.major < 3 ? { legacyNames: true } : {}),
    };
  }
}
