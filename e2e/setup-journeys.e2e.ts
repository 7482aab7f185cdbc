import { readFile } from 'node:fs/promises';
import type { Locator } from 'playwright/test';
import { control, expect, expireSharedCheck, rows, test } from './desk.ts';
import { askAboutUnprovenKeys } from './plan-sweep.ts';
import {
  addCustomer,
  attest,
  button,
  clearToStart,
  codeIn,
  customerInAws,
  frozenText,
  makeText,
  passTests,
  readAnswer,
  regionOf,
  startSetup,
  step,
  workspaceOf,
} from './setup-desk.ts';
import { haveCustomer, haveSetup } from './setup-shortcuts.ts';

const MINUTE = 60_000;
const [IRELAND, OREGON, SYDNEY] = ['eu-west-1', 'us-west-2', 'ap-southeast-2'].map(regionOf);
if (IRELAND === undefined || OREGON === undefined || SYDNEY === undefined) throw new Error('We host in three regions.');

test('three regions are set up in one mail, and each goes its own way: one is told to start while the others still wait', async ({
  signedIn,
}) => {
  test.setTimeout(180_000);
  const customer = customerInAws('468013579001');
  const page = await signedIn('Aidan Agent');
  await addCustomer(page, { name: 'Marlowe Shipyards', externalId: 'marlowe-1' });
  await startSetup(page, 'Marlowe Shipyards', [
    { name: 'dublin', region: IRELAND.code },
    { name: 'portland', region: OREGON.code },
    { name: 'sydney', region: SYDNEY.code },
  ]);
  const [dublin, portland, sydney] = ['dublin', 'portland', 'sydney'].map((name) => workspaceOf(page, name));
  if (dublin === undefined || portland === undefined || sydney === undefined) throw new Error('Three workspaces.');
  for (const workspace of ['dublin', 'portland', 'sydney']) await attest(page, workspace);

  const instructions = await makeText(page, 'Instructions');
  for (const [name, { code, vendorAccount }] of [
    ['dublin', IRELAND],
    ['portland', OREGON],
    ['sydney', SYDNEY],
  ] as const)
    expect(instructions).toMatch(new RegExp(`${code} +\\| ${vendorAccount} +\\| ${name} +\\| key ARN, its region`));
  await button(page, 'Record as told').click();
  for (const part of [dublin, portland, sydney]) await expect(step(part)).toContainText('Key received');

  // One key is right, one names our account of another region, and one is in a region where we host nothing.
  const [right, misnamed, misplaced] = await Promise.all([
    customer.createKey(IRELAND.code),
    customer.createKey(OREGON.code, { vendor: IRELAND.code }),
    customer.createKey(IRELAND.code).then((arn) => arn.replace(IRELAND.code, 'ap-southeast-1')),
  ]);
  await readAnswer(
    page,
    `Hello, our three keys:\ndublin: ${right}\nportland: ${misnamed}\nsydney: ${misplaced}\n\n${await customer.printPolicy(right)}
Contacts: Dana Ruiz <dana@marlowe.example>, Lee Park <lee@marlowe.example>`,
  );
  await expect(page.getByRole('heading', { name: 'Not taken in' })).toBeVisible();
  await expect(page.getByText('We host no customers in the region of this key').first()).toBeVisible();
  await expect(page.getByRole('button', { name: 'Take in the key for sydney' })).toHaveCount(0);
  for (const [name, part] of [
    ['dublin', dublin],
    ['portland', portland],
  ] as const) {
    await button(page, `Take in the key for ${name}`).click();
    await expect(step(part)).toContainText('Ownership');
  }
  await expect(step(sydney)).toContainText('Key received');

  // The code proves one key, and with it the account: the other key of the same account needs no code of its own.
  await customer.describe(right, `Backups. keydesk-verify=${codeIn(instructions)}`);
  await control.clock.advance(5 * MINUTE);
  await askAboutUnprovenKeys();
  await expect(step(dublin)).toContainText('Tests', { timeout: 20_000 });
  await expect(step(portland)).toContainText('Tests');

  // So nobody is asked for the code again.
  const followUp = await makeText(page, 'What is missing');
  expect(followUp).toMatch(/Sydney.*workspace sydney: the ARN of the key/);
  expect(followUp).toMatch(/Oregon.*workspace portland: the policy of the key\./);
  expect(followUp).not.toContain('dublin');
  expect(followUp).not.toContain(right);

  const setupPage = page.url();
  await dublin.getByRole('link', { name: 'Open the key' }).click();
  await passTests(page);
  await page.goto(setupPage);
  await clearToStart(page, 'dublin');
  const told = await frozenText(page, 'You may start').inputValue();
  expect(told).toContain('in the workspace dublin in');
  const [, mustWait = ''] = /in these workspaces yet\.([^]*?)What we checked/.exec(told) ?? [];
  for (const waiting of ['portland', 'sydney']) {
    expect(mustWait).toContain(`Workspace: ${waiting}, `);
    expect(told.split(waiting)).toHaveLength(2);
  }
  expect(told).not.toContain(misnamed);
  await button(page, 'Record as told').first().click();
  await expect(step(dublin)).toContainText('First backup');
  await expect(dublin.getByText('The customer must not create a backup or archive job yet.')).toHaveCount(0);
  await expect(step(portland)).toContainText('Tests');
  for (const waiting of [portland, sydney])
    await expect(waiting.getByText('The customer must not create a backup or archive job yet.')).toBeVisible();

  const forwardable = page.getByRole('region', { name: 'To forward' }).getByRole('paragraph').first();
  const status = await forwardable.innerText();
  expect(status.split('\n')).toHaveLength(3);
  expect(status).toContain('Marlowe Shipyards');
  expect(status).toMatch(/dublin: may start since .* portland: not yet .* sydney: not yet /);
  expect(status).toContain('should not create a backup job or an archive job in portland, sydney yet.');
  expect(status).not.toMatch(/arn:|\d{12}|kms:|denied|policy|permission/i);

  const [{ roles } = { roles: null }] = await rows<{ roles: string[] }>(
    'select array_agg(role order by role) as roles from customer_keys where arn = any($1)',
    [[right, misnamed]],
  );
  expect(roles).toEqual(['active', 'candidate']);
});

