// Which expressions the names of a Python file are bound to, scope by scope: every answer is either certain or undefined.
// Layer: catalog.
import type { SyntaxNode, Tree } from '@lezer/common';

/** The names of a file with what is bound to them, scope by scope. */
export interface PythonScopes {
  /** The expression bound to `name` as seen from `at`; undefined where it is unknown, bound twice, or a parameter. */
  lookup(name: string, at: SyntaxNode): SyntaxNode | undefined;
  /** The expression of an attribute that the class body around `at` (`self.x`, `cls.x`) or the class `owner` sets once. */
  attribute(owner: string, name: string, at: SyntaxNode): SyntaxNode | undefined;
}

/** Nodes that bind names; the switch below has a case for each. */
const bindingNodes = new Set([
  'AssignStatement',
  'UpdateStatement',
  'NamedExpression',
  'ForStatement',
  'ArrayComprehensionExpression',
  'ComprehensionExpression',
  'SetComprehensionExpression',
  'DictionaryComprehensionExpression',
  'WithStatement',
  'TryStatement',
  'ImportStatement',
  'ScopeStatement',
  'ParamList',
  'FunctionDefinition',
  'ClassDefinition',
]);

const scopeNodes = new Set(['Script', 'FunctionDefinition', 'LambdaExpression', 'ClassDefinition']);

/** Reads all bindings of a parsed file. */
export function readScopes(tree: Tree, text: string): PythonScopes {
  // The value is null where a name is bound to something that is no single known expression.
  const scopes = new Map<number, Map<string, SyntaxNode | null>>();
  const classes = new Map<string, SyntaxNode | null>();
  const nameOf = (node: SyntaxNode): string => text.slice(node.from, node.to);
  const bind = (scope: SyntaxNode, name: string, value: SyntaxNode | null): void => {
    const key = scopeKey(scope);
    const names = scopes.get(key) ?? new Map<string, SyntaxNode | null>();
    scopes.set(key, names);
    names.set(name, names.has(name) ? null : value);
  };
  const bindTargets = (target: SyntaxNode, scope: SyntaxNode, value?: SyntaxNode): void => {
    if (target.name === 'VariableName') bind(scope, nameOf(target), null);
    else if (target.name === 'MemberExpression') {
      // `self.x = …` in a method sets an attribute of the class around it, as far as one file can tell.
      const [owner, , property] = childrenOf(target);
      const body = owner && /^(self|cls)$/.test(nameOf(owner)) ? classAround(scope) : undefined;
      if (body && property?.name === 'PropertyName') bind(body, nameOf(property), value ?? null);
    } else if (/^(Tuple|Array|Parenthesized)Expression$/.test(target.name)) {
      for (const child of childrenOf(target)) bindTargets(child, scope);
    }
  };

  tree.iterate({
    enter: ref => {
      // Nodes are made on demand: most of a file is of no interest.
      if (!bindingNodes.has(ref.name)) return;
      const node = ref.node;
      switch (ref.name) {
        case 'AssignStatement':
          bindAssignment(node);
          break;
        case 'UpdateStatement':
        case 'NamedExpression':
          if (node.firstChild) bindTargets(node.firstChild, scopeOf(node));
          break;
        case 'ForStatement':
        case 'ArrayComprehensionExpression':
        case 'ComprehensionExpression':
        case 'SetComprehensionExpression':
        case 'DictionaryComprehensionExpression':
          bindBehind(node, 'for', 'in');
          break;
        case 'WithStatement':
        case 'TryStatement':
          bindBehind(node, 'as', ':');
          break;
        case 'ImportStatement':
          // Binds what is before an alias, too: that costs knowledge and never certainty.
          bindBehind(node, 'import', '');
          break;
        case 'ScopeStatement':
          for (const child of childrenOf(node)) bindTargets(child, tree.topNode);
          break;
        case 'ParamList': {
          let previous = '';
          for (const child of childrenOf(node)) {
            // Names behind `=` and `:` are defaults and types.
            if (child.name === 'VariableName' && previous !== 'AssignOp') bind(scopeOf(node), nameOf(child), null);
            previous = child.name;
          }
          break;
        }
        case 'FunctionDefinition':
        case 'ClassDefinition': {
          const name = node.getChild('VariableName');
          if (!name) break;
          bind(scopeOf(node), nameOf(name), null);
          if (ref.name === 'ClassDefinition') {
            classes.set(nameOf(name), classes.has(nameOf(name)) ? null : node);
          }
          break;
        }
      }
    },
  });

  function bindAssignment(node: SyntaxNode): void {
    const children = childrenOf(node).filter(child => child.name !== 'TypeDef');
    const scope = scopeOf(node);
    const value = children.at(-1);
    const simple = children.length === 3 && children[0]!.name === 'VariableName' && children[1]!.name === 'AssignOp';
    if (simple && value) bind(scope, nameOf(children[0]!), value);
    else for (const child of children.slice(0, -1)) bindTargets(child, scope, value);
  }

  /** Binds the targets that stand between two words of a statement, as often as they come. */
  function bindBehind(node: SyntaxNode, open: string, close: string): void {
    let inside = false;
    for (const child of childrenOf(node)) {
      if (child.name === open) inside = true;
      else if (child.name === close || child.name === 'Body') inside = false;
      else if (inside) bindTargets(child, scopeOf(node));
    }
  }

  return {
    lookup(name, at) {
      for (let scope: SyntaxNode | null = scopeOf(at), first = true; scope; scope = outerScope(scope), first = false) {
        // The body of a class is no scope for the functions in it.
        if (scope.name === 'ClassDefinition' && !first) continue;
        const names = scopes.get(scopeKey(scope));
        if (names?.has(name)) return names.get(name) ?? undefined;
      }
      return undefined;
    },
    attribute(owner, name, at) {
      const viaSelf = owner === 'self' || owner === 'cls';
      const body = viaSelf ? classAround(at) : classes.get(owner);
      const bound = body && scopes.get(scopeKey(body))?.get(name);
      if (!bound || !viaSelf) return bound ?? undefined;
      // Another class of the file may be a subclass that sets something else.
      for (const other of classes.values()) {
        const rival = other && scopes.get(scopeKey(other))?.get(name);
        if (rival === null || (rival && nameOf(rival) !== nameOf(bound))) return undefined;
      }
      return bound;
    },
  };
}

/** The children of a node, comments left out. */
export function childrenOf(node: SyntaxNode): readonly SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling)
    if (child.name !== 'Comment') children.push(child);
  return children;
}

function scopeOf(node: SyntaxNode): SyntaxNode {
  let scope = node.parent ?? node;
  while (!scopeNodes.has(scope.name) && scope.parent) scope = scope.parent;
  return scope;
}

function classAround(node: SyntaxNode): SyntaxNode | undefined {
  let scope: SyntaxNode | null = node.name === 'ClassDefinition' ? node : scopeOf(node);
  while (scope && scope.name !== 'ClassDefinition') scope = outerScope(scope);
  return scope ?? undefined;
}

function outerScope(scope: SyntaxNode): SyntaxNode | null {
  return scope.parent ? scopeOf(scope) : null;
}

/** Two scopes never begin at the same place with the same kind, and a file's own scope begins at 0. */
function scopeKey(scope: SyntaxNode): number {
  return scope.name === 'Script' ? -1 : scope.from;
}
