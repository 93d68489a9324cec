package main

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"

	"github.com/blang/semver/v4"
	operator "github.com/prometheus-operator/prometheus-operator/pkg/alertmanager"
	controller "github.com/prometheus-operator/prometheus-operator/pkg/alertmanager/validation/v1alpha1"
	monitoring "github.com/prometheus-operator/prometheus-operator/pkg/apis/monitoring/v1"
	"github.com/prometheus-operator/prometheus-operator/pkg/apis/monitoring/v1alpha1"
	"github.com/prometheus-operator/prometheus-operator/pkg/apis/monitoring/v1beta1"
	"github.com/prometheus-operator/prometheus-operator/pkg/assets"
	"github.com/prometheus/alertmanager/config"
	"github.com/prometheus/alertmanager/featurecontrol"
	"github.com/prometheus/alertmanager/matcher/compat"
	core "k8s.io/api/core/v1"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// surroundings is the configuration that the object is put into. Everything that a receiver may leave to the global part
// is there, as the object is not to blame for what is missing elsewhere.
const surroundings = `
global:
  smtp_smarthost: mail.example.org:587
  smtp_from: alerts@example.org
  slack_api_url: https://hooks.example.org/x
  opsgenie_api_key: x
  victorops_api_key: x
  wechat_api_secret: x
  wechat_api_corp_id: x
  telegram_bot_token: x
route:
  receiver: nobody
receivers:
- name: nobody
`

// The version that the operator writes for and that loads what it wrote.
var alertmanagerVersion = semver.MustParse("0.34.0")

var silent = slog.New(slog.NewTextHandler(io.Discard, nil))

// Matchers are read as by an Alertmanager that is started without flags.
func init() {
	compat.InitFromFlags(silent, featurecontrol.NoopFlags{})
}

// generate makes Alertmanager's configuration of an AlertmanagerConfig as the operator does, and loads it.
func generate(version string, object map[string]any) error {
	stored, err := asStored(version, object)
	if err != nil {
		return err
	}
	if stored.Namespace == "" {
		stored.Namespace = "default"
	}
	// The controller asks the stored version what the webhook has asked the version that was sent.
	if err := controller.ValidateAlertmanagerConfig(stored); err != nil {
		return err
	}
	owner := &monitoring.Alertmanager{ObjectMeta: meta.ObjectMeta{Namespace: stored.Namespace, Name: "main"}}
	store := assets.NewTestStoreBuilder(mentioned(stored.Namespace, object)...)
	builder := operator.NewConfigBuilder(silent, alertmanagerVersion, store, owner)
	if err := builder.InitializeFromRawConfiguration([]byte(surroundings)); err != nil {
		return err
	}
	all := map[string]*v1alpha1.AlertmanagerConfig{stored.Namespace + "/" + stored.Name: stored}
	if err := builder.AddAlertmanagerConfigs(context.Background(), all); err != nil {
		return err
	}
	written, err := builder.MarshalJSON()
	if err != nil {
		return err
	}
	_, err = config.Load(string(written))
	return err
}

// asStored converts to v1alpha1, the version that is stored and that the controller reads.
func asStored(version string, object map[string]any) (*v1alpha1.AlertmanagerConfig, error) {
	text, err := json.Marshal(object)
	if err != nil {
		return nil, err
	}
	stored := &v1alpha1.AlertmanagerConfig{}
	if version != "v1beta1" {
		return stored, json.Unmarshal(text, stored)
	}
	sent := &v1beta1.AlertmanagerConfig{}
	if err := json.Unmarshal(text, sent); err != nil {
		return nil, err
	}
	// The conversion of this operator fails on an e-mail without `threading`: a fault of its own, not of the object.
	type place struct{ receiver, email int }
	var bare []place
	for r := range sent.Spec.Receivers {
		for e := range sent.Spec.Receivers[r].EmailConfigs {
			if email := &sent.Spec.Receivers[r].EmailConfigs[e]; email.Threading == nil {
				email.Threading = &v1beta1.EmailThreadingConfig{}
				bare = append(bare, place{r, e})
			}
		}
	}
	if err := sent.ConvertTo(stored); err != nil {
		return nil, err
	}
	for _, at := range bare {
		stored.Spec.Receivers[at.receiver].EmailConfigs[at.email].Threading = nil
	}
	return stored, nil
}

// mentioned has every Secret and ConfigMap that the object names by `name` and `key`. What stands behind a key is fit for
// an address as well as for a token.
func mentioned(namespace string, object map[string]any) []any {
	keysOf := map[string][]string{}
	var look func(value any)
	look = func(value any) {
		switch value := value.(type) {
		case []any:
			for _, item := range value {
				look(item)
			}
		case map[string]any:
			name, hasName := value["name"].(string)
			key, hasKey := value["key"].(string)
			if hasName && hasKey {
				keysOf[name] = append(keysOf[name], key)
			}
			for _, item := range value {
				look(item)
			}
		}
	}
	look(object)
	objects := []any{}
	for name, keys := range keysOf {
		named := meta.ObjectMeta{Namespace: namespace, Name: name}
		secret := &core.Secret{ObjectMeta: named, Data: map[string][]byte{}}
		configMap := &core.ConfigMap{ObjectMeta: named, Data: map[string]string{}}
		for _, key := range keys {
			secret.Data[key] = []byte("https://example.org/x")
			configMap.Data[key] = "https://example.org/x"
		}
		objects = append(objects, secret, configMap)
	}
	return objects
}