test('one key of a service provider serves two of its customers only when an approver takes it in, and shows both wherever staff see it', async ({
  signedIn,
}) => {
  test.setTimeout(180_000);
  const provider = 'Harborline Managed IT';
  const [one, two] = ['Ashgrove Dental', 'Brackenridge Law'] as const;
  const inAws = customerInAws('468013579002');
  const [agent, approver] = [await signedIn('Aidan Agent'), await signedIn('Priya Approver')];
  await haveCustomer({ name: provider, externalId: 'harborline' });
  const setupOfOne = await haveSetup({ name: one, externalId: 'ashgrove', provider }, IRELAND.code);
  const setupOfTwo = await haveSetup({ name: two, externalId: 'brackenridge', provider }, IRELAND.code);
  const arn = await inAws.createKey(IRELAND.code);
  const takeIn = async (page: typeof agent): Promise<void> => {
    await readAnswer(page, `Our provider has the key: ${arn}`);
    await page.getByRole('combobox', { name: 'Whose AWS account has the key?' }).last().selectOption('provider');
    await button(page, 'Take in the key for main').click();
  };

  await agent.goto(setupOfOne);
  const code = codeIn(await makeText(agent, 'Instructions'));
  await takeIn(agent);
  await expect(step(agent)).toContainText('Ownership');

  await agent.goto(setupOfTwo);
  await takeIn(agent);
  await expect(agent.getByText('An approver has to take it in.').first()).toBeVisible();
  await expect(step(agent)).toContainText('Instructions sent');
  await approver.goto(setupOfTwo);
  await takeIn(approver);
  await expect(step(approver)).toContainText('Ownership');

  // From here on the scheduler may see the code at any time.
  await inAws.describe(arn, `keydesk-verify=${code}`);
  await control.clock.advance(5 * MINUTE);
  await askAboutUnprovenKeys();
  await expect(step(approver)).toContainText('Tests', { timeout: 20_000 });
  for (const [page, other] of [
    [approver, one],
    [agent, two],
  ] as const) {
    if (page === agent) await page.goto(setupOfOne);
    await expect(page.getByText(`Also used by ${other}.`)).toBeVisible();
    await expect(page.getByText(`Held by ${provider}, their service provider.`)).toBeVisible();
  }
  await approver.getByRole('link', { name: 'Open the key' }).click();
  await expect(approver.getByText(`used by ${one}, ${two}`)).toBeVisible();
  await passTests(approver);
  await approver.goto(`/keys?q=${encodeURIComponent(provider)}`);
  await expect(approver.getByRole('row', { name: `${one}, ${two} (key held by ${provider})` }).first()).toBeVisible();

  // Each customer’s texts are about that customer alone.
  await approver.goto(setupOfTwo);
  for (const title of ['Instructions', 'What is missing', 'Tests passed, don’t start yet'])
    await makeText(approver, title);
  await clearToStart(approver, 'main');
  const texts = await rows<{ subject: string; body: string }>(
    'select subject, body from sent_texts t join customers c on c.id = t.customer_id where c.name = $1',
    [two],
  );
  expect(texts).toHaveLength(4);
  for (const { subject, body } of texts) expect(`${subject}\n${body}`).not.toMatch(/Ashgrove|Harborline/);
  await approver.goto(setupOfOne);
  await expect(approver.getByText(`Also used by ${two}.`)).toBeVisible();
});

