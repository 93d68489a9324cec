// By what the documents of a workspace are read: the settings, the catalogue, and what is done to alerts. Layer: workspace.
import type { Catalog } from '../catalog/schema';
import type { Config } from '../config/config';
import type { Senders } from '../relabel/senders';
import type { OtherFiles } from './others';
import { SenderBook, type SendersByFile } from './senders';

/** A basis as it was at one time. */
export interface ReadBy {
  readonly config: Config;
  readonly catalog: Catalog;
  readonly senders: SendersByFile | undefined;
}

export class Basis {
  private readonly book = new SenderBook();

  constructor(
    private readonly other: OtherFiles,
    /** The settings of now. */
    public config: Config,
  ) {}

  now(): ReadBy {
    return { config: this.config, catalog: this.other.catalog(), senders: this.changes() };
  }

  /** Whether it is the same as it was then. */
  holds({ config, catalog, senders }: ReadBy): boolean {
    return catalog === this.other.catalog() && config === this.config && senders === this.changes();
  }

  /** Who sends the alerts of a file, or of any, and all that they do to them. */
  sendersOf(file: string | undefined): Senders | undefined {
    return this.book.all(this.other.prometheusConfigs(), this.other.secretSteps(), this.config).of(file);
  }

  private changes(): SendersByFile | undefined {
    return this.book.changes(this.other.prometheusConfigs(), this.other.secretSteps(), this.config);
  }
}
