// The signature of the call that the cursor is in, with the active parameter: functions and aggregations of PromQL,
// functions of templates. Layer: features.
import type { OpenOptions, SourceDocument } from '../model/document';
import { aggregation, functionInfo } from '../promql/functions';
import { typeNames } from '../promql/types';
import type { TemplateEnv } from '../template/env';
import { signature as templateSignature } from '../template/functions';
import { parseTemplate } from '../template/parser';
import { walk } from '../template/walk';
import { languageAt } from './cursor/language';
import type { PromqlCursor } from './cursor/promql';
import type { Knowledge } from './knowledge';
import { aggregationSignature, functionSignature, parameterText } from './promqlText';

export interface SignatureHelp {
  /** The whole call as it reads, such as `rate(v range vector) instant vector`. */
  readonly label: string;
  readonly documentation: string;
  /** Parts of the label, one a parameter. */
  readonly parameters: readonly string[];
  /** Index of the parameter that the cursor is in; the last one stands for all further ones. */
  readonly active: number;
}

/** The call around `offset` of the file, also where it is half written. */
export function signatureHelp(
  document: SourceDocument,
  offset: number,
  know: Knowledge,
  options: OpenOptions = {},
): SignatureHelp | undefined {
  const cursor = know.cursorAt(document, offset, options);
  const [place] = cursor.places;
  if (place?.kind !== 'value') return undefined;
  const language = languageAt(place.root, place.path, know);
  if (!language) return undefined;
  return language.kind === 'promql'
    ? promqlCall(cursor.promqlAt(place, know.dialect))
    : templateCall(place.text, place.at, language.env);
}

function promqlCall({ call }: PromqlCursor): SignatureHelp | undefined {
  if (!call) return undefined;
  const info = functionInfo(call.name);
  if (info) {
    const parameters = info.params.map(parameterText);
    return {
      label: functionSignature(info),
      documentation: info.doc,
      parameters,
      active: Math.min(call.argument, Math.max(0, parameters.length - 1)),
    };
  }
  const aggregate = aggregation(call.name.toLowerCase());
  if (!aggregate) return undefined;
  const parameters = [...(aggregate.param ? [parameterText(aggregate.param)] : []), `v ${typeNames.vector}`];
  return {
    label: aggregationSignature(aggregate),
    documentation: aggregate.doc,
    parameters,
    active: Math.min(call.argument, parameters.length - 1),
  };
}

/** The innermost command of the template around the cursor that calls a function. */
function templateCall(text: string, offset: number, env: TemplateEnv): SignatureHelp | undefined {
  let found: SignatureHelp | undefined;
  walk(parseTemplate(text, env).nodes, (node, _parents, command, argument) => {
    const row = node.kind === 'ident' && argument === 0 ? env.functions.get(node.name) : undefined;
    if (!row || !command || offset <= node.to || text.slice(command.to, offset).trim() !== '') return true;
    const label = templateSignature(row);
    const parameters = label
      .slice(row.name.length + 1, label.lastIndexOf(')'))
      .split(', ')
      .filter(Boolean);
    const behind = command.args.slice(1).filter(one => one.to < offset).length;
    found = { label, documentation: row.doc, parameters, active: Math.max(0, Math.min(behind, parameters.length - 1)) };
    return true;
  });
  return found;
}
