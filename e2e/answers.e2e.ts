import type { Page } from 'playwright/test';
import { expect, test } from './desk.ts';

const matches = (page: Page) => page.getByRole('region', { name: 'Best matches' });

test('a pasted question opens the best answer, and its text is copied whole', async ({ signedIn }) => {
  const page = await signedIn('Aidan Agent', { permissions: ['clipboard-read', 'clipboard-write'] });
  await page.goto('/keys');
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Answers' }).click();
  await page
    .getByRole('textbox', { name: 'Question' })
    .fill('Hello,\nwe cancelled the deletion of our key,\nyet your backups still fail. Is it on your side?');
  await page.getByRole('button', { name: 'Find answers' }).click();

  const best = matches(page).getByRole('group').first();
  await expect(best.getByText('We canceled the deletion of our key. Why do backups still fail?')).toBeVisible();
  await expect(best.getByText('Next action: customer.')).toBeVisible();
  await expect(best.getByText('The key is now disabled', { exact: false })).toBeVisible();
  await best.getByRole('button', { name: 'Copy answer' }).click();
  await expect(page.getByText('Copied the answer.').first()).toBeVisible();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toMatch(/^Hello,\n\n/);
  expect(copied).toContain('aws kms enable-key --region <region> --key-id <key ARN>');
});

test('a question that no answer fits says so and shows all subjects', async ({ signedIn }) => {
  const page = await signedIn('Aidan Agent');
  await page.goto('/answers?q=What+is+for+lunch%3F');
  await expect(matches(page).getByText('No answer fits this question.', { exact: false })).toBeVisible();
  await expect(page.getByRole('textbox', { name: 'Question' })).toHaveValue('What is for lunch?');
  await expect(page.getByRole('region', { name: 'Key state and deletion' })).toBeVisible();
});

test('a viewer can read every answer, and the button to copy says which role it needs', async ({ signedIn }) => {
  const page = await signedIn('Vera Viewer');
  await page.goto('/answers?q=who+pays+for+your+calls');
  const copy = matches(page).getByRole('button', { name: 'Copy answer' }).first();
  await expect(copy).toHaveAttribute('aria-disabled', 'true');
  await expect(copy).toHaveAccessibleDescription(
    'Your role is viewer. You need the role agent to copy a text for a customer, and record whether it was sent.',
  );
});
