import type { Page } from 'playwright/test';
import axe from 'axe-core';
import { expect, pixelsBeyondWindow, test } from './desk.ts';
import { FORBIDDEN_PAGE, SIGNED_IN_PAGES, SIGNED_OUT_PAGES } from './pages.ts';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
/** A theme changes only colors, so the dark theme is checked against the color rules alone. */
const COLOR_RULES = ['color-contrast', 'link-in-text-block'];
const WIDE = { width: 1440, height: 900 };
const NARROW = { width: 390, height: 844 };
/** A small laptop beside the rail, the least width that WCAG 1.4.10 asks for, and 1440 × 900 at 200 %. */
const SMALLER = [
  { width: 1024, height: 768 },
  { width: 320, height: 640 },
  { width: 720, height: 450 },
];

const VISITORS = [
  { as: null, pages: SIGNED_OUT_PAGES },
  { as: 'Ada Admin', pages: SIGNED_IN_PAGES },
  { as: 'Vera Viewer', pages: [FORBIDDEN_PAGE] },
] as const;

for (const { as, pages } of VISITORS)
  for (const { name, open } of pages)
    test(`${name} is accessible, fits the window and doesn’t violate its content security policy, in light and dark, at 1440, 1024, 720, 390 and 320 px`, async ({
      signedIn,
      signedOut,
      haveSignedIn,
    }) => {
      // The staff page needs a second person for its dialog.
      await haveSignedIn('Vera Viewer');
      const options = { viewport: NARROW, reducedMotion: 'reduce' } as const;
      const page = as === null ? await signedOut(options) : await signedIn(as, options);
      const violations = await policyViolations(page);

      await page.emulateMedia({ colorScheme: 'light' });
      await open(page);
      await expectAccessible(page, { type: 'tag', values: TAGS }, 'light at 390 px');
      await page.setViewportSize(WIDE);
      await expectAccessible(page, { type: 'tag', values: TAGS }, 'light at 1440 px');

      await page.emulateMedia({ colorScheme: 'dark' });
      await expectAccessible(page, { type: 'rule', values: COLOR_RULES }, 'dark at 1440 px');
      for (const size of SMALLER) {
        await page.setViewportSize(size);
        await expectFits(page, `${size.width} px`);
      }
      await page.waitForLoadState('load');
      expect(violations).toEqual([]);
    });

/** Collects the violations of the content security policy on this page from now on. */
async function policyViolations(page: Page): Promise<string[]> {
  const violations: string[] = [];
  await page.exposeFunction('noteViolation', (violation: string) => violations.push(violation));
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sourceFile }) =>
      Reflect.get(globalThis, 'noteViolation')(`${violatedDirective} ${blockedURI} ${sourceFile}`),
    );
  });
  return violations;
}

/** Calls axe directly: its Playwright builder opens a second page for each run and copies every passed check there. */
async function expectAccessible(page: Page, runOnly: axe.RunOnly, setting: string): Promise<void> {
  await page.evaluate(`globalThis.axe ?? (() => {${axe.source}})()`);
  const found = await page.evaluate(async (only) => {
    // A bar that stays in view covers a target only until somebody scrolls.
    scrollTo(0, 0);
    const { violations } = await (Reflect.get(globalThis, 'axe') as typeof axe).run(document, {
      runOnly: only,
      resultTypes: ['violations'],
    });
    return violations.map(({ id, help, nodes }) => ({ id, help, where: nodes.map(({ target }) => target.join(' ')) }));
  }, runOnly);
  expect.soft(found, setting).toEqual([]);
  await expectFits(page, setting);
}

async function expectFits(page: Page, setting: string): Promise<void> {
  expect.soft(await pixelsBeyondWindow(page), `${setting}: pixels wider than the window`).toBeLessThanOrEqual(0);
}

test('with the keyboard alone, the skip link works, and a dialog keeps the focus, gives it back and keeps the typed text', async ({
  signedIn,
  haveSignedIn,
}) => {
  await haveSignedIn('Vera Viewer');
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
