import { GetKeyPolicyCommand, PutKeyPolicyCommand } from '@aws-sdk/client-kms';
import { DEMO_REGIONS } from '../sandbox/demo/regions.ts';
import { checkNow, control, customerKms, demoCustomer, expect, openKey, test, verdictOf } from './desk.ts';

const MINUTE_MS = 60_000;

test('a viewer can see the last control key check of a region, the policy of our role, and the estimated KMS calls per day', async ({
  signedIn,
}) => {
  // A denial makes Keydesk check the region's control key, at most once a minute.
  const agent = await signedIn('Aidan Agent');
  await control.clock.advance(2 * MINUTE_MS);
  const key = await openKey(agent, 'Alpine Ski House');
  await checkNow(agent);
  const region = DEMO_REGIONS.find(({ code }) => code === key.region);
  if (region === undefined) throw new Error(`${key.region} is not a demo region.`);

  const page = await signedIn('Vera Viewer');
  await page.goto('/keys');
  const rail = page.getByRole('navigation', { name: 'Main' });
  await rail.getByRole('link', { name: 'Regions' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Regions' })).toBeVisible();
  await expect(rail.getByRole('link', { name: 'Regions' })).toHaveAttribute('aria-current', 'page');

  const settings = page.getByRole('region', { name: region.name });
  await expect(settings).toContainText(region.roleArn);
  await expect(settings).toContainText(new RegExp(`arn:aws:kms:${region.code}:900000000009:key/`));
  await expect(settings).toContainText(/Passed all permission tests, (just now|\d+ (s|min|h) ago)/);
  // The HTML of the page doesn't contain the secret either.
  expect(await page.content()).not.toContain(region.externalId);

  await settings.getByText('IAM policies for our own side').click();
  await expect(settings.getByText(`"Resource": "arn:aws:kms:${region.code}:*:key/*"`)).toBeVisible();
  await expect(settings.getByRole('button', { name: /Copy policy/ })).toHaveCount(2);

  await rail.getByRole('link', { name: 'Capacity' }).click();
  await expect(page.getByRole('region', { name: 'Scheduled checks' })).toContainText(
    /Suggested workers\s*(\d+ workers|Unknown)/,
  );
  const calls = page.getByRole('table', { name: 'Estimated calls per day' });
  await expect(calls.getByRole('row', { name: new RegExp(`${inPattern(region.name)}.*DescribeKey`) })).toContainText(
    /DescribeKey\s*[1-9][\d,]*/,
  );
  await expect(calls.getByRole('row', { name: /All regions.*DescribeKey/ })).toContainText(/[1-9][\d,]*/);
  const cost = page.getByRole('table', { name: 'Live keys and estimated cost' });
  await expect(cost.getByRole('row', { name: /All regions/ })).toContainText(/\d+\.\d{2}/);
  await expect(page.getByRole('region', { name: 'KMS calls and cost' })).toContainText('Estimate');
});

const inPattern = (words: string): string => words.replace(/[()]/g, '\\$&');

test('H25 during an incident, a person records on Regions that our own side was checked, and the list and the key say that there is an incident', async ({
  signedIn,
}) => {
  const customers = ['Pelican Ports', 'Violet Press', 'Yarrow Gardens'];
  const region = DEMO_REGIONS.find(({ code }) => code === demoCustomer(customers[0] ?? '').region);
  if (region === undefined) throw new Error('The demo has no such region.');
  const agent = await signedIn('Aidan Agent');
  const policies = new Map<string, string>();
  for (const customer of customers) {
    const key = await openKey(agent, customer);
    const kms = customerKms(customer);
    const { Policy = '' } = await kms.send(new GetKeyPolicyCommand({ KeyId: key.arn, PolicyName: 'default' }));
    policies.set(customer, Policy);
    const without = Policy.replaceAll(region.vendorAccount, key.awsAccountId);
    await kms.send(new PutKeyPolicyCommand({ KeyId: key.arn, Policy: without }));
    await checkNow(agent);
  }
  const notices = agent.getByRole('region', { name: 'Regions' });
  await expect(notices).toContainText(`Incident in ${region.code}`);
  await agent.goto('/keys');
  await expect(notices).toContainText(`Incident in ${region.code}`);

  const viewer = await signedIn('Vera Viewer');
  // The address of earlier versions.
  await viewer.goto('/settings');
  await expect(viewer).toHaveURL(/\/regions$/);
  const record = { name: 'Record that our side was checked' };
  const section = (page: typeof agent) => page.getByRole('region', { name: region.name });
  await expect(section(viewer).getByRole('button', record)).toHaveAttribute('aria-disabled', 'true');

  await agent.goto(`/regions#${region.code}`);
  await section(agent).getByRole('button', record).click();
  const dialog = agent.getByRole('alertdialog');
  await dialog.getByRole('textbox', { name: 'What you checked' }).fill('The role and its policies allow every key.');
  await dialog.getByRole('button', { name: 'Record' }).click();
  await expect(section(agent)).toContainText('Our own side was checked by Aidan Agent');
  await expect(section(agent)).toContainText('The role and its policies allow every key.');

  // The customers regain access, so that the incident ends.
  for (const [customer, policy] of policies) {
    const key = await openKey(agent, customer);
    await customerKms(customer).send(new PutKeyPolicyCommand({ KeyId: key.arn, Policy: policy }));
    await checkNow(agent);
    await expect(verdictOf(agent)).toContainText('Usable');
  }
});
