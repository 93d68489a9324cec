// The way of an alert against what the panel says of it, with the real Prometheus and Alertmanager. A rule is previewed before the
// server has it: when it would have fired, whom it would have told, and what. Then it is loaded, the exporter's value falls, and the
// notification that arrives at a webhook must be what was said, and what the panel says afterwards of the same evaluation.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { goTo, openFile, previewFrame, runCommand } from '../host/workbench.mjs';

const require = createRequire(import.meta.url);
require('../../../tools/load.cjs');
const { findPrograms, startWay, shownOf } = require('../../live/way.ts');

export const journey = {
  workspace: 'examples/clean',
  // Three programs have to keep their times: not a test for a machine that is busy with others.
  onlyByName: true,
  async prepare({ workspace }) {
    const programs = findPrograms();
    if (programs.missing) throw new Error(`${programs.missing} is not installed`);
    const way = await startWay(programs);
    for (const name of fs.readdirSync(workspace)) fs.rmSync(path.join(workspace, name), { recursive: true });
    fs.writeFileSync(path.join(workspace, 'rules.yml'), way.rules);
    fs.writeFileSync(path.join(workspace, 'alertmanager.yml'), way.configuration);
    // While the editor starts the model is bad for a while, which nobody is told of: the rule is not loaded.
    const past = fall(way);
    past.catch(() => {});
    return { way, past, stop: way.stop, settings: { 'mlAlertRules.servers': [{ name: 'live', url: way.url }] } };
  },
  async run({ page, shot, way, past }) {
    const lines = way.rules.split('\n');
    const line = lines.findIndex(text => text.includes('alert: AccuracyLow')) + 1;
    await past;
    await openFile(page, 'rules.yml');
    await goTo(page, line, lines[line - 1].length + 1);
    await runCommand(page, 'ML Alerts: Preview Rule');
    const frame = await previewFrame(page, 'series-empty');
    const predicted = await lastFiring(frame);
    await shot('predicted');
    const notes = await frame.locator('[data-testid="notes"]').innerText();
    assert.match(notes, /does not evaluate the group quality-\d+ yet: its times are those that it will have/);

    await way.load();
    way.measure(0.72);
    const came = await way.arrived;
    const firedAt = Date.parse(came.alerts[0].startsAt);
    assert.deepEqual(predicted.receivers, [came.receiver]);
    assert.equal(predicted.summary, came.alerts[0].annotations.summary);
    // All but the moment is what was said before the rule was loaded; and the moment is an evaluation that was foreseen.
    const moved = { ...predicted.message, alerts: predicted.message.alerts.map(one => ({ ...one, startsAt: '' })) };
    const asCame = { ...came, alerts: came.alerts.map(one => ({ ...one, startsAt: '' })) };
    assert.deepEqual(shownOf(moved), shownOf(asCame));
    assert.equal((firedAt - Date.parse(predicted.message.alerts[0].startsAt)) % way.interval, 0);

    await frame.locator('[data-testid="refresh"]').click();
    await frame.locator('[data-testid="totals"]', { hasText: 'Would have fired 2' }).waitFor();
    const afterwards = await lastFiring(frame, firedAt);
    await shot('came');
    assert.deepEqual(afterwards.receivers, [came.receiver]);
    assert.equal(afterwards.summary, came.alerts[0].annotations.summary);
    assert.deepEqual(shownOf(afterwards.message), shownOf(came));
  },
};

/** Lets the model be bad for as long as the alert needs to fire, then good again. */
async function fall(way) {
  way.measure(0.72);
  await way.scraped('count_over_time((model_accuracy < 0.9)[30s:1s]) > 8');
  way.measure(0.96);
  await way.scraped('min(model_accuracy) > 0.9');
}

/** Walks by keys to the last change at which the alert fires, or to that of a moment, and reads what the panel says of it. */
async function lastFiring(frame, at) {
  const bands = frame.locator('[data-testid="bands"]');
  await bands.waitFor();
  for (let steps = 0; steps < 10; steps++) {
    await bands.press(steps === 0 ? 'End' : 'ArrowLeft');
    const [, time, words] =
      /^([\d:]+): (.*)/.exec(await frame.locator('[data-testid="change-place"]').innerText()) ?? [];
    if (!words?.includes('firing')) continue;
    await frame.locator('[data-testid="moment"]', { hasText: `Message at ${time}firing` }).waitFor();
    const card = frame.locator('[data-testid="notification"]').first();
    await card.waitFor();
    const texts = await card.locator('dd').allInnerTexts();
    const message = JSON.parse(texts.find(text => text.trim().startsWith('{')));
    if (at !== undefined && Date.parse(message.alerts[0].startsAt) !== at) continue;
    return {
      receivers: await frame.locator('[data-testid="receiver"]').allInnerTexts(),
      summary: await frame.locator('[data-testid="message-summary"]').innerText(),
      message,
    };
  }
  throw new Error(at === undefined ? 'the panel shows no firing' : `the panel shows no firing at ${new Date(at)}`);
}
