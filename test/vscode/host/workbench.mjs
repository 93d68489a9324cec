// What a person does in the workbench, as functions over a Playwright page: open a file, run a command, read the problems.
// Every function waits for what it caused; none sleeps.

/** Closes the side bar that a fresh VS Code opens on the right, for room and clean pictures. */
async function closeSecondSideBar(page) {
  const bar = page.locator('.part.auxiliarybar');
  if (!(await bar.isVisible())) return;
  await page.keyboard.press('Control+Alt+B');
  await bar.waitFor({ state: 'hidden' });
}

/** Opens a file of the workspace by Quick Open and waits for its editor. */
export async function openFile(page, name) {
  await closeSecondSideBar(page);
  await page.keyboard.press('Control+P');
  await page.waitForSelector('.quick-input-widget input');
  await page.keyboard.type(name);
  await page.locator('.quick-input-list .monaco-list-row', { hasText: name }).first().waitFor();
  await page.keyboard.press('Enter');
  await page.locator(`.tab.active[data-resource-name="${name}"]`).waitFor();
  await page.locator('.editor-instance .view-lines').first().waitFor();
}

/**
 * Runs a command by its title in the command palette. An open palette lists the commands that there were when it opened; one
 * whose extension still starts is found by opening it again.
 */
export async function runCommand(page, title, limitMs = 90_000) {
  const input = page.locator('.quick-input-widget input').first();
  const row = page.locator('.quick-input-list .monaco-list-row', { hasText: title }).first();
  const end = Date.now() + limitMs;
  for (;;) {
    await page.keyboard.press('F1');
    await input.waitFor();
    await page.keyboard.type(title);
    try {
      await row.waitFor({ timeout: Math.min(3_000, limitMs) });
      break;
    } catch (error) {
      if (Date.now() > end) throw error;
      await page.keyboard.press('Escape');
      await input.waitFor({ state: 'hidden' });
    }
  }
  await page.keyboard.press('Enter');
}

/** Goes to a 1-based line and column. */
export async function goTo(page, line, column) {
  await page.keyboard.press('Control+G');
  await page.waitForSelector('.quick-input-widget input');
  await page.keyboard.type(`${line}:${column}`);
  await page.keyboard.press('Enter');
  await page.locator('.statusbar-item', { hasText: `Ln ${line}, Col ${column}` }).waitFor();
}

/** Opens the Problems panel and gives the texts of its rows, which may be none, once `enough` accepts them. */
export async function problems(page, enough, limitMs = 90_000) {
  const panel = page.locator('.markers-panel');
  // The key would close a panel that has the focus.
  if (!(await panel.isVisible())) await page.keyboard.press('Control+Shift+M');
  await panel.waitFor();
  const rows = page.locator('.markers-panel .monaco-list-row');
  const none = page.getByText(/No problems have been detected/);
  const end = Date.now() + limitMs;
  let texts = [];
  do {
    await rows.or(none).first().waitFor({ timeout: limitMs });
    texts = await rows.evaluateAll(all => all.map(row => row.getAttribute('aria-label') ?? row.textContent));
    if (enough(texts)) return texts;
    await page.evaluate(() => new Promise(requestAnimationFrame));
  } while (Date.now() < end);
  throw new Error(`the expected problems did not show; there are:\n${texts.join('\n')}`);
}

/** Closes the side bar, so that editor and preview have room. */
export async function closeSideBar(page) {
  await page.keyboard.press('Control+B');
  await page.locator('.part.sidebar').waitFor({ state: 'hidden' });
}

/** Closes the panel below the editor. */
export async function closeProblems(page) {
  await page.keyboard.press('Control+J');
  await page.locator('.markers-panel').waitFor({ state: 'hidden' });
}

/** Puts the keyboard into the text that is being edited. */
export async function focusEditor(page) {
  await page.keyboard.press('Control+1');
  await page.locator('.editor-instance .monaco-editor.focused').first().waitFor();
}

/** The frame of the preview's document, once an element with the test id is in it. */
export async function previewFrame(page, testId, limitMs = 90_000) {
  const end = Date.now() + limitMs;
  while (Date.now() < end) {
    for (const frame of page.frames()) {
      if (
        await frame
          .locator(`[data-testid="${testId}"]`)
          .count()
          .catch(() => 0)
      )
        return frame;
    }
    await page.evaluate(() => new Promise(requestAnimationFrame));
  }
  throw new Error(`no preview with ${testId} opened`);
}

/** The active editor's text, as the file on disk has it after saving. */
export async function save(page) {
  await page.keyboard.press('Control+S');
  await page.locator('.tab.active:not(.dirty)').waitFor();
}
