// `preview --format json`: the backtests as they are, with the messages of the newest firings. Layer: cli.
import type { PreviewOutput, PreviewReport } from '../preview/report';
import { version } from '../version';

export function previewJson({ path, from, to, server, simulated, reports, notifications }: PreviewOutput): string {
  const all = {
    version,
    path,
    ...(simulated ? { simulated } : { server }),
    from: new Date(from).toISOString(),
    to: new Date(to).toISOString(),
    rules: reports.map(ofRule),
    ...(notifications === undefined || typeof notifications === 'string' ? {} : { notifications }),
  };
  return `${JSON.stringify(all, undefined, 2)}\n`;
}

function ofRule({ name, group, line, expr, severity, simulated, problem, rule, asked, moments }: PreviewReport) {
  return {
    name,
    group,
    line,
    expr,
    ...(severity === undefined ? {} : { severity }),
    ...(simulated ? { scenario: simulated.scenario } : {}),
    ...(problem === undefined ? {} : { problem }),
    ...(rule ? { timing: rule.timing } : {}),
    ...(asked
      ? {
          backtest: asked.found,
          ...(asked.check ? { selfCheck: asked.check } : {}),
          messages: moments.map(({ transition, rendered }) => ({
            time: transition.time,
            series: transition.series,
            ...rendered,
          })),
        }
      : {}),
  };
}
