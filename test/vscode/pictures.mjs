// Writes the pictures of the README, docs/images/*.png, from the extension in a real VS Code: run it when their content has
// changed, look at them, commit them. Needs what the journeys need.
// usage: node test/vscode/pictures.mjs [problems|preview]
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import zlib from 'node:zlib';
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

/** The same picture in sixteen colours, a fifth of the size. */
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
  const palette = paletteOf(counts);
  const index = new Map([...counts.keys()].map(colour => [colour, nearest(palette, rgb(colour))]));
  const length = 1 + Math.ceil(width / 2);
  const rows = Buffer.alloc(length * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const colour = index.get(rgba.readUIntBE((y * width + x) * 4, 3));
      rows[y * length + 1 + (x >> 1)] |= x & 1 ? colour : colour << 4;
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([4, 3, 0, 0, 0], 8);
  const colours = Buffer.from(palette.flat().map(Math.round));
  const parts = [
    ['IHDR', header],
    ['PLTE', colours],
    ['IDAT', zlib.deflateSync(rows, { level: 9 })],
    ['IEND', Buffer.alloc(0)],
  ];
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, ...parts.map(([type, data]) => chunk(type, data))]);
}

/** Sixteen colours that stand for all: first each the one that is furthest from those chosen, then the middle of those near it. */
function paletteOf(counts) {
  const colours = [...counts].map(([colour, count]) => [rgb(colour), count]).sort((a, b) => b[1] - a[1]);
  let palette = [colours[0][0]];
  const worth = ([colour, count]) => Math.min(...palette.map(chosen => apart(chosen, colour))) * Math.sqrt(count);
  while (palette.length < 16) palette.push(colours.reduce((a, b) => (worth(b) > worth(a) ? b : a))[0]);
  for (let turn = 0; turn < 8; turn++) {
    const sums = palette.map(() => [0, 0, 0, 0]);
    for (const [colour, count] of colours) {
      const sum = sums[nearest(palette, colour)];
      for (const [i, part] of colour.entries()) sum[i] += part * count;
      sum[3] += count;
    }
    palette = palette.map((colour, i) => (sums[i][3] ? sums[i].slice(0, 3).map(part => part / sums[i][3]) : colour));
  }
  return palette;
}

function rgb(colour) {
  return [colour >> 16, (colour >> 8) & 255, colour & 255];
}

function apart(a, b) {
  return a.reduce((sum, part, i) => sum + (part - b[i]) ** 2, 0);
}

function nearest(palette, colour) {
  let best = 0;
  for (let i = 1; i < palette.length; i++) if (apart(palette[i], colour) < apart(palette[best], colour)) best = i;
  return best;
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

/** The preview over simulated data, which are the same at any time: no server is needed for it, as for anybody who tries it. */
async function previewPicture() {
  await inWorkspace({}, { width: 1360, height: 960 }, async (page, rules) => {
    await openFile(page, file);
    await closeSideBar(page);
    await page.locator('.editor-instance .codelens-decoration a').first().waitFor();
    await goTo(page, ...endOf(rules, 'alert: GpuTooHot', 1));
    await runCommand(page, 'ML Alerts: Preview Rule');
    const frame = await previewFrame(page, 'total-firings');
    await frame.locator('[data-testid="window-1h"]').click();
    await frame.locator('[data-testid="window-1h"][aria-pressed="true"]').waitFor();
    await frame.locator('header:not(.busy)').waitFor();
    await frame.locator('[data-testid="total-firings"]').waitFor();
    await frame.locator('header:not(.busy)').waitFor();
    // The last time that it fired, with the message that it would have sent.
    await frame.locator('[data-testid="bands"]').focus();
    await page.keyboard.press('End');
    const place = frame.locator('[data-testid="change-place"]');
    for (let i = 0; i < 40 && !/ firing/.test(await place.innerText()); i++) await page.keyboard.press('ArrowLeft');
    await frame.locator('[data-testid="moment"]').waitFor();
    await frame.locator('[data-testid="message-summary"]').waitFor();
    await frame.locator('header:not(.busy)').waitFor();
    await take(page, 'preview.png');
  });
}

fs.mkdirSync(images, { recursive: true });
execFileSync('node', ['esbuild.mjs'], { cwd: root, stdio: 'inherit' });
const [, , only] = process.argv;
if (only !== 'preview') await problemsPicture();
if (only !== 'problems') await previewPicture();
