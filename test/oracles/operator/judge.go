package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"

	"github.com/prometheus-operator/prometheus-operator/pkg/admission"
	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/promql/parser"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/defaulting"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/pruning"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/validation"
	names "k8s.io/apimachinery/pkg/api/validation"
	numbers "k8s.io/apimachinery/pkg/util/json"
	"k8s.io/apimachinery/pkg/util/validation/field"
	limits "k8s.io/apiserver/pkg/apis/cel"
	"sigs.k8s.io/yaml"
)

const group = "monitoring.coreos.com/"

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
	Error   string   `json:"error,omitempty"`

	// Nothing but comments: tools pass over such a document.
	empty bool
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
	admission.New(slog.New(slog.NewTextHandler(io.Discard, nil)), model.UTF8Validation, options).Register(mux)
	return &judge{all, mux}, nil
}

func (j *judge) document(text []byte) (out verdict) {
	defer func() {
		if fault := recover(); fault != nil {
			out.OK, out.Error = false, fmt.Sprint("panic: ", fault)
		}
	}()
	asJSON, err := yaml.YAMLToJSONStrict(text)
	if err != nil {
		return verdict{Error: err.Error()}
	}
	if string(bytes.TrimSpace(asJSON)) == "null" {
		return verdict{OK: true, empty: true}
	}
	var object map[string]any
	// As the API server reads it: whole numbers stay whole, however large.
	if err := numbers.Unmarshal(asJSON, &object); err != nil {
		return verdict{Error: err.Error()}
	}
	apiVersion, _ := object["apiVersion"].(string)
	kind, _ := object["kind"].(string)
	out.Kind = apiVersion + "/" + kind
	one, known := j.resources[out.Kind]
	if !known {
		if strings.HasPrefix(apiVersion, group) {
			out.Error = "no such kind or version in monitoring.coreos.com"
		}
		out.OK = out.Error == ""
		return out
	}
	out.Schema, out.Unknown = one.validate(object)
	out.Webhook, err = j.review(strings.TrimPrefix(apiVersion, group), one.plural, object)
	if err != nil {
		out.Error = err.Error()
	}
	out.OK = len(out.Schema) == 0 && len(out.Webhook) == 0 && out.Error == ""
	return out
}

// validate does what the API server does when an object is created: prune, default, validate. It changes the object.
func (r resource) validate(object map[string]any) (problems, dropped []string) {
	problems = nameProblems(object)
	dropped = pruning.PruneWithOptions(object, r.shape, true, schema.UnknownFieldPathOptions{TrackUnknownFieldPaths: true})
	defaulting.PruneNonNullableNullsWithoutDefaults(object, r.shape)
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
	return problems, dropped
}

func nameProblems(object map[string]any) (problems []string) {
	metadata, _ := object["metadata"].(map[string]any)
	name, _ := metadata["name"].(string)
	prefix, _ := metadata["generateName"].(string)
	if name == "" {
		if prefix == "" {
			problems = append(problems, "metadata.name: Required value: name or generateName is required")
		}
		return problems
	}
	for _, message := range names.NameIsDNSSubdomain(name, false) {
		problems = append(problems, "metadata.name: Invalid value: "+message)
	}
	return problems
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
			"resource":  map[string]string{"group": strings.TrimSuffix(group, "/"), "version": version, "resource": plural},
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