test('a customer who doesn’t want to change a key encrypts the code instead, and the setup goes on to the tests', async ({
  signedIn,
}) => {
  test.setTimeout(120_000);
  const customer = customerInAws('468013579003');
  const page = await signedIn('Aidan Agent');
  const setupPage = await haveSetup({ name: 'Willowbank Press', externalId: 'willowbank' }, IRELAND.code);
  await page.goto(setupPage);
  const code = codeIn(await makeText(page, 'Instructions'));
  const oneTimeCode = page.getByRole('region', { name: 'One-time code' });
  await expect(oneTimeCode).toContainText(code);
  // The file about existing keys has the command.
  await page.getByText('Files that go with the instructions').click();
  await expect(page.getByText(`--plaintext ${code} --encryption-context`).first()).toBeVisible();
  const fileName = `existing-key-${IRELAND.code}.txt`;
  const saved = page.waitForEvent('download');
  await page.getByRole('button', { name: `Download ${fileName}` }).click();
  const file = await saved;
  expect(file.suggestedFilename()).toBe(fileName);
  expect(await readFile(await file.path(), 'utf8')).toContain(`--plaintext ${code} --encryption-context`);

  const arn = await customer.createKey(IRELAND.code, { description: 'Do not touch. Owned by prepress.' });
  await readAnswer(page, `Our key in Ireland: ${arn}`);
  await button(page, 'Take in the key for main').click();
  await expect(step(page)).toContainText('Ownership');
  await page.getByRole('link', { name: 'page of the key' }).click();
  const proof = page.getByRole('region', { name: 'Proof of ownership' });
  await expireSharedCheck();
  await button(proof, 'Ask now').click();
  await expect(proof).toContainText('It shows none of the open codes.');
  // Where the scheduler asked a moment ago, nobody asks again for 15 seconds.
  const pasteUntil = (outcome: Locator, printed: string): Promise<void> =>
    expect(async () => {
      if (await outcome.isVisible()) return;
      await expireSharedCheck();
      const field = page.getByRole('textbox', { name: 'Ciphertext from the customer' });
      await field.fill(printed, { timeout: 2_000 });
      await button(page, 'Decrypt and compare').click({ timeout: 2_000 });
      await expect(outcome).toBeVisible();
    }).toPass({ timeout: 45_000 });
  await pasteUntil(
    page.getByText(/contains something else than the code/).first(),
    await customer.encrypt(arn, 'some other text', code),
  );
  await pasteUntil(
    page.getByRole('definition').filter({ hasText: 'by a one-time code encrypted with the key' }),
    await customer.encrypt(arn, code),
  );
  await page.goto(setupPage);
  await expect(step(page)).toContainText('Tests');
  // A code works once, and so it is no longer there to copy.
  await expect(oneTimeCode).toHaveCount(0);
});

