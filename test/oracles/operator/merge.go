package main

import (
	"context"

	operator "github.com/prometheus-operator/prometheus-operator/pkg/alertmanager"
	monitoring "github.com/prometheus-operator/prometheus-operator/pkg/apis/monitoring/v1"
	"github.com/prometheus-operator/prometheus-operator/pkg/apis/monitoring/v1alpha1"
	"github.com/prometheus-operator/prometheus-operator/pkg/assets"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/yaml"
)

// merging is a request for the configuration that the operator makes of a base and of AlertmanagerConfig objects (v1alpha1).
type merging struct {
	Base     string   `json:"base"`
	Objects  []string `json:"objects"`
	Strategy string   `json:"strategy"`
	// The namespace of the Alertmanager.
	Namespace string `json:"namespace"`
}

// merge gives the configuration as the operator writes it, in JSON.
func merge(r merging) (string, error) {
	owner := &monitoring.Alertmanager{ObjectMeta: meta.ObjectMeta{Namespace: r.Namespace, Name: "main"}}
	owner.Spec.AlertmanagerConfigMatcherStrategy.Type = monitoring.AlertmanagerConfigMatcherStrategyType(r.Strategy)
	builder := operator.NewConfigBuilder(silent, alertmanagerVersion, assets.NewTestStoreBuilder(), owner)
	if err := builder.InitializeFromRawConfiguration([]byte(r.Base)); err != nil {
		return "", err
	}
	all := map[string]*v1alpha1.AlertmanagerConfig{}
	for _, text := range r.Objects {
		object := &v1alpha1.AlertmanagerConfig{}
		if err := yaml.Unmarshal([]byte(text), object); err != nil {
			return "", err
		}
		all[object.Namespace+"/"+object.Name] = object
	}
	if err := builder.AddAlertmanagerConfigs(context.Background(), all); err != nil {
		return "", err
	}
	written, err := builder.MarshalJSON()
	return string(written), err
}
