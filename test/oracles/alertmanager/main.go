// Alertmanager asked by tests: a JSON request a line on stdin, a JSON answer a line on stdout.
//
//	op         request                                                            answer
//	config     content or content64, dir (for relative templates)                 ok | error
//	matchers   text (one string of a list of matchers)                            ok, matchers of name, op, value | error
//	template   text, html, templates, receiver, group_labels, external_url, alerts,
//	           route_labels, reason                                                ok, output | error
//	route      content, label_sets                                                ok, matches: of each set the routes that take it | error
//	inhibit    content, firing (label sets), target                               ok, inhibited | error
//	active     content, interval, at                                              ok, active | error
//	version                                                                       ok, version
//
// An "id" comes back with the answer. mode is fallback (where left out), utf8 or classic: how matchers are read.
package main

import (
	"bufio"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/prometheus/alertmanager/config"
	"github.com/prometheus/alertmanager/featurecontrol"
	"github.com/prometheus/alertmanager/matcher/compat"
	"github.com/prometheus/alertmanager/template"
	"github.com/prometheus/alertmanager/types"
	"github.com/prometheus/common/model"
)

const version = "0.34"

type request struct {
	ID          json.RawMessage `json:"id"`
	Op          string          `json:"op"`
	Mode        string          `json:"mode"`
	Content     string          `json:"content"`
	Content64   string          `json:"content64"`
	Dir         string          `json:"dir"`
	Text        string          `json:"text"`
	HTML        bool            `json:"html"`
	Templates   []string        `json:"templates"`
	Receiver    string          `json:"receiver"`
	GroupLabels model.LabelSet  `json:"group_labels"`
	ExternalURL string          `json:"external_url"`
	RouteLabels model.LabelSet  `json:"route_labels"`
	Reason      string          `json:"reason"`
	routingRequest
	Alerts []struct {
		Labels      model.LabelSet `json:"labels"`
		Annotations model.LabelSet `json:"annotations"`
		StartsAt    time.Time      `json:"starts_at"`
		EndsAt      time.Time      `json:"ends_at"`
		Source      string         `json:"generator_url"`
	} `json:"alerts"`
}

type fields map[string]any

func refused(err error) fields { return fields{"ok": false, "error": err.Error()} }

var modes = map[string]string{"utf8": featurecontrol.FeatureUTF8StrictMode, "classic": featurecontrol.FeatureClassicMode}

// The mode that is set, as setting it for each of thousands of requests takes its time.
var current *string

func setMode(mode string) error {
	if current != nil && *current == mode {
		return nil
	}
	silent := slog.New(slog.NewTextHandler(io.Discard, nil))
	flags, err := featurecontrol.NewFlags(silent, modes[mode])
	if err != nil {
		return err
	}
	compat.InitFromFlags(silent, flags)
	current = &mode
	return nil
}

func answer(line []byte) (out fields) {
	var r request
	defer func() {
		if fault := recover(); fault != nil {
			out = fields{"ok": false, "panic": true, "error": fmt.Sprint("panic: ", fault)}
		}
		if len(r.ID) > 0 {
			out["id"] = r.ID
		}
	}()
	if err := json.Unmarshal(line, &r); err != nil {
		return refused(err)
	}
	if err := setMode(r.Mode); err != nil {
		return refused(err)
	}
	switch r.Op {
	case "config":
		return judgeConfig(r)
	case "matchers":
		return readMatchers(r)
	case "template":
		return renderTemplate(r)
	case "route":
		return findRoutes(r)
	case "inhibit":
		return findInhibition(r)
	case "active":
		return findActivity(r)
	case "version":
		return fields{"ok": true, "version": version}
	}
	return refused(fmt.Errorf("no such op: %q", r.Op))
}

func judgeConfig(r request) fields {
	content := r.Content
	if r.Content64 != "" {
		bytes, err := base64.StdEncoding.DecodeString(r.Content64)
		if err != nil {
			return refused(err)
		}
		content = string(bytes)
	}
	loaded, err := config.Load(content)
	if err != nil {
		return refused(err)
	}
	patterns := make([]string, len(loaded.Templates))
	for i, pattern := range loaded.Templates {
		patterns[i] = pattern
		if !filepath.IsAbs(pattern) {
			patterns[i] = filepath.Join(r.Dir, pattern)
		}
	}
	if _, err := template.FromGlobs(patterns); err != nil {
		return refused(err)
	}
	return fields{"ok": true}
}

func readMatchers(r request) fields {
	type matcher struct {
		Name  string `json:"name"`
		Op    string `json:"op"`
		Value string `json:"value"`
	}
	read, err := compat.Matchers(r.Text, "oracle")
	if err != nil {
		return refused(err)
	}
	all := make([]matcher, len(read))
	for i, one := range read {
		all[i] = matcher{one.Name, one.Type.String(), one.Value}
	}
	return fields{"ok": true, "matchers": all}
}

func renderTemplate(r request) fields {
	templates, err := template.FromGlobs(nil)
	if err != nil {
		return refused(err)
	}
	for _, text := range r.Templates {
		if err := templates.Parse(strings.NewReader(text)); err != nil {
			return refused(err)
		}
	}
	address := r.ExternalURL
	if address == "" {
		address = "http://alertmanager:9093"
	}
	if templates.ExternalURL, err = url.Parse(address); err != nil {
		return refused(err)
	}
	alerts := make([]*types.Alert, len(r.Alerts))
	for i, one := range r.Alerts {
		alerts[i] = &types.Alert{Alert: model.Alert{
			Labels: one.Labels, Annotations: one.Annotations, StartsAt: one.StartsAt, EndsAt: one.EndsAt,
			GeneratorURL: one.Source,
		}}
	}
	render := templates.ExecuteTextString
	if r.HTML {
		render = templates.ExecuteHTMLString
	}
	output, err := render(r.Text, templates.Data(r.Receiver, r.GroupLabels, r.RouteLabels, r.Reason, alerts...))
	if err != nil {
		return refused(err)
	}
	return fields{"ok": true, "output": output}
}

func main() {
	requests := bufio.NewReaderSize(os.Stdin, 1<<20)
	answers := bufio.NewWriterSize(os.Stdout, 1<<20)
	encoder := json.NewEncoder(answers)
	encoder.SetEscapeHTML(false)
	for {
		line, end := requests.ReadBytes('\n')
		if len(line) > 1 {
			if err := encoder.Encode(answer(line)); err != nil {
				log.Fatal(err)
			}
		}
		// Whoever asks one by one waits for each answer.
		if end != nil || requests.Buffered() == 0 {
			if err := answers.Flush(); err != nil || end != nil {
				return
			}
		}
	}
}