test('H16 a key of customer B that was taken in for customer A is held at every door, blocks nothing of B, and no text tells A of B', async ({
  signedIn,
}) => {
  test.setTimeout(180_000);
  const [a, b] = ['Calloway Optics', 'Dunmore Analytics'] as const;
  const inAws = customerInAws('468013579004');
  const page = await signedIn('Aidan Agent');
  const arn = await inAws.createKey(IRELAND.code);
  const setups: Record<string, string> = {};
  const codes: string[] = [];
  for (const name of [a, b]) {
    setups[name] = await haveSetup({ name, externalId: name.toLowerCase().replace(' ', '-') }, IRELAND.code);
    await page.goto(setups[name]);
    codes.push(codeIn(await makeText(page, 'Instructions')));
    await readAnswer(page, arn);
    await button(page, 'Take in the key for main').click();
    // A’s pending setup is not in the way of B’s.
    await expect(step(page)).toContainText('Ownership');
  }
  // Only whoever holds the account can write the description.
  await inAws.describe(arn, `keydesk-verify=${codes[1]}`);
  await control.clock.advance(5 * MINUTE);
  await askAboutUnprovenKeys();
  await expect(step(page)).toContainText('Tests', { timeout: 20_000 });
  await expect(page.getByText(a)).toHaveCount(0);

  // The setup of A says why it stands still, and so does the page of the key.
  await page.goto(setups[a] ?? '');
  await expect(step(page)).toContainText('Ownership');
  await expect(page.getByText(`${b} holds this key.`)).toBeVisible();
  await readAnswer(page, `Once more: ${arn}`);
  await page.getByText('Take in another key').click();
  await page.getByRole('textbox', { name: 'Key ARN' }).fill(arn);
  await button(page, 'Take in the key').click();
  await expect(page.getByText('Another customer holds this key.').first()).toBeVisible();
  await page.getByRole('link', { name: 'Open the key' }).click();
  await expect(page.getByText(`${b} holds this key.`)).toBeVisible();
  await expect(button(page, 'Ask now')).toHaveCount(0);
  await expect(button(page, 'Accept without proof')).toHaveCount(0);

  // The other doors: a second setup, and Add a key.
  await startSetup(page, a, [{ name: 'second', region: IRELAND.code }]);
  await readAnswer(page, arn);
  await button(page, 'Take in the key for second').click();
  await expect(page.getByText('Another customer holds this key.').first()).toBeVisible();
  for (const name of [a, 'Calloway Lenses GmbH']) {
    await page.goto('/keys/new');
    await page.getByRole('textbox', { name: 'Customer', exact: true }).fill(name);
    await page.getByRole('combobox', { name: 'Hosting region' }).selectOption(IRELAND.code);
    await page.getByRole('textbox', { name: 'Key ARN' }).fill(arn);
    await button(page, 'Add key').click();
    await expect(page.getByText(/Another customer|other customer/).first()).toBeVisible();
  }

  await page.goto(setups[a] ?? '');
  await makeText(page, 'What is missing');
  const texts = await rows<{ body: string }>(
    'select subject || body as body from sent_texts t join customers c on c.id = t.customer_id where c.name = $1',
    [a],
  );
  expect(texts).toHaveLength(2);
  for (const { body } of texts) expect(body).not.toContain('Dunmore');
  await expect(page.getByRole('region', { name: 'To forward' })).not.toContainText('Dunmore');

  await page.goto(setups[b] ?? '');
  await page.getByRole('link', { name: 'Open the key' }).click();
  await passTests(page);
  await page.goto(setups[b] ?? '');
  await clearToStart(page, 'main');
});

