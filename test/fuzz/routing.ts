// npm run fuzz:routing -- [--trees 300] [--alerts 20000] [--inhibit 5000] [--moments 5000] [--templates 2000] [--objects 5000] [--old 120]
//   [--scenarios 20] [--seed 1] [--show 3]
// Random configurations: the routes, groups, keys and times of label sets, inhibition, time intervals and the texts of notifications
// must be Alertmanager's own. Needs oracle-alertmanager (npm run oracles). Exit 1 where something differs.
import { parseArgs } from 'node:util';
import { hasOracle, Oracle } from '../oracles/ask';
import { Random } from './random';
import { compareActive, compareInhibition, compareRoutes, type Score } from './routingCompare';
import { compareCorpus } from './routingCorpus';
import { compareObjects } from './routingObjects';
import { compareTimelines } from './routingServer';
import { compareOldTemplates, compareTemplates } from './routingTemplates';

async function main(): Promise<void> {
  const { values: options } = parseArgs({
    options: {
      trees: { type: 'string', default: '300' },
      alerts: { type: 'string', default: '20000' },
      inhibit: { type: 'string', default: '5000' },
      moments: { type: 'string', default: '5000' },
      templates: { type: 'string', default: '2000' },
      objects: { type: 'string', default: '5000' },
      old: { type: 'string', default: '120' },
      scenarios: { type: 'string', default: '20' },
      seed: { type: 'string', default: '1' },
      show: { type: 'string', default: '3' },
    },
  });
  if (!hasOracle('alertmanager'))
    return console.log('oracle-alertmanager is missing (npm run oracles builds it): nothing asked.');
  const oracle = new Oracle('alertmanager');
  const random = new Random(Number(options.seed));
  const trees = Number(options.trees);
  const scores: Score[] = [
    await compareRoutes(oracle, random, trees, Number(options.alerts)),
    await compareInhibition(oracle, random, trees, Number(options.inhibit)),
    await compareActive(oracle, random, trees, Number(options.moments)),
    await compareTemplates(oracle, random, Number(options.templates)),
  ];
  const corpus = await compareCorpus(oracle, random);
  if (corpus) scores.push(corpus);
  oracle.close();
  if (hasOracle('operator') && Number(options.objects) > 0) {
    const [operator, again] = [new Oracle('operator'), new Oracle('alertmanager')];
    scores.push(await compareObjects(operator, again, random, trees, Number(options.objects)));
    operator.close();
    again.close();
  }
  const old = Number(options.old) > 0 ? compareOldTemplates(random, Number(options.old)) : undefined;
  if (old) scores.push(old);
  const timelines =
    Number(options.scenarios) > 0 ? await compareTimelines(random, Number(options.scenarios)) : undefined;
  if (timelines) scores.push(timelines);
  for (const { what, asked, differing } of scores) {
    console.log(`${what}, seed ${options.seed}: agree ${asked - differing.length}/${asked}`);
    for (const text of differing.slice(0, Number(options.show))) console.log(text);
    if (differing.length > 0) process.exitCode = 1;
  }
}

void main();
