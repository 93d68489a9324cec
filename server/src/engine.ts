// What the extension host takes out of the language server's file once a server is asked or a rule previewed: the build makes
// every use of this module one of `dist/server.js`, loaded then, so that the package carries all that once (`esbuild.mjs`).
// Layer: beside the service.
export { firingsOf, fixedLabels, labelsOfResults, templateLabels, withTransitions } from './alerting/backtest/backtest';
export { AlertTexts } from './alerting/texts';
export { askBacktest } from './backtest/backtestRule';
export { recordedAsker } from './backtest/recorded';
export { costOf, loadsOf } from './datasource/cost';
export { createPrometheusClient } from './datasource/prometheus/client';
export { chooseScenario } from './datasource/simulated/choice';
export { joinedFacts, knowledgeOfFacts } from './datasource/simulated/facts';
export { createScenarios } from './datasource/simulated/scenarios';
export { createSimulatedSource } from './datasource/simulated/source';
export { dialect } from './promql/dialect';
export { prometheusTemplates } from './template/env';
export { parseTemplate } from './template/parser';
