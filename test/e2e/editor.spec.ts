import { createHash } from 'node:crypto';
import { expect, goTo, test } from './harness/index.ts';
import type { StationClient } from './harness/index.ts';

/** The template editor by mouse: what is dragged is drawn anew at printer resolution, and saved where it was let go. */

const PAPER_MM = 100;
const MOVE_MM = 8;

const setUp = async (client: StationClient): Promise<void> => {
  await client.call('settings.save', { setupDone: true });
};

test('an element is dragged on the paper, drawn anew, undone, dragged again and saved', async ({ open }) => {
  const { page, client } = await open({ before: setUp });
  const known = new Set((await client.call('templates.list', {})).templates.map(({ id }) => id));
  await goTo(page, 'templates');
  await page.getByTestId('copy-express-100x150').click();
  const paper = page.getByTestId('template-paper');
  const picture = page.getByTestId('template-picture');
  await expect(picture).toBeVisible();
  const shown = async () =>
    createHash('sha256')
      .update((await picture.getAttribute('src')) ?? '')
      .digest('hex');
  const drawn = await shown();

  const element = paper.locator('.tpl-box[data-kind="text"]').first();
  const index = Number((await element.getAttribute('data-testid'))?.replace('element-', ''));
  const scale = ((await paper.boundingBox())?.width ?? 0) / PAPER_MM;
  const left = async () =>
    (((await element.boundingBox())?.x ?? 0) - ((await paper.boundingBox())?.x ?? 0)) / scale;
  const before = await left();

  async function drag(): Promise<void> {
    const box = await element.boundingBox();
    if (!box) throw new Error('the element is not on the paper');
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    await page.mouse.move(x, y);
    await page.mouse.down();
    // With Alt nothing draws it to the lines of others.
    await page.keyboard.down('Alt');
    await page.mouse.move(x + (MOVE_MM * scale) / 2, y, { steps: 4 });
    await page.mouse.move(x + MOVE_MM * scale, y, { steps: 4 });
    await page.mouse.up();
    await page.keyboard.up('Alt');
  }
  await drag();
  await expect.poll(left).toBeCloseTo(before + MOVE_MM, 0);
  // The station has drawn the label again, as it would print it.
  await expect.poll(shown).not.toBe(drawn);
  const moved = await shown();
  await page.getByTestId('template-undo').click();
  await expect.poll(left).toBeCloseTo(before, 0);
  await expect.poll(shown).not.toBe(moved);

  await drag();
  await page.getByTestId('template-save').click();
  const saved = async () =>
    (await client.call('templates.list', {})).templates.find(({ id }) => !known.has(id));
  await expect.poll(saved).toBeTruthy();
  const kept = await client.call('templates.get', { id: (await saved())?.id ?? '' });
  if (!kept.ok) throw new Error(kept.code);
  expect(kept.value.template.elements[index]?.x).toBeCloseTo(before + MOVE_MM, 0);
});
