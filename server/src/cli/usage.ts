// The text of `--help`. Layer: cli.

export const usage = `usage: ml-alert-rules check [options] PATH...
       ml-alert-rules test [options] FILE...
       ml-alert-rules preview [options] FILE
       ml-alert-rules query [options] EXPR
       ml-alert-rules route [options] FILE...
       ml-alert-rules explain CHECK
       ml-alert-rules catalog [options] SOURCE
       ml-alert-rules lsp

check   judge rule files, PrometheusRule objects and Alertmanager configuration as their targets would
  --format FORMAT           how findings are printed: text (the default), json, sarif, github, junit or gitlab
  --prometheus VERSION      target version, such as 2.42 or 3.16 (default: the newest known)
  --alertmanager VERSION    target version, such as 0.25 or 0.34
  --enable-feature LIST     Prometheus feature flags, separated by commas, or "all"
  --config FILE             configuration instead of the .ml-alert-rules.yaml of the workspace
  --as KIND                 judge every named file as rules, alertmanager or kubernetes, whatever its shape
  --workspace DIR           read DIR for definitions, routes and recording rules of the named files
  --max-warnings N          exit with 1 when there are more warnings
  --fix                     write safe fixes, until there are none left; what remains is reported
  --fix-dry-run             print what --fix would change as a diff instead
  --write-baseline FILE     note all findings but errors in FILE, as known
  --baseline FILE           report only what FILE does not know
  --max-file-size SIZE      refuse larger files (default: 20M)
  --files-from FILE         read paths from FILE, one a line; - is standard input, and a pipe will do
  --stdin-filename NAME     judge standard input as a file of this name; with --fix the fixed text is printed,
                            and findings go to standard error

A folder is searched for files, without what .gitignore names and without links that lead out of it; only regular files are
read. What is named itself may lie anywhere.

test    run promtool's unit tests of rules, without promtool; PrometheusRule objects may be tested as well
  --run REGEX               only tests whose name matches
  --coverage                tell which alerts fire in no test
  --format FORMAT           text (the default), json or junit

preview what the alerts of a file would have done: when they would have fired, and what they would have said
  --rule NAME               only alerts of this name
  --server URL, --header NAME:VALUE, --simulate [SCENARIO], --seed N
                            where series come from, as for query
  --workspace DIR           read DIR for recording rules that the server may lack, and for the Alertmanager configuration
                            that says who would have been told
  --since DURATION          length of the window (default: 24h)
  --until TIME              its end: 2026-03-02T14:00:00Z, 1772460000, now (the default) or now-6h
  --format FORMAT           text (the default) or json

query   what an expression gives, on a server or on simulated data
  --server URL              ask this Prometheus
  --header NAME:VALUE       send this with every request; may be given several times
  --simulate [SCENARIO]     ask a simulated cluster: a name such as thermal-runaway, or a file with a scenario; without
                            either the scenario whose fault the expression is about
  --seed N                  another cluster with the same faults
  --at TIME                 at one time: 2026-03-02T14:00:00Z, 1772460000, now (the default) or now-6h
  --start TIME --end TIME   over a range of time
  --step DURATION           between two points of the range, such as 30s
  --format FORMAT           text (the default) or json

route   which receivers an alert reaches by an Alertmanager configuration, why, when, and what the message looks like
  --label NAME=VALUE        a label of the alert; given as often as it has labels. Without any the alerts of the rules among
                            the files are routed, as far as their labels are known
  --annotation NAME=VALUE   an annotation of the alert, for its message
  --firing NAME=VALUE,...   another alert that fires, which may inhibit it; may be given several times
  --at TIME                 mute intervals and inhibition at this time (default: now)
  --external-url URL        where Alertmanager is reached, for links in messages
  --alertmanager VERSION    target version, such as 0.25 or 0.34
  --format FORMAT           text (the default) or json

explain the page of a check, such as promql/used-over-free, or the list of a family, such as gpu

catalog write a catalogue of metrics from a /metrics page: a file, an address, or - for standard input
  --title NAME              how the program is called in messages
  --all                     write metrics that are known already, too
  --max-file-size SIZE      refuse a larger page (default: 64M)

lsp     the language server on standard input and output

Exit status: 0 nothing to refuse, 1 findings, 2 usage or unreadable input.
`;
