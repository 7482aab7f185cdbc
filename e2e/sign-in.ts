import type { Page } from 'playwright/test';

/** Signs in a demo staff member on the identity provider's page, as a person does. */
export async function signInAs(page: Page, name: string, path = '/keys'): Promise<void> {
  await page.goto(path);
  await page.getByRole('button', { name: 'Continue with your company account' }).click();
  await page.getByRole('button', { name }).click();
  await page.waitForURL((url) => !url.pathname.startsWith('/sign-in') && url.pathname !== '/api/auth/callback/oidc');
}
