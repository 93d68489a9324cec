package main

import (
	"errors"
	"io"
	"log/slog"
	"regexp"
	"slices"
	"strconv"

	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/model/rulefmt"
	"github.com/prometheus/prometheus/promql/parser"
)

type problem struct {
	Msg    string `json:"msg"`
	Start  *int   `json:"start,omitempty"`
	End    *int   `json:"end,omitempty"`
	Line   int    `json:"line,omitempty"`
	Column int    `json:"column,omitempty"`
}

func newParser(features []string) parser.Parser {
	has := func(name string) bool { return slices.Contains(features, name) || slices.Contains(features, "all") }
	return parser.NewParser(parser.Options{
		EnableExperimentalFunctions: has("experimental-functions"),
		EnableBinopFillModifiers:    has("binop-fill"),
		EnableUnquotedUTF8Names:     has("unquoted-utf8"),
	})
}

func parserProblems(err error) []problem {
	var all parser.ParseErrors
	if !errors.As(err, &all) {
		return []problem{{Msg: err.Error()}}
	}
	out := make([]problem, len(all))
	for i, one := range all {
		start, end := int(one.PositionRange.Start), int(one.PositionRange.End)
		out[i] = problem{Msg: one.Err.Error(), Start: &start, End: &end}
	}
	return out
}

func judgePromQL(r request) fields {
	expr, err := newParser(r.Features).ParseExpr(r.Expr)
	if err != nil {
		return fields{"ok": false, "errors": parserProblems(err)}
	}
	return fields{"ok": true, "type": expr.Type(), "printed": expr.String(), "pretty": parser.Prettify(expr)}
}

var place = regexp.MustCompile(`^(\d+):(\d+): `)

func judgeRules(content []byte, r request) fields {
	scheme := model.UTF8Validation
	if r.Names == "legacy" {
		scheme = model.LegacyValidation
	}
	file, errs := rulefmt.Parse(content, false, scheme, newParser(r.Features), slog.New(slog.NewTextHandler(io.Discard, nil)))
	if len(errs) > 0 {
		problems := make([]problem, len(errs))
		for i, err := range errs {
			problems[i].Msg = err.Error()
			if found := place.FindStringSubmatch(problems[i].Msg); found != nil {
				problems[i].Line, _ = strconv.Atoi(found[1])
				problems[i].Column, _ = strconv.Atoi(found[2])
			}
		}
		return fields{"ok": false, "errors": problems}
	}
	rules := 0
	for _, group := range file.Groups {
		rules += len(group.Rules)
	}
	out := fields{"ok": true, "rules": rules}
	if r.Decode {
		out["decoded"] = decoded(file)
	}
	return out
}

type decodedGroup struct {
	Name  string            `json:"name"`
	Label map[string]string `json:"labels,omitempty"`
	Rules []decodedRule     `json:"rules"`
}

type decodedRule struct {
	Record      string            `json:"record,omitempty"`
	Alert       string            `json:"alert,omitempty"`
	Expr        string            `json:"expr"`
	For         float64           `json:"for,omitempty"`
	Labels      map[string]string `json:"labels,omitempty"`
	Annotations map[string]string `json:"annotations,omitempty"`
}

// decoded is what the YAML reader made of the file, for comparisons of values.
func decoded(file *rulefmt.RuleGroups) []decodedGroup {
	groups := []decodedGroup{}
	for _, g := range file.Groups {
		group := decodedGroup{g.Name, g.Labels, []decodedRule{}}
		for _, rule := range g.Rules {
			group.Rules = append(group.Rules, decodedRule{
				rule.Record, rule.Alert, rule.Expr, float64(rule.For) / 1e9, rule.Labels, rule.Annotations,
			})
		}
		groups = append(groups, group)
	}
	return groups
}
