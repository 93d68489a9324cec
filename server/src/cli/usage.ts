// The text of `--help`. Layer: cli.

export const usage = `usage: ml-alert-rules check [options] PATH...
       ml-alert-rules lsp

check   judge rule files, PrometheusRule objects and Alertmanager configuration as their targets would
  --format text|json        how findings are printed (default: text)
  --prometheus VERSION      target version, such as 2.42 or 3.16 (default: the newest known)
  --alertmanager VERSION    target version, such as 0.25 or 0.34
  --enable-feature LIST     Prometheus feature flags, separated by commas, or "all"
  --config FILE             configuration instead of the .ml-alert-rules.yaml of the workspace
  --as KIND                 judge every named file as rules, alertmanager or kubernetes, whatever its shape
  --workspace DIR           read DIR for definitions, routes and recording rules of the named files
  --max-warnings N          exit with 1 when there are more warnings
  --max-file-size SIZE      refuse larger files (default: 20M)
  --files-from FILE         read paths from FILE, one a line; - is standard input, and a pipe will do
  --stdin-filename NAME     judge standard input as a file of this name

A folder is searched for files, without what .gitignore names and without links that lead out of it; only regular files are
read. What is named itself may lie anywhere.

lsp     the language server on standard input and output

Exit status: 0 nothing to refuse, 1 findings, 2 usage or unreadable input.
`;
