package main

import (
	"context"
	"fmt"
	"math"
	"net/url"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/model/value"
	"github.com/prometheus/prometheus/promql"
	"github.com/prometheus/prometheus/promql/promqltest"
	"github.com/prometheus/prometheus/rules"
	"github.com/prometheus/prometheus/template"
	"github.com/prometheus/prometheus/tsdb"
	"github.com/prometheus/prometheus/tsdb/chunkenc"
	"github.com/prometheus/prometheus/util/teststorage"
)

func moment(seconds float64) time.Time {
	return time.UnixMilli(int64(math.Round(seconds * 1000))).UTC()
}

// bench stands in for a test where the series loader wants one: what would fail the test panics.
type bench struct{ testing.TB }

func (bench) Name() string                      { return "oracle" }
func (bench) Helper()                           {}
func (bench) Cleanup(func())                    {}
func (bench) Logf(string, ...any)               {}
func (bench) Errorf(format string, args ...any) { panic(fmt.Sprintf(format, args...)) }
func (bench) FailNow()                          { panic("the series cannot be loaded") }

func storageOf(load string) (storage *teststorage.TestStorage, err error) {
	defer func() {
		if fault := recover(); fault != nil {
			err = fmt.Errorf("load: %v", fault)
		}
	}()
	// The encodings that keep start timestamps, without which such series cannot be loaded.
	withStarts := func(o *tsdb.Options) {
		o.EnableSTStorage = true
		o.EnableHistogramSTEncoding = true
		o.FloatChunkEncoding = chunkenc.EncXOR2
	}
	return promqltest.LoadedStorage(bench{}, load, withStarts), nil
}

// newEngine takes the default step of subqueries in seconds, a minute where it is 0. "all" switches on what upstream's own
// evaluation tests run with; type-and-unit is not among it.
func newEngine(features []string, subqueryStep float64) *promql.Engine {
	has := func(feature string) bool { return slices.Contains(features, feature) }
	step := moment(subqueryStep).UnixMilli()
	if step == 0 {
		step = time.Minute.Milliseconds()
	}
	return promql.NewEngine(promql.EngineOpts{
		MaxSamples:               10_000_000,
		Timeout:                  time.Minute,
		EnableAtModifier:         true,
		EnableNegativeOffset:     true,
		NoStepSubqueryIntervalFn: func(int64) int64 { return step },
		EnableDelayedNameRemoval: has("all") || has("delayed-name-removal"),
		UseStartTimestamps:       has("all") || has("start-timestamps"),
		EnableTypeAndUnitLabels:  has("type-and-unit"),
		Parser:                   newParser(features),
	})
}

// The text that Prometheus puts before every template of a rule.
const variables = "{{$labels := .Labels}}{{$externalLabels := .ExternalLabels}}{{$externalURL := .ExternalURL}}{{$value := .Value}}"

func renderTemplate(r request) fields {
	value, err := strconv.ParseFloat(fmt.Sprint(r.Value), 64)
	if r.Value != nil && err != nil {
		return refused(err)
	}
	external, err := url.Parse(r.ExternalURL)
	if err != nil {
		return refused(err)
	}
	var query template.QueryFunc = func(context.Context, string, time.Time) (promql.Vector, error) { return nil, nil }
	if r.Load != "" {
		storage, err := storageOf(r.Load)
		if err != nil {
			return refused(err)
		}
		defer storage.Close()
		query = template.QueryFunc(rules.EngineQueryFunc(newEngine(r.Features, 0), storage))
	}
	data := template.AlertTemplateData(r.Labels, r.ExternalLabels, external.String(), promql.Sample{F: value})
	at := model.TimeFromUnixNano(moment(r.At).UnixNano())
	expander := template.NewTemplateExpander(context.Background(), variables+r.Text, "__alert_x", data, at, query, external, nil)
	if err := expander.ParseTest(); err != nil {
		return fields{"ok": false, "parse": false, "error": err.Error()}
	}
	output, err := expander.Expand()
	if err != nil {
		return fields{"ok": false, "parse": true, "error": err.Error()}
	}
	return fields{"ok": true, "output": output}
}

type series struct {
	Labels map[string]string `json:"labels"`
	Values [][2]any          `json:"values"`
}

func evaluate(r request) fields {
	storage, err := storageOf(r.Load)
	if err != nil {
		return refused(err)
	}
	defer storage.Close()
	ctx, engine := context.Background(), newEngine(r.Features, r.Interval)
	var query promql.Query
	if r.Step > 0 {
		step := time.Duration(r.Step * float64(time.Second))
		query, err = engine.NewRangeQuery(ctx, storage, nil, r.Expr, moment(r.Start), moment(r.End), step)
	} else {
		query, err = engine.NewInstantQuery(ctx, storage, nil, r.Expr, moment(r.Start))
	}
	if err != nil {
		return fields{"ok": false, "errors": parserProblems(err)}
	}
	defer query.Close()
	result := query.Exec(ctx)
	warnings, infos := result.Warnings.AsStrings(r.Expr, 0, 0)
	if result.Err != nil {
		return fields{"ok": false, "error": result.Err.Error(), "warnings": warnings, "infos": infos}
	}
	out := fields{"ok": true, "type": result.Value.Type(), "series": seriesOf(result), "warnings": warnings, "infos": infos}
	if text, is := result.Value.(promql.String); is {
		out["string"] = text.V
	}
	return out
}

func seriesOf(result *promql.Result) []series {
	float := func(t int64, f float64) [2]any {
		return [2]any{float64(t) / 1000, strconv.FormatFloat(f, 'g', -1, 64)}
	}
	out := []series{}
	switch value := result.Value.(type) {
	case promql.Scalar:
		out = append(out, series{Values: [][2]any{float(value.T, value.V)}})
	case promql.Vector:
		for _, sample := range value {
			point := float(sample.T, sample.F)
			if sample.H != nil {
				point[1] = sample.H.String()
			}
			out = append(out, series{sample.Metric.Map(), [][2]any{point}})
		}
	case promql.Matrix:
		for _, one := range value {
			next := series{Labels: one.Metric.Map()}
			for _, point := range one.Floats {
				next.Values = append(next.Values, float(point.T, point.F))
			}
			for _, point := range one.Histograms {
				next.Values = append(next.Values, [2]any{float64(point.T) / 1000, point.H.String()})
			}
			out = append(out, next)
		}
	}
	return out
}

// expandSeries reads a series as unit tests write it: null stands for no sample, "stale" for a stale marker.
func expandSeries(r request) fields {
	labels, values, err := newParser(r.Features).ParseSeriesDesc(r.Desc)
	if err != nil {
		return fields{"ok": false, "errors": parserProblems(err)}
	}
	out := []any{}
	for _, one := range values {
		switch {
		case one.Omitted:
			out = append(out, nil)
		case one.Histogram != nil:
			out = append(out, one.Histogram.TestExpression())
		case value.IsStaleNaN(one.Value):
			out = append(out, "stale")
		default:
			out = append(out, strconv.FormatFloat(one.Value, 'g', -1, 64))
		}
	}
	return fields{"ok": true, "labels": labels.Map(), "values": out}
}
