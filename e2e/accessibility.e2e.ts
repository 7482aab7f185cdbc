import AxeBuilder from '@axe-core/playwright';
import type { Page } from 'playwright/test';
import { expect, test } from './desk.ts';
import { FORBIDDEN_PAGE, SIGNED_IN_PAGES, SIGNED_OUT_PAGES, type DeskPage } from './pages.ts';

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
/** A theme changes colours and nothing else: the dark one is held to the rules about them. */
const RULES_OF_COLOUR = ['color-contrast', 'link-in-text-block'];
const WIDE = { width: 1440, height: 900 };
const NARROW = { width: 390, height: 844 };
const LOOKS = [
  ['light', WIDE],
  ['light', NARROW],
  ['dark', WIDE],
] as const;

for (const [colorScheme, viewport] of LOOKS)
  test(`axe finds nothing on any page, and none is wider than its window, in the ${colorScheme} theme at ${viewport.width} px`, async ({
    signedIn,
    signedOut,
  }) => {
    test.setTimeout(180_000);
    const look = { colorScheme, viewport, reducedMotion: 'reduce' } as const;
    // The staff page needs somebody else to ask about.
    const viewer = await signedIn('Vera Viewer', look);
    await expectAccessible(await signedOut(look), SIGNED_OUT_PAGES, colorScheme);
    await expectAccessible(await signedIn('Ada Admin', look), SIGNED_IN_PAGES, colorScheme);
    await expectAccessible(viewer, [FORBIDDEN_PAGE], colorScheme);
  });

async function expectAccessible(page: Page, pages: readonly DeskPage[], theme: 'light' | 'dark'): Promise<void> {
  for (const { name, open } of pages) {
    await open(page);
    const axe = new AxeBuilder({ page });
    const { violations } = await (theme === 'light' ? axe.withTags(RULES) : axe.withRules(RULES_OF_COLOUR)).analyze();
    const found = violations.map(({ id, help, nodes }) => ({
      id,
      help,
      where: nodes.map(({ target }) => target.join(' ')),
    }));
    expect.soft(found, name).toEqual([]);
    const beyond = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect.soft(beyond, `${name}: pixels wider than the window`).toBeLessThanOrEqual(0);
  }
}

test('the desk can be used with the keyboard alone: skip link, rail, dialog and back', async ({ signedIn }) => {
  await signedIn('Vera Viewer');
  const page = await signedIn('Ada Admin');
  await page.goto('/staff');
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Skip to content' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('main')).toBeFocused();
  const disable = page.getByRole('row', { name: /Vera Viewer/ }).getByRole('button', { name: 'Disable' });
  await disable.focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('alertdialog', { name: 'Disable Vera Viewer?' });
  await expect(dialog.getByRole('textbox', { name: 'Reason' })).toBeFocused();
  await page.keyboard.type('half a reason');
  for (let pressed = 0; pressed < 6; pressed += 1) {
    await page.keyboard.press('Tab');
    await expect(dialog.locator(':focus')).toHaveCount(1);
  }
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await expect(disable).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(dialog.getByRole('textbox', { name: 'Reason' })).toHaveValue('half a reason');
});
