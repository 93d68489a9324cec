// A small YAML grammar that nests its rules as VS Code's own does: `while` rules consume a mapping's indentation, scalars
// are `string.*`, keys are `entity.name.tag`. Lets the injections be tested where VS Code's grammar is not at hand.
import type { IRawGrammar } from 'vscode-textmate';

const KEY = '(?:[\\w.-]+|"[^"]*")[ \\t]*(?=:(?:[ \\t]|$))';

export const yamlStub = {
  scopeName: 'source.yaml',
  patterns: [{ begin: '\\A', while: '^', name: 'meta.stream.yaml', patterns: [{ include: '#node' }] }],
  repository: {
    node: {
      patterns: ['comment', 'mapping', 'sequence', 'block', 'double', 'single', 'flow', 'plain'].map(name => ({
        include: `#${name}`,
      })),
    },
    comment: { match: '(?<=^|[ \\t])#.*$', name: 'comment.line.number-sign.yaml' },
    mapping: {
      begin: `(?=((?<=-) )?)\\G( *)(?=${KEY})`,
      while: '\\G(?:(\\1\\2)|(?=[ \\t]*$))',
      name: 'meta.mapping.yaml',
      patterns: [
        { include: '#comment' },
        { match: KEY, name: 'string.unquoted.plain.yaml entity.name.tag.yaml' },
        { include: '#value' },
      ],
    },
    value: {
      begin: ':(?=[ \\t]|$)',
      while: '\\G(?=[ \\t]|-[ \\t]|$)',
      beginCaptures: { 0: { name: 'punctuation.separator.map.value.yaml' } },
      name: 'meta.map.value.yaml',
      patterns: [{ include: '#node' }],
    },
    sequence: {
      begin: '(?=((?<=-) )?)\\G( *)(-)(?=[ \\t]|$)',
      while: '\\G(?:(\\1\\2)(?!-[ \\t])|(?=[ \\t]*$))',
      name: 'meta.block.sequence.yaml',
      patterns: [{ include: '#node' }],
    },
    block: {
      begin: '[|>][-+\\d]*[ \\t]*(?:#.*)?$',
      while: '\\G',
      patterns: [
        { begin: '\\G([ \\t]+)(?=\\S)', while: '\\G(?:\\1|(?=[ \\t]*$))', name: 'string.unquoted.block.yaml' },
      ],
    },
    double: { begin: '"', end: '"', name: 'string.quoted.double.yaml', patterns: [{ match: '\\\\.' }] },
    single: { begin: "'", end: "'(?!')", name: 'string.quoted.single.yaml', patterns: [{ match: "''" }] },
    flow: {
      begin: '\\{|\\[',
      end: '\\}|\\]',
      name: 'meta.flow.yaml',
      patterns: [
        { match: KEY, name: 'string.unquoted.plain.yaml entity.name.tag.yaml' },
        { include: '#double' },
        { include: '#single' },
        { match: '[^\\s,:\\[\\]{}"\'][^,:\\[\\]{}]*', name: 'string.unquoted.plain.in.yaml' },
      ],
    },
    plain: {
      begin: '(?=[^\\s#"\'|>{\\[])',
      end: '(?=[ \\t]+#)|$',
      name: 'string.unquoted.plain.out.yaml',
      patterns: [],
    },
  },
} as unknown as IRawGrammar;
