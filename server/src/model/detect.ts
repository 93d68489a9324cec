// Which kind of document a text is, by its shape and never by its file name.
// Layer: model (above yaml).
export type { Root, RootKind, RuleDialect } from './root';
