package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"time"

	"github.com/prometheus/alertmanager/alert"
	"github.com/prometheus/alertmanager/config"
	"github.com/prometheus/alertmanager/dispatch"
	"github.com/prometheus/alertmanager/eventrecorder"
	"github.com/prometheus/alertmanager/inhibit"
	"github.com/prometheus/alertmanager/provider"
	"github.com/prometheus/alertmanager/timeinterval"
	"github.com/prometheus/common/model"
)

// A route that takes a label set, and the group that it falls into there.
type match struct {
	Receiver       string         `json:"receiver"`
	Group          model.LabelSet `json:"group"`
	GroupKey       string         `json:"group_key"`
	GroupWait      float64        `json:"group_wait"`
	GroupInterval  float64        `json:"group_interval"`
	RepeatInterval float64        `json:"repeat_interval"`
	Mute           []string       `json:"mute"`
	Active         []string       `json:"active"`
	Route          string         `json:"route"`
	Labels         model.LabelSet `json:"labels"`
}

func findRoutes(r request) fields {
	loaded, err := config.Load(r.Content)
	if err != nil {
		return refused(err)
	}
	root := dispatch.NewRoute(loaded.Route, nil)
	all := make([][]match, len(r.LabelSets))
	for i, set := range r.LabelSets {
		for _, route := range root.Match(set) {
			options := route.RouteOpts
			group := model.LabelSet{}
			for name, value := range set {
				if _, listed := options.GroupBy[name]; listed || options.GroupByAll {
					group[name] = value
				}
			}
			all[i] = append(all[i], match{
				options.Receiver, group, fmt.Sprintf("%s:%s", route.Key(), group),
				options.GroupWait.Seconds(), options.GroupInterval.Seconds(), options.RepeatInterval.Seconds(),
				options.MuteTimeIntervals, options.ActiveTimeIntervals, route.ID(), options.Labels,
			})
		}
	}
	return fields{"ok": true, "matches": all}
}

// Alerts that fire, for an inhibitor that asks once and waits for more.
type held []*alert.Alert

type silence struct{ never chan *provider.Alert }

func (s silence) Next() <-chan *provider.Alert { return s.never }
func (silence) Err() error                     { return nil }
func (silence) Close()                         {}

func (held) Subscribe(string) provider.AlertIterator { return silence{} }
func (h held) SlurpAndSubscribe(string) ([]*alert.Alert, provider.AlertIterator) {
	return h, silence{}
}
func (held) GetPending() provider.AlertIterator          { return silence{} }
func (held) Get(model.Fingerprint) (*alert.Alert, error) { return nil, provider.ErrNotFound }
func (held) Put(context.Context, ...*alert.Alert) error  { return nil }

func findInhibition(r request) fields {
	loaded, err := config.Load(r.Content)
	if err != nil {
		return refused(err)
	}
	now := time.Now()
	sources := make(held, len(r.Firing))
	for i, set := range r.Firing {
		sources[i] = &alert.Alert{
			Alert:     model.Alert{Labels: set, StartsAt: now.Add(-time.Minute), EndsAt: now.Add(time.Hour)},
			UpdatedAt: now,
		}
	}
	quiet := slog.New(slog.NewTextHandler(io.Discard, nil))
	inhibitor := inhibit.NewInhibitor(sources, loaded.InhibitRules, quiet, eventrecorder.NopRecorder())
	go inhibitor.Run()
	inhibitor.WaitForLoading()
	defer inhibitor.Stop()
	return fields{"ok": true, "inhibited": inhibitor.Mutes(context.Background(), r.Target)}
}

func findActivity(r request) fields {
	loaded, err := config.Load(r.Content)
	if err != nil {
		return refused(err)
	}
	named := map[string][]timeinterval.TimeInterval{}
	for _, one := range loaded.MuteTimeIntervals {
		named[one.Name] = one.TimeIntervals
	}
	for _, one := range loaded.TimeIntervals {
		named[one.Name] = one.TimeIntervals
	}
	active, _, err := timeinterval.NewIntervener(named).Mutes([]string{r.Interval}, r.At.UTC())
	if err != nil {
		return refused(err)
	}
	return fields{"ok": true, "active": active}
}

// The fields of requests about routing.
type routingRequest struct {
	LabelSets []model.LabelSet `json:"label_sets"`
	Firing    []model.LabelSet `json:"firing"`
	Target    model.LabelSet   `json:"target"`
	Interval  string           `json:"interval"`
	At        time.Time        `json:"at"`
}
