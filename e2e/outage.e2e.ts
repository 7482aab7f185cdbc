import {
  checkNow,
  control,
  demoCustomer,
  expect,
  expireSharedCheck,
  openKey,
  rows,
  test,
  verdictOf,
  whyOf,
} from './desk.ts';

test.afterEach(async () => control.faults.clear());

const OUTAGES = [
  {
    what: 'the connection to KMS breaks',
    customer: 'Blue Yonder Dental',
    effect: { kind: 'reset' },
    heading: 'Could not be checked: KMS could not be reached.',
  },
  {
    what: 'KMS throttles us',
    customer: 'Delphi Robotics',
    effect: { kind: 'throttle' },
    heading: 'Could not be checked: AWS is throttling us.',
  },
] as const;

for (const { what, customer, effect, heading } of OUTAGES) {
  test(`while ${what}, a check keeps the last status and shows its age, and the next answer replaces it`, async ({
    signedIn,
  }) => {
    const { region } = demoCustomer(customer);
    const page = await signedIn('Aidan Agent');
    const key = await openKey(page, customer);
    await checkNow(page);
    const verdict = verdictOf(page);
    const dates = page.getByRole('region', { name: 'Dates' });
    await expect(verdict).toContainText('Last checked just now');
    const stored = () => rows('select verdict, cause, verdict_since from customer_keys where id = $1', [key.id]);
    const before = await stored();

    await control.faults.add({ match: { region }, effect });
    await control.clock.advance(4 * 60_000);
    await checkNow(page);
    await expect(
      page.getByRole('status').filter({ hasText: 'The key could not be checked. Its status is unchanged.' }),
    ).toBeVisible();
    await expect(verdict).toContainText('Usable');
    await expect(verdict).toContainText('Last checked 4 min ago');
    await expect(whyOf(page).getByRole('heading', { level: 3 })).toContainText([heading]);
    await expect(whyOf(page)).toContainText('This says nothing about the key: its last status stays and gets older.');
    await expect(dates).toContainText('no answer');
    expect(await stored()).toEqual(before);

    await control.faults.clear();
    await checkNow(page);
    await expect(verdict).toContainText('Last checked just now');
    await expect(whyOf(page)).not.toContainText('Could not be checked');
    await expect(dates).not.toContainText('no answer');
  });
}

test('H11 a key last seen disabled stays unusable while KMS cannot be reached', async ({ signedIn }) => {
  const customer = 'Best For You Organics';
  const page = await signedIn('Aidan Agent');
  await openKey(page, customer);
  await expect(verdictOf(page)).toContainText('The key is disabled.');
  await control.faults.add({ match: { region: demoCustomer(customer).region }, effect: { kind: 'reset' } });
  await checkNow(page);
  await expect(page.getByRole('region', { name: 'Dates' })).toContainText('no answer');
  await expect(verdictOf(page)).toContainText('Unusable');
  await expect(verdictOf(page).getByRole('heading', { level: 2 })).toContainText('The key is disabled.');
});

test('H24 two people who check one key at once both get a result, and KMS is called once', async ({ signedIn }) => {
  const customer = 'Cedar & Sons';
  const [first, second] = [await signedIn('Aidan Agent'), await signedIn('Priya Approver')];
  const key = await openKey(first, customer);
  await openKey(second, customer);
  // From here on the key isn't due, so no scheduled check interferes.
  await checkNow(first);
  await expect(verdictOf(second)).toContainText('Last checked just now');
  // From the counts: the list of recent calls is cut at a thousand, and forgets calls on this key while it fills.
  const describeCalls = async () =>
    (await control.calls.countsByKey()).find(({ keyArn }) => keyArn === key.arn)?.operations['DescribeKey'] ?? 0;
  const audited = () =>
    rows<{ by: string }>(
      `select actor ->> 'name' as by from audit_log where action = 'key.checked' and target_id = $1 order by seq`,
      [key.id],
    );
  const [callsBefore, auditedBefore] = [await describeCalls(), (await audited()).length];

  // Slow enough that the second click comes during the first one's check.
  await control.faults.add({ match: { keyArn: key.arn }, effect: { kind: 'delay', delayMs: 700 } });
  await expireSharedCheck();
  // Both answers are awaited: the page can still show the same message about the check before this one.
  const answered = [first, second].map((page) =>
    page.waitForResponse((response) => response.request().method() === 'POST'),
  );
  await Promise.all([first, second].map((page) => page.getByRole('button', { name: 'Check now' }).click()));
  await Promise.all(answered);
  const messages = async () =>
    [await first.getByRole('status').innerText(), await second.getByRole('status').innerText()].join('\n');
  await expect.poll(messages).toContain('This key was checked within the last 15 seconds. The page shows that result.');
  for (const page of [first, second]) {
    await expect(verdictOf(page)).toContainText('Last checked just now');
    await expect(page.getByRole('button', { name: 'Check now' })).toBeEnabled();
  }
  expect(await describeCalls()).toBe(callsBefore + 1);
  const newEntries = (await audited()).slice(auditedBefore);
  expect(newEntries.map(({ by }) => by).toSorted()).toEqual(['Aidan Agent', 'Priya Approver']);
});
