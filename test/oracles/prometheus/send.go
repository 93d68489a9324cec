// What Prometheus makes of alerts before it sends them: external labels, then relabelling for all Alertmanagers, then for the first.
package main

import (
	"log/slog"

	"github.com/prometheus/prometheus/config"
	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/model/relabel"
)

// sendAlerts loads a configuration and gives the labels with which the first of its Alertmanagers gets each alert; null where it
// gets none.
func sendAlerts(r request) fields {
	loaded, err := config.Load(r.Content, slog.New(slog.DiscardHandler))
	if err != nil {
		return refused(err)
	}
	var own []*relabel.Config
	if known := loaded.AlertingConfig.AlertmanagerConfigs; len(known) > 0 {
		own = known[0].AlertRelabelConfigs
	}
	sent := make([]map[string]string, len(r.Alerts))
	for i, alert := range r.Alerts {
		fired := labels.FromMap(alert)
		draft := labels.NewBuilder(fired)
		loaded.GlobalConfig.ExternalLabels.Range(func(external labels.Label) {
			if fired.Get(external.Name) == "" {
				draft.Set(external.Name, external.Value)
			}
		})
		if !relabel.ProcessBuilder(draft, loaded.AlertingConfig.AlertRelabelConfigs...) {
			continue
		}
		draft = labels.NewBuilder(draft.Labels())
		if !relabel.ProcessBuilder(draft, own...) {
			continue
		}
		sent[i] = draft.Labels().Map()
	}
	return fields{"ok": true, "sent": sent}
}
