// Prometheus asked by tests: a JSON request a line on stdin, a JSON answer a line on stdout.
//
//	op         request                                              answer
//	promql     expr, features                                       ok, type, printed | errors of msg, start, end (bytes)
//	rules      content or content64, features, names, decode        ok, rules (their number), decoded | errors of msg, line, column
//	template   text, labels, value, external_labels, external_url, load, at     ok, output | error, parse
//	eval       expr, load, start, end, step, features, interval     ok, type, series, string, warnings, infos | error or errors
//	series     desc                                                 ok, labels, values | errors
//	alerts     content, load, end, interval, features               ok, alerts by slot, failures by slot | error
//	send       content (a configuration), alerts (label sets)       ok, sent (label sets, null for what is dropped) | error
//	version                                                         ok, version, decodes (content64, decode), remarks (eval's warnings, series), alerts
//
// An "id" comes back with the answer. Times are seconds. Features are experimental-functions, binop-fill, unquoted-utf8 or all,
// for eval also delayed-name-removal, start-timestamps and type-and-unit; interval is the default step of subqueries.
// names is utf8 (what Prometheus 3 does) or legacy. content64 is for bytes that are no text. decode asks for what was read.
package main

import (
	"bufio"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"log"
	"os"
)

const version = "3.16"

type request struct {
	ID             json.RawMessage     `json:"id"`
	Op             string              `json:"op"`
	Expr           string              `json:"expr"`
	Content        string              `json:"content"`
	Content64      string              `json:"content64"`
	Decode         bool                `json:"decode"`
	Features       []string            `json:"features"`
	Names          string              `json:"names"`
	Text           string              `json:"text"`
	Labels         map[string]string   `json:"labels"`
	Value          any                 `json:"value"`
	ExternalLabels map[string]string   `json:"external_labels"`
	ExternalURL    string              `json:"external_url"`
	Load           string              `json:"load"`
	At             float64             `json:"at"`
	Start          float64             `json:"start"`
	End            float64             `json:"end"`
	Step           float64             `json:"step"`
	Interval       float64             `json:"interval"`
	Desc           string              `json:"desc"`
	Alerts         []map[string]string `json:"alerts"`
}

type fields map[string]any

func refused(err error) fields { return fields{"ok": false, "error": err.Error()} }

func answer(line []byte) (out fields) {
	var r request
	defer func() {
		if fault := recover(); fault != nil {
			out = fields{"ok": false, "panic": fmt.Sprint(fault), "error": fmt.Sprint("panic: ", fault)}
		}
		if len(r.ID) > 0 {
			out["id"] = r.ID
		}
	}()
	if err := json.Unmarshal(line, &r); err != nil {
		return refused(err)
	}
	switch r.Op {
	case "promql":
		return judgePromQL(r)
	case "rules":
		content := []byte(r.Content)
		if r.Content64 != "" {
			bytes, err := base64.StdEncoding.DecodeString(r.Content64)
			if err != nil {
				return refused(err)
			}
			content = bytes
		}
		return judgeRules(content, r)
	case "template":
		return renderTemplate(r)
	case "eval":
		return evaluate(r)
	case "series":
		return expandSeries(r)
	case "alerts":
		return evaluateGroups(r)
	case "send":
		return sendAlerts(r)
	case "version":
		return fields{"ok": true, "version": version, "decodes": true, "remarks": true, "alerts": true, "send": true}
	}
	return refused(fmt.Errorf("no such op: %q", r.Op))
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
