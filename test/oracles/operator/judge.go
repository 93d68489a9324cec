package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"

	"github.com/prometheus-operator/prometheus-operator/pkg/admission"
	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/promql/parser"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/defaulting"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/objectmeta"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/pruning"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/validation"
	checks "k8s.io/apimachinery/pkg/api/validation"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	names "k8s.io/apimachinery/pkg/runtime/schema"
	numbers "k8s.io/apimachinery/pkg/util/json"
	"k8s.io/apimachinery/pkg/util/validation/field"
	limits "k8s.io/apiserver/pkg/apis/cel"
	"sigs.k8s.io/yaml"
)

// The operator's group, and the one in which the cluster observability operator serves the same definitions.
const (
	group     = "monitoring.coreos.com"
	twinGroup = "monitoring.rhobs"
)

var webhooks = map[string]string{
	"prometheusrules":     "/admission-prometheusrules/validate",
	"alertmanagerconfigs": "/admission-alertmanagerconfigs/validate",
}

type verdict struct {
	Kind    string   `json:"kind"`
	OK      bool     `json:"ok"`
	Schema  []string `json:"schema,omitempty"`
	Unknown []string `json:"unknown,omitempty"`
	Webhook []string `json:"webhook,omitempty"`
	// Why Alertmanager refuses what the operator makes of an object that the API server took.
	Generated string `json:"generated,omitempty"`
	Error     string `json:"error,omitempty"`
}

type judge struct {
	resources map[string]resource
	webhook   http.Handler
}

func newJudge() (*judge, error) {
	all, err := resources()
	if err != nil {
		return nil, err
	}
	// The webhook of this operator is older than Prometheus 3.16, where these two need no flag any more.
	options := parser.Options{ExperimentalDurationExpr: true, EnableExtendedRangeSelectors: true}
	mux := http.NewServeMux()
	admission.New(silent, model.UTF8Validation, options).Register(mux)
	return &judge{all, mux}, nil
}

// document judges what stands between two `---`: nothing where it is empty, and the items of a list one by one.
func (j *judge) document(text []byte) []verdict {
	asJSON, err := yaml.YAMLToJSONStrict(text)
	if err != nil {
		return []verdict{{Error: err.Error()}}
	}
	if string(bytes.TrimSpace(asJSON)) == "null" {
		return nil
	}
	var object map[string]any
	// As the API server reads it: whole numbers stay whole, however large.
	if err := numbers.Unmarshal(asJSON, &object); err != nil {
		return []verdict{{Error: err.Error()}}
	}
	kind, _ := object["kind"].(string)
	items, isList := object["items"].([]any)
	if !isList || object["apiVersion"] == nil || !strings.HasSuffix(kind, "List") {
		return []verdict{j.object(object)}
	}
	all := []verdict{}
	for _, item := range items {
		one, isObject := item.(map[string]any)
		if !isObject {
			return []verdict{{Error: "an item of a list must be an object"}}
		}
		all = append(all, j.object(one))
	}
	return all
}

func (j *judge) object(object map[string]any) (out verdict) {
	defer func() {
		if fault := recover(); fault != nil {
			out.OK, out.Error = false, fmt.Sprint("panic: ", fault)
		}
	}()
	apiVersion, _ := object["apiVersion"].(string)
	kind, _ := object["kind"].(string)
	out.Kind = apiVersion + "/" + kind
	if kind == "" {
		out.Error = "Object 'Kind' is missing"
		return out
	}
	if apiVersion == "" {
		out.Error = "apiVersion not set"
		return out
	}
	named, err := names.ParseGroupVersion(apiVersion)
	if err != nil {
		out.Error = err.Error()
		return out
	}
	if named.Group == twinGroup {
		named.Group = group
		object["apiVersion"] = named.String()
		out.Kind = named.String() + "/" + kind
	}
	one, known := j.resources[out.Kind]
	if !known {
		// Foreign kinds pass; those of the operator are served nowhere else.
		out.OK = named.Group != group && kind != "PrometheusRule" && kind != "AlertmanagerConfig"
		if !out.OK {
			out.Error = fmt.Sprintf("no matches for kind %q in version %q", kind, apiVersion)
		}
		return out
	}
	if out.Schema, out.Unknown, err = one.validate(object); err == nil {
		out.Webhook, err = j.review(named.Version, one.plural, object)
	}
	if err != nil {
		out.Error = err.Error()
	}
	out.OK = len(out.Schema) == 0 && len(out.Webhook) == 0 && out.Error == ""
	if out.OK && kind == "AlertmanagerConfig" {
		if err := generate(named.Version, object); err != nil {
			out.OK, out.Generated = false, err.Error()
		}
	}
	return out
}

