// The shipped grammars: what they colour in PromQL, in rules of every scalar style, in templates, and that they
// leave everything else as the base grammar has it.
import { strict as assert } from 'node:assert';
import { kinds, last } from './scopes';
import { bases, promql, type Tokenize } from './tokens';

describe('PromQL grammar', () => {
  let tokenize: Tokenize;
  before(async () => {
    await bases();
    tokenize = await promql();
  });

  it('tells metrics, labels, functions, aggregations, durations and operators apart', () => {
    const text = 'sum by (le, pod) (rate(vllm:x_bucket{job="a", le!~\'1.*\'}[5m:30s] offset 1h)) > bool 1e3 # end';
    assert.deepEqual(kinds(tokenize(text), 'promql'), [
      'sum support.function.aggregation',
      'by keyword.operator.expression',
      '( punctuation.section.parens.begin',
      'le variable.parameter.label',
      ', punctuation.separator',
      'pod variable.parameter.label',
      ') punctuation.section.parens.end',
      '( punctuation.section.parens',
      'rate support.function',
      '( punctuation.section.parens',
      'vllm:x_bucket variable.other.metric',
      '{ punctuation.section.braces',
      'job variable.parameter.label',
      '= keyword.operator.matcher',
      '"a" string.quoted.double',
      ', punctuation.separator',
      'le variable.parameter.label',
      '!~ keyword.operator.matcher',
      "'1.*' string.quoted.single",
      '} punctuation.section.braces',
      '[ punctuation.section.brackets',
      '5m constant.numeric.duration',
      ': punctuation.separator.step',
      '30s constant.numeric.duration',
      '] punctuation.section.brackets',
      'offset keyword.operator.expression',
      '1h constant.numeric.duration',
      ') punctuation.section.parens',
      ') punctuation.section.parens',
      '> keyword.operator.comparison',
      'bool keyword.operator.expression',
      '1e3 constant.numeric',
      '# punctuation.definition.comment',
      ' end comment.line.number-sign',
    ]);
  });

  it('knows a comparison from a matcher and a metric named like a function', () => {
    assert.deepEqual(kinds(tokenize('a != b'), 'promql'), [
      'a variable.other.metric',
      '!= keyword.operator.comparison',
      'b variable.other.metric',
    ]);
    assert.deepEqual(kinds(tokenize('rate_total + sum'), 'promql')[0], 'rate_total variable.other.metric');
    assert.deepEqual(kinds(tokenize('-1.5 ^ Inf'), 'promql'), [
      '- keyword.operator.arithmetic',
      '1.5 constant.numeric',
      '^ keyword.operator.arithmetic',
      'Inf constant.language',
    ]);
  });

  it('marks escapes in strings, none in raw strings', () => {
    assert.deepEqual(
      kinds(tokenize('{a="x\\n", b=`\\n`}'), 'promql').filter(kind => kind.includes('escape')),
      ['\\n constant.character.escape'],
    );
  });

  it('never carries a state into the next line', () => {
    for (const open of ['"abc', "'abc", '`abc', '{a="', '(', '[5m', 'sum by (a, ', 'x{', '# c']) {
      const tokens = tokenize(`${open}\nup`);
      assert.deepEqual(tokens.filter(token => token.line === 1).map(last), ['variable.other.metric.promql'], open);
    }
  });
});