test('a setup is handed over in the middle, waits until a date, and goes on where it was, also after it was withdrawn', async ({
  signedIn,
}) => {
  test.setTimeout(120_000);
  const [agent, approver] = [await signedIn('Aidan Agent'), await signedIn('Priya Approver')];
  const customer = 'Eastmoor Archives';
  const setupPage = await haveSetup({ name: customer, externalId: 'eastmoor' }, SYDNEY.code);
  await agent.goto(setupPage);
  await makeText(agent, 'Instructions');
  await button(agent, 'Record as told').click();
  await expect(step(agent)).toContainText('Key received');

  await button(agent, 'Hand over').click();
  const handOver = agent.getByRole('dialog', { name: 'Hand over' });
  await handOver.getByRole('combobox', { name: 'To' }).selectOption({ label: 'Priya Approver' });
  await handOver.getByRole('textbox', { name: 'Where it stands' }).fill('Instructions are out, Dana creates the key.');
  await button(handOver, 'Hand over').click();
  await expect(agent.getByText('Owner: Priya Approver')).toBeVisible();

  await approver.goto(setupPage);
  await expect(approver.getByRole('list', { name: 'History' })).toContainText('Dana creates the key.');
  const hold = async (minutes: number): Promise<void> => {
    const until = new Date((await serverNow()).getTime() + minutes * MINUTE);
    await button(approver, 'Put on hold').click();
    const dialog = approver.getByRole('dialog', { name: 'Put on hold' });
    await dialog.getByLabel('Until, in UTC').fill(until.toISOString().slice(0, 16));
    await dialog.getByRole('textbox', { name: 'Why' }).fill('They have a change freeze until then.');
    await button(dialog, 'Put on hold').click();
    // The reason alone may be that of an earlier hold, in the history.
    await expect(approver.getByText('On hold', { exact: true })).toBeVisible();
    await expect(approver.getByText('They have a change freeze until then.').first()).toBeVisible();
  };
  await hold(15);
  await expect(agent.getByText('On hold', { exact: true })).toBeVisible();
  const row = agent.getByRole('row', { name: customer });
  await agent.goto('/setups');
  await expect(row).toContainText('on hold until');
  await button(approver, 'Go on now').click();
  await expect(button(approver, 'Put on hold')).toBeVisible();
  await expect(approver.getByText('On hold', { exact: true })).toHaveCount(0);

  // A hold ends by itself.
  await hold(5);
  await control.clock.advance(6 * MINUTE);
  await approver.reload();
  await expect(approver.getByText('On hold', { exact: true })).toHaveCount(0);
  await expect(step(approver)).toContainText('Key received');

  await button(approver, 'Withdraw').click();
  const withdraw = approver.getByRole('alertdialog', { name: 'Withdraw this setup?' });
  await withdraw.getByRole('textbox', { name: 'Why' }).fill('They wait for their new AWS organization.');
  await button(withdraw, 'Withdraw').click();
  await expect(approver.getByText('This setup was withdrawn')).toBeVisible();
  await expect(button(approver, 'Copy: Instructions')).toHaveCount(0);
  await agent.goto('/setups');
  await expect(row).toHaveCount(0);
  await button(approver, 'Reopen').click();
  await approver.getByRole('alertdialog').getByRole('button', { name: 'Reopen' }).click();
  await expect(step(approver)).toContainText('Key received');
  const history = approver.getByRole('list', { name: 'History' });
  for (const words of ['Setup reopened', 'Setup withdrawn', 'They wait for their new AWS organization.', 'Handed over'])
    await expect(history).toContainText(words);
});

/** The time of the stack, which tests move. */
async function serverNow(): Promise<Date> {
  const { now } = await control.clock.read();
  return new Date(now);
}
