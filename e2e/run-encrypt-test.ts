import type { Page } from 'playwright/test';
import { expect } from './desk.ts';

/** Runs the encrypt/decrypt test of a key that works, and waits for its result. */
export async function runEncryptTest(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Run encrypt/decrypt test' }).click();
  await expect(
    page.getByText('The key works: we encrypted a random value and decrypted it again.').first(),
  ).toBeVisible();
}