// validate does what the API server does when an object is created: read the metadata, prune, default, validate. It
// changes the object.
func (r resource) validate(object map[string]any) (problems, dropped []string, err error) {
	dropped, problems, err = metadata(object)
	if err != nil {
		return nil, nil, err
	}
	tracked := schema.UnknownFieldPathOptions{TrackUnknownFieldPaths: true}
	dropped = append(dropped, pruning.PruneWithOptions(object, r.shape, true, tracked)...)
	defaulting.PruneNonNullableNullsWithoutDefaults(object, r.shape)
	options := objectmeta.CoerceOptions{ReturnUnknownFieldPaths: true}
	fault, unknown := objectmeta.CoerceWithOptions(nil, object, r.shape, false, options)
	dropped = append(dropped, unknown...)
	if fault != nil {
		problems = append(problems, fault.Error())
	}
	defaulting.Default(object, r.shape)
	for _, err := range validation.ValidateCustomResource(nil, object, r.validator) {
		problems = append(problems, err.Error())
	}
	// CEL rules are only looked at where the schema holds.
	if len(problems) == 0 && r.cel != nil {
		found, _ := r.cel.Validate(context.Background(), field.NewPath(""), r.shape, object, nil, limits.RuntimeCELCostBudget)
		for _, err := range found {
			problems = append(problems, err.Error())
		}
	}
	return problems, dropped, nil
}

func metadata(object map[string]any) (dropped, problems []string, err error) {
	options := objectmeta.ObjectMetaOptions{ReturnUnknownFieldPaths: true}
	read, found, dropped, err := objectmeta.GetObjectMetaWithOptions(object, options)
	if err != nil {
		return nil, nil, err
	}
	if !found {
		read = &meta.ObjectMeta{}
	}
	// kubectl puts in the namespace that it works in.
	if read.Namespace == "" {
		read.Namespace = "default"
	}
	for _, err := range checks.ValidateObjectMeta(read, true, checks.NameIsDNSSubdomain, field.NewPath("metadata")) {
		problems = append(problems, err.Error())
	}
	return dropped, problems, nil
}

func (j *judge) review(version, plural string, object map[string]any) ([]string, error) {
	path, has := webhooks[plural]
	if !has {
		return nil, nil
	}
	body, err := json.Marshal(map[string]any{
		"apiVersion": "admission.k8s.io/v1",
		"kind":       "AdmissionReview",
		"request": map[string]any{
			"uid":       "1",
			"operation": "CREATE",
			"resource":  map[string]string{"group": group, "version": version, "resource": plural},
			"object":    object,
		},
	})
	if err != nil {
		return nil, err
	}
	sent := httptest.NewRequest(http.MethodPost, path, bytes.NewReader(body))
	sent.Header.Set("Content-Type", "application/json")
	received := httptest.NewRecorder()
	j.webhook.ServeHTTP(received, sent)
	return readReview(received)
}

func readReview(received *httptest.ResponseRecorder) ([]string, error) {
	var review struct {
		Response struct {
			Allowed bool `json:"allowed"`
			Status  struct {
				Message string `json:"message"`
				Details struct {
					Causes []struct {
						Message string `json:"message"`
					} `json:"causes"`
				} `json:"details"`
			} `json:"status"`
		} `json:"response"`
	}
	if err := json.Unmarshal(received.Body.Bytes(), &review); err != nil {
		return nil, fmt.Errorf("the webhook answered %d: %s", received.Code, received.Body)
	}
	if review.Response.Allowed {
		return nil, nil
	}
	status := review.Response.Status
	if len(status.Details.Causes) == 0 {
		return []string{status.Message}, nil
	}
	messages := make([]string, len(status.Details.Causes))
	for i, cause := range status.Details.Causes {
		messages[i] = cause.Message
	}
	return messages, nil
}
