import { resolveConfig } from '../../server/src/config/config';
import { createService } from '../../server/src/service';
import { changeBetween } from '../../server/src/text/change';
import { mainThreadClock } from '../harness/threadTime';
import { sliceKinds } from './generateSliceKinds';
const clock = mainThreadClock()!;
const text = sliceKinds[process.argv[2]!]!(Number(process.argv[3]) * 1e6);
const service = createService({ onFailure: (_, e) => { throw e; } });
const workspace = service.workspace(resolveConfig([]));
let document: any;
function run<T>(what: string, g: Generator<void, T>): T { const a = clock(); let n = 0; let most = 0; for (;;) { const b = clock(); const s = g.next(); most = Math.max(most, clock() - b); if (s.done) { console.log(what, n, 'steps', (clock() - a).toFixed(0), 'ms, longest', most.toFixed(1)); return s.value; } n++; } }
function judge(w: string, edited: string) {
  const flat = Buffer.from(edited).toString();
  const change = document && changeBetween(document.text, flat);
  document = run(`${w} open`, service.opening(flat, document, {}, change));
  workspace.put('f', document);
  run(`${w} first`, service.analyse(workspace, 'f', 'moved'));
  run(`${w} gather`, workspace.gather());
  run(`${w} judge`, service.analyse(workspace, 'f', 'current'));
}
judge('opened', text);
for (const where of [0.25, 0.5, 0.75]) {
const at = text.indexOf('vllm', text.length * where);
judge(`typed ${where}`, text.slice(0, at) + 'x' + text.slice(at));
}
