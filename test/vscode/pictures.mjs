// Writes the pictures of the README, docs/images/*.png, from the extension in a real VS Code: run it when their content has
// changed, look at them, commit them. Needs what the journeys need, prometheus included.
// usage: node test/vscode/pictures.mjs
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import zlib from 'node:zlib';
import { startPrometheus } from '../../tools/demo/prometheus.mjs';
import { exposition } from '../../tools/demo/stack.mjs';
import { startHost } from './host/host.mjs';
import { closeSideBar, focusEditor, goTo, openFile, previewFrame, problems, runCommand } from './host/workbench.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const images = path.join(root, 'docs/images');
const file = 'recommender-rules.yaml';
/** Nothing but the content: no bars, no map, no crumbs. */
const bare = {
  'files.autoSave': 'off',
  'chat.disableAIFeatures': true,
  'workbench.startupEditor': 'none',
  'workbench.colorTheme': 'Default Dark Modern',
  'workbench.activityBar.location': 'hidden',
  'breadcrumbs.enabled': false,
  'editor.minimap.enabled': false,
  'editor.stickyScroll.enabled': false,
  'editor.scrollbar.vertical': 'hidden',
  'editor.scrollbar.horizontal': 'hidden',
  'editor.overviewRulerBorder': false,
  'editor.hideCursorInOverviewRuler': true,
  'editor.occurrencesHighlight': 'off',
  'editor.renderLineHighlight': 'none',
  'editor.guides.indentation': false,
  'editor.lightbulb.enabled': 'off',
  'editor.cursorBlinking': 'solid',
  'editor.fontSize': 13,
};

/** Runs `draw` in a fresh VS Code on a copy of the broken example. */
async function inWorkspace(settings, viewport, draw) {
  const workspace = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'pictures-')), 'broken');
  fs.cpSync(path.join(root, 'examples/broken'), workspace, { recursive: true });
  const host = await startHost({ extension: root, workspace, settings: { ...bare, ...settings }, viewport });
  try {
    await draw(host.page, path.join(workspace, file));
  } finally {
    await host.close();
    fs.rmSync(path.dirname(workspace), { recursive: true, force: true });
  }
}

/** Takes the part of the window between the title bar and the status bar. */
async function take(page, name) {
  const { width } = page.viewportSize();
  const { y } = await page.locator('.part.editor').boundingBox();
  const end = await page.locator('.part.statusbar').boundingBox();
  // What floats for a moment, such as a hover or a message, would be in the way.
  await page.mouse.move(width - 2, 2);
  const png = await page.screenshot({ clip: { x: 0, y, width, height: end.y - y } });
  const picture = await withPalette(page, png);
  fs.writeFileSync(path.join(images, name), picture);
  console.log(`docs/images/${name}: ${Math.round(picture.length / 1024)} KB`);
}

/** The same picture with its 256 most common colours, a third of the size. */
async function withPalette(page, png) {
  const { width, height, pixels } = await page.evaluate(async data => {
    const image = new Image();
    image.src = `data:image/png;base64,${data}`;
    await image.decode();
    const canvas = Object.assign(document.createElement('canvas'), { width: image.width, height: image.height });
    const context = canvas.getContext('2d');
    context.drawImage(image, 0, 0);
    const { data: rgba } = context.getImageData(0, 0, image.width, image.height);
    let text = '';
    for (let i = 0; i < rgba.length; i += 8192) text += String.fromCharCode(...rgba.subarray(i, i + 8192));
    return { width: image.width, height: image.height, pixels: btoa(text) };
  }, png.toString('base64'));
  const rgba = Buffer.from(pixels, 'base64');
  const counts = new Map();
  for (let i = 0; i < rgba.length; i += 4) {
    const colour = rgba.readUIntBE(i, 3);
    counts.set(colour, (counts.get(colour) ?? 0) + 1);
  }
  const palette = [...counts]
    .sort((a, b) => b[1] - a[1])
    .slice(0, 256)
    .map(([colour]) => colour);
  const apart = (a, b) =>
    [16, 8, 0].reduce((sum, shift) => sum + (((a >> shift) & 255) - ((b >> shift) & 255)) ** 2, 0);
  const index = new Map(palette.map((colour, i) => [colour, i]));
  for (const colour of counts.keys()) {
    if (index.has(colour)) continue;
    let best = 0;
    for (let i = 1; i < palette.length; i++) if (apart(palette[i], colour) < apart(palette[best], colour)) best = i;
    index.set(colour, best);
  }
  const rows = Buffer.alloc((width + 1) * height);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) rows[y * (width + 1) + 1 + x] = index.get(rgba.readUIntBE((y * width + x) * 4, 3));
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3, 0, 0, 0], 8);
  const colours = Buffer.from(palette.flatMap(colour => [colour >> 16, (colour >> 8) & 255, colour & 255]));
  const parts = [
    ['IHDR', header],
    ['PLTE', colours],
    ['IDAT', zlib.deflateSync(rows, { level: 9 })],
    ['IEND', Buffer.alloc(0)],
  ];
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, ...parts.map(([type, data]) => chunk(type, data))]);
}

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  let crc = ~0;
  for (const byte of body) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeInt32BE(~crc, 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}

/** Line and column behind the last character of the line that is `below` lines under the one with `text`. */
function endOf(where, text, below) {
  const lines = fs.readFileSync(where, 'utf8').split('\n');
  const line = lines.findIndex(one => one.includes(text)) + below;
  return [line + 1, lines[line].length + 1];
}

async function problemsPicture() {
  await inWorkspace({}, { width: 1240, height: 800 }, async (page, rules) => {
    await openFile(page, file);
    await closeSideBar(page);
    await problems(page, texts => texts.some(text => text.includes('only the default receiver')) && texts.length >= 8);
    await focusEditor(page);
    await goTo(page, ...endOf(rules, 'alert: GpuTooHot', 2));
    await page.locator('.squiggly-warning').first().waitFor();
    await take(page, 'problems.png');
  });
}

async function previewPicture() {
  const { url, stop } = await startPrometheus({ scrapeMs: 0 });
  const settings = { 'mlAlertRules.servers': [{ name: 'production', url }], 'mlAlertRules.server': 'production' };
  try {
    await inWorkspace(settings, { width: 1240, height: 880 }, async (page, rules) => {
      // Two of the four GPUs are too hot at any time of the day.
      const temperatures = [...exposition(Date.now()).matchAll(/^DCGM_FI_DEV_GPU_TEMP\{.*\} (\d+)$/gm)]
        .map(match => Number(match[1]))
        .sort((a, b) => a - b);
      const bound = String(temperatures[1] + 1);
      fs.writeFileSync(rules, fs.readFileSync(rules, 'utf8').replace('GPU_TEMP > 88', `GPU_TEMP > ${bound}`));
      await openFile(page, file);
      await closeSideBar(page);
      await page.locator('.editor-instance .codelens-decoration a').first().waitFor();
      await goTo(page, ...endOf(rules, 'alert: GpuTooHot', 1));
      await runCommand(page, 'ML Alerts: Preview Rule');
      const frame = await previewFrame(page, 'series-row');
      await frame.locator('header:not(.busy)').waitFor();
      await frame.locator('canvas').waitFor();
      await take(page, 'preview.png');
    });
  } finally {
    await stop();
  }
}

fs.mkdirSync(images, { recursive: true });
execFileSync('node', ['esbuild.mjs'], { cwd: root, stdio: 'inherit' });
await problemsPicture();
await previewPicture();
