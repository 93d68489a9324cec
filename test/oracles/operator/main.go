// The API server and prometheus-operator asked by tests: a JSON request a line on stdin, a JSON answer a line on stdout.
//
//	request              answer
//	content (YAML)       ok, documents of kind, ok, schema, unknown, webhook, generated, error
//	merge (base, objects, strategy, namespace)   ok, merged: the configuration that the operator writes | error
//
// Each document of the YAML, and each item of a list, is judged as the API server does (kind and version are served,
// metadata, the schema of its kind with defaults and CEL rules; `unknown` has the fields that it drops), then by the
// operator's admission webhook, and of an AlertmanagerConfig Alertmanager loads what the operator makes of it (`generated`
// says why not). Objects of other API groups pass.
// An "id" comes back with the answer.
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"os"
	"strings"

	"k8s.io/apimachinery/pkg/util/yaml"
)

type request struct {
	ID      json.RawMessage `json:"id"`
	Content string          `json:"content"`
	Merge   *merging        `json:"merge"`
}

type reply struct {
	ID        json.RawMessage `json:"id,omitempty"`
	OK        bool            `json:"ok"`
	Documents []verdict       `json:"documents"`
	Merged    string          `json:"merged,omitempty"`
	Error     string          `json:"error,omitempty"`
}

func answer(line []byte, judge *judge) reply {
	var r request
	if err := json.Unmarshal(line, &r); err != nil {
		return reply{Error: err.Error()}
	}
	if r.Merge != nil {
		merged, err := merge(*r.Merge)
		if err != nil {
			return reply{ID: r.ID, Error: err.Error()}
		}
		return reply{ID: r.ID, OK: true, Merged: merged}
	}
	out := reply{ID: r.ID, OK: true, Documents: []verdict{}}
	documents := yaml.NewYAMLReader(bufio.NewReader(strings.NewReader(r.Content)))
	for {
		document, err := documents.Read()
		if errors.Is(err, io.EOF) {
			return out
		}
		if err != nil {
			// What stands behind `---` on its line: the reader cannot go on from there.
			out.OK = false
			out.Documents = append(out.Documents, verdict{Error: err.Error()})
			return out
		}
		for _, found := range judge.document(document) {
			out.OK = out.OK && found.OK
			out.Documents = append(out.Documents, found)
		}
	}
}

func main() {
	judge, err := newJudge()
	if err != nil {
		log.Fatal(err)
	}
	requests := bufio.NewReaderSize(os.Stdin, 1<<20)
	answers := bufio.NewWriterSize(os.Stdout, 1<<20)
	encoder := json.NewEncoder(answers)
	encoder.SetEscapeHTML(false)
	for {
		line, end := requests.ReadBytes('\n')
		if len(line) > 1 {
			if err := encoder.Encode(answer(line, judge)); err != nil {
				log.Fatal(fmt.Errorf("answer: %w", err))
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
