package main

import (
	"context"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/promql/promqltest"
	"github.com/prometheus/prometheus/rules"
)

// active is an alert at one evaluation.
type active struct {
	Slot        int               `json:"slot"`
	Alert       string            `json:"alert"`
	State       string            `json:"state"`
	Value       string            `json:"value"`
	ActiveAt    float64           `json:"activeAt"`
	Labels      map[string]string `json:"labels"`
	Annotations map[string]string `json:"annotations"`
}

// failed is a rule that could not be evaluated.
type failed struct {
	Slot int    `json:"slot"`
	Rule string `json:"rule"`
	Msg  string `json:"msg"`
}

// evaluateGroups evaluates all groups of a rule file every r.Interval seconds from 0 to r.End, as promtool's unit tests do.
func evaluateGroups(r request) fields {
	folder, err := os.MkdirTemp("", "rules")
	if err != nil {
		return refused(err)
	}
	defer os.RemoveAll(folder)
	file := filepath.Join(folder, "rules.yml")
	if err := os.WriteFile(file, []byte(r.Content), 0o600); err != nil {
		return refused(err)
	}
	step := time.Duration(r.Interval * float64(time.Second))
	loader, err := promqltest.NewLazyLoader(r.Load, promqltest.LazyLoaderOpts{
		EnableAtModifier: true, EnableNegativeOffset: true, Parser: newParser(r.Features),
	})
	if err != nil {
		return refused(err)
	}
	defer loader.Close()
	loader.SubqueryInterval = step
	manager := rules.NewManager(&rules.ManagerOptions{
		QueryFunc:    rules.EngineQueryFunc(loader.QueryEngine(), loader.Storage()),
		AppendableV2: loader.Storage(),
		Context:      context.Background(),
		NotifyFunc:   func(context.Context, string, ...*rules.Alert) {},
		Logger:       slog.New(slog.DiscardHandler),
		Parser:       newParser(r.Features),
		ExternalURL:  &url.URL{},
	})
	loaded, errs := manager.LoadGroups(step, labels.FromMap(r.ExternalLabels), r.ExternalURL, nil, false, file)
	if len(errs) > 0 {
		return refused(errs[0])
	}
	groups := make([]*rules.Group, 0, len(loaded))
	for _, group := range loaded {
		groups = append(groups, group)
		for _, rule := range group.Rules() {
			if alerting, is := rule.(*rules.AlertingRule); is {
				alerting.SetRestored(true)
			}
		}
	}
	// The names of the groups give their order.
	slices.SortFunc(groups, func(a, b *rules.Group) int { return strings.Compare(a.Name(), b.Name()) })
	alerts, failures := []active{}, []failed{}
	for slot := 0; time.Duration(slot)*step <= time.Duration(r.End*float64(time.Second)); slot++ {
		at := moment(0).Add(time.Duration(slot) * step)
		var fault error
		loader.WithSamplesTill(at, func(err error) { fault = err })
		if fault != nil {
			return refused(fmt.Errorf("load: %w", fault))
		}
		for _, group := range groups {
			group.Eval(loader.Context(), at)
			for _, rule := range group.Rules() {
				if err := rule.LastError(); err != nil {
					failures = append(failures, failed{slot, rule.Name(), err.Error()})
				}
				if alerting, is := rule.(*rules.AlertingRule); is {
					for _, one := range alerting.ActiveAlerts() {
						alerts = append(alerts, active{
							slot, rule.Name(), one.State.String(), strconv.FormatFloat(one.Value, 'g', -1, 64),
							float64(one.ActiveAt.UnixMilli()) / 1000, one.Labels.Map(), one.Annotations.Map(),
						})
					}
				}
			}
		}
	}
	return fields{"ok": true, "alerts": alerts, "failures": failures}
}
