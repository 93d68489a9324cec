// Series of promtool's unit tests (`up{job="x"} 0+1x5 _ stale`): whether promtool can read them. Layer: promql (pure text).
// The grammar is `series_description` of Prometheus' promql/parser/generated_parser.y with lexValueSequence of lex.go.
import { isSince, type Version } from '../target/version';
import type { Span } from '../text/span';
import { excerpt } from './characters';
import { type Dialect, dialect } from './dialect';
import { parsePromql } from './parser';

/** What promtool refuses; offsets are in the text that was given. */
export interface SeriesProblem extends Span {
  readonly message: string;
}

/** promtool reads series with every experimental syntax switched on, and expected samples with none. */
const everything = dialect('3.16', 'all');
const plain = dialect('3.16');

/** A number with or without a sign; hexadecimal ones would be ambiguous beside `x`. */
const NUMBER = /^[+-]?(?:\d(?:_?\d)*(?:\.(?:\d(?:_?\d)*)?)?|\.\d(?:_?\d)*)(?:[eE][+-]?\d(?:_?\d)*)?/;
const WORD = /^(?:[+-]?(?:[iI][nN][fF]|[nN][aA][nN])|stale)/;
const TIMES = /^x\d+$/;

/**
 * The first thing about a series that promtool refuses. `text` is the metric; its values may follow in the same text, as
 * promtool joins both by a blank.
 */
export function metricProblem(text: string): SeriesProblem | undefined {
  const end = metricEnd(text);
  if (end === undefined) return undefined;
  const problem = labelSetProblem(text.slice(0, end), everything);
  if (problem) return problem;
  const rest = text.slice(end);
  if (rest !== '' && !/^\s/.test(rest)) {
    return { from: end, to: text.length, message: `A blank must follow the metric, not ${excerpt(rest[0]!)}.` };
  }
  const values = valuesProblem(rest);
  return values && { ...values, from: values.from + end, to: values.to + end };
}

/** The first of the values in `text` that promtool of a version cannot read. Histograms (`{{…}}`) are taken for right. */
export function valuesProblem(text: string, version: Version = everything.version): SeriesProblem | undefined {
  if (text.includes('{{')) return undefined;
  const underscores = isSince(version, '2.54');
  for (const { 0: word, index } of text.matchAll(/\S+/g)) {
    if (isItem(word) && isInRange(word) && (underscores || !/\d_/.test(word))) continue;
    const message = `${excerpt(word)} is no value of a series; write such as \`5\`, \`0+1x10\` (ten steps of 1), \`_\` or \`stale\`.`;
    return { from: index, to: index + word.length, message };
  }
  return undefined;
}

/** `1`, `1x5`, `1+2x5`, `_`, `_x5`, `stale`; what is repeated after a word such as `stale` needs a sign before. */
function isItem(word: string): boolean {
  if (/^_(?:x\d+)?$/.test(word)) return true;
  const number = NUMBER.exec(word)?.[0];
  const first = number ?? WORD.exec(word)?.[0];
  if (first === undefined) return false;
  const rest = word.slice(first.length);
  if (rest === '' || (number !== undefined && TIMES.test(rest))) return true;
  const step = /^[+-]/.test(rest) ? NUMBER.exec(rest)?.[0] : undefined;
  return step !== undefined && TIMES.test(rest.slice(step.length));
}

/** What promtool refuses of the labels of an expected sample: `{a="b"}`, `metric{a="b"}` or nothing. */
export function labelsProblem(text: string): SeriesProblem | undefined {
  return labelSetProblem(text, plain);
}

/** What promtool refuses of the metric of a series, without its values. */
export function seriesLabelsProblem(text: string): SeriesProblem | undefined {
  return labelSetProblem(text, everything);
}

/** A number that a float cannot hold is refused. */
function isInRange(word: string): boolean {
  if (!/\d[eE]/.test(word)) return true;
  const numbers = word.match(/[\d._]+[eE][+-]?[\d_]+/g) ?? [];
  return numbers.every(number => Number.isFinite(Number(number.replaceAll('_', ''))));
}

/** Where the metric ends; undefined where only the target can tell. */
export function metricEnd(text: string): number | undefined {
  // Lines of their own, comments and start timestamps mean something else to promtool.
  if (/[\n\r]/.test(text) || /^\s*[#@]/.test(text)) return undefined;
  const name = /^\s*[^\s{"'`]*/.exec(text)![0].length;
  if (text[name] !== '{') return name;
  let quote = '';
  for (let at = name + 1; at < text.length; at++) {
    const char = text[at]!;
    if (quote !== '') {
      if (char === '\\' && quote !== '`') at++;
      else if (char === quote) quote = '';
    } else if (char === '"' || char === "'" || char === '`') quote = char;
    else if (char === '}') return at + 1;
  }
  return text.length;
}

/** `name{…}` is read as a selector would be, but that every label has one value. */
function labelSetProblem(text: string, target: Dialect): SeriesProblem | undefined {
  if (text.trim() === '') return undefined;
  const { expr, problems } = parsePromql(text, target);
  // Labels of the series may be empty, which matchers may not.
  const first = problems.find(({ code }) => code !== 'selector' && code !== 'regexp');
  if (first) return { from: first.from, to: first.to, message: first.message };
  if (expr.kind !== 'selector' || expr.offset || expr.at) {
    return { from: 0, to: text.length, message: 'A metric with its labels is expected, as `up{job="x"}`.' };
  }
  const matcher = expr.matchers.find(({ op }) => op !== undefined && op !== '=');
  if (!matcher) return undefined;
  const { from, to } = matcher.opSpan ?? matcher;
  return { from, to, message: 'A label of a series has one value: write `=`.' };
}
