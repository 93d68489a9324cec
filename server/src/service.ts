// The facade: what the core can do with a workspace, by subject. It owns the caches; hosts import besides it data types and
// pure functions without any. Pure: texts, settings, logs and the date come in. Layer: service.
import { createAnalysis, onceEach } from './analysis/analysis';
import { createFactReader } from './analysis/documentFacts';
import { loadCatalog } from './catalog/lookup';
import type { Catalog } from './catalog/schema';
import type { Check } from './checks/check';
import { allChecks } from './checks/registry.gen';
import { createCursorReader } from './features/cursor/cursor';
import { Edits } from './model/edits';
import { type DocumentService, documentService } from './service/documents';
import { type JudgingService, judgingService } from './service/judging';
import { createKnowledge } from './service/knowledge';
import { type LanguageService, languageService } from './service/language';
import { type PreviewService, previewService } from './service/preview';
import { type RoutingService, routingService } from './service/routing';
import { TemplateOpeners } from './service/templateOpeners';
import { type UnitTestService, unitTestService } from './service/unitTests';

export type { Across } from './service/judging';

export interface ServiceOptions {
  /** A check that failed, told once. */
  readonly onFailure: (id: string, error: unknown) => void;
  /** All checks of the project where left out. */
  readonly checks?: readonly Check[];
  /** The shipped catalogue where left out. */
  readonly catalog?: Catalog;
  /** Today as `YYYY-MM-DD`, for suppressions with an end. */
  readonly today?: () => string;
}

/** All that can be asked, each subject in the file that answers it. */
export interface Service
  extends DocumentService,
    JudgingService,
    LanguageService,
    PreviewService,
    RoutingService,
    UnitTestService {}

/** A service with caches of its own; several may live in one process. */
export function createService(options: ServiceOptions): Service {
  const onFailure = onceEach(options.onFailure);
  const analysis = createAnalysis(onFailure);
  const cursorAt = createCursorReader(analysis);
  const edits = new Edits();
  const openers = new TemplateOpeners();
  const knowledgeOf = createKnowledge(analysis, cursorAt, openers);
  const { checks = allChecks, catalog = loadCatalog(), today } = options;
  return {
    ...documentService(analysis, catalog, createFactReader(analysis), edits),
    ...judgingService({ checks, analysis, edits, openers, onFailure, today }),
    ...languageService(knowledgeOf),
    ...previewService(analysis, knowledgeOf),
    ...routingService(analysis, cursorAt),
    ...unitTestService(analysis, knowledgeOf),
  };
}
