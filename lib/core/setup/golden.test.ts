import { expect, it } from 'vitest';
import { followUpText } from '#lib/core/setup/instructions-follow-up.ts';
import { fileOf, FOUR_REGIONS, instructionsOf, written } from '#lib/core/setup/instructions.test-support.ts';

const LINES = [
  { workspaceName: 'Production', region: 'eu-west-1' },
  { workspaceName: 'Archive', region: 'eu-west-1' },
  { workspaceName: 'Production US', region: 'us-west-2' },
];
const mail = instructionsOf({ lines: LINES });
const followUp = written(
  followUpText({
    customerName: 'Acme Logistics',
    contactName: 'Dana Ruiz',
    replyTo: 'reply to this ticket',
    lines: LINES.map((line, at) => ({
      ...line,
      sentArn: null,
      regionConfirmed: at > 0,
      policyReceived: at === 1,
      ownershipShown: true,
    })),
    contactsReceived: 1,
    regions: FOUR_REGIONS,
  }),
);

/** Whole texts, for a person to read. A change of words shows here what customers read. */
const GOLDEN: Readonly<Record<string, string>> = {
  mail: `Subject: ${mail.subject}\n\n${mail.body}`,
  'follow-up': `Subject: ${followUp.subject}\n\n${followUp.body}`,
  'existing-key': fileOf('existing_key', 'eu-west-1').text,
  'new-key.sh': fileOf('cli', 'eu-west-1').text,
  'new-key.yaml': fileOf('cloudformation', 'eu-west-1').text,
  'new-key.tf': fileOf('terraform', 'eu-west-1').text,
};

it.each(Object.entries(GOLDEN))('the text %s is the one that was approved', async (name, text) => {
  await expect(text).toMatchFileSnapshot(`./golden/${name}.txt`);
});
