package main

import (
	"bufio"
	"bytes"
	"errors"
	"io"

	definitions "github.com/prometheus-operator/prometheus-operator/example"
	"k8s.io/apiextensions-apiserver/pkg/apis/apiextensions"
	v1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/cel"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/validation"
	documents "k8s.io/apimachinery/pkg/util/yaml"
	limits "k8s.io/apiserver/pkg/apis/cel"
	"sigs.k8s.io/yaml"
)

// resource is one version of a kind that the operator defines.
type resource struct {
	plural    string
	shape     *schema.Structural
	validator validation.SchemaValidator
	cel       *cel.Validator
}

// resources has every kind of the definitions that come with the operator, by `apiVersion/kind`.
func resources() (map[string]resource, error) {
	var text bytes.Buffer
	if err := definitions.PrintAllFull(&text); err != nil {
		return nil, err
	}
	out := map[string]resource{}
	reader := documents.NewYAMLReader(bufio.NewReader(&text))
	for {
		document, err := reader.Read()
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return nil, err
		}
		var definition v1.CustomResourceDefinition
		if err := yaml.Unmarshal(document, &definition); err != nil {
			return nil, err
		}
		for _, version := range definition.Spec.Versions {
			one, err := newResource(definition.Spec.Names.Plural, version.Schema.OpenAPIV3Schema)
			if err != nil {
				return nil, err
			}
			out[definition.Spec.Group+"/"+version.Name+"/"+definition.Spec.Names.Kind] = one
		}
	}
}

func newResource(plural string, published *v1.JSONSchemaProps) (resource, error) {
	var internal apiextensions.JSONSchemaProps
	if err := v1.Convert_v1_JSONSchemaProps_To_apiextensions_JSONSchemaProps(published, &internal, nil); err != nil {
		return resource{}, err
	}
	shape, err := schema.NewStructural(&internal)
	if err != nil {
		return resource{}, err
	}
	validator, _, err := validation.NewSchemaValidator(&internal)
	if err != nil {
		return resource{}, err
	}
	return resource{plural, shape, validator, cel.NewValidator(shape, true, limits.PerCallLimit)}, nil
}
