import { describe, expect, it } from 'vitest';
import type { InstructionsInput } from '#lib/core/setup/instructions-input.ts';
import { setupInstructions } from '#lib/core/setup/instructions.ts';
import {
  anInput,
  CODE,
  commandsOf,
  everyText,
  fileOf,
  FOUR_REGIONS,
  instructionsOf,
  OWNER,
  REGION_CODES,
  vendorOf,
} from '#lib/core/setup/instructions.test-support.ts';

const ALL = instructionsOf();
const { body } = ALL;
const one = (code: string, given: Partial<InstructionsInput> = {}) =>
  instructionsOf({ lines: [{ workspaceName: 'prod', region: code }], ...given });
const unwrapped = (text: string): string => text.replaceAll(/\s+/g, ' ');

describe('the mail of a setup', () => {
  it('has a table with each workspace, its region, our account there, and what to send back', () => {
    const rows = body.split('\n').filter((line) => line.includes(' | '));
    const cells = rows.map((row) => row.split('|').map((cell) => cell.trim()));
    expect(cells).toEqual([
      ['Region', 'Our account there', 'Workspace', 'Please send back'],
      ...FOUR_REGIONS.map(({ code, name, vendorAccountId }, at) => [
        `${name}, ${code}`,
        vendorAccountId,
        `workspace-${at + 1}`,
        'key ARN, its region, key policy',
      ]),
    ]);
  });

  it.each(REGION_CODES)('names our account of %s alone when the setup is for that region alone', (code) => {
    for (const text of everyText(one(code, { awsAccountId: null })))
      expect(new Set(text.match(/\d{12}/g) ?? [vendorOf(code)])).toEqual(new Set([vendorOf(code)]));
  });

  it('has our account beside its region in every line that names both', () => {
    for (const line of body.split('\n').filter((text) => !text.startsWith('Our checks')))
      for (const { code, vendorAccountId } of FOUR_REGIONS)
        if (line.includes(vendorAccountId)) expect(line).toContain(code);
    for (const { region, text } of ALL.files)
      for (const { code, vendorAccountId } of FOUR_REGIONS)
        if (code !== region) expect(text).not.toMatch(new RegExp(`${vendorAccountId}|${code}`));
  });

  it('gives the console steps in the words of the console', () => {
    for (const words of [
      'Customer managed keys',
      'Create key',
      'For Key type choose Symmetric, and for Key usage choose Encrypt and decrypt',
      'KMS as the origin of the key material, and a Single-Region key',
      '"Other AWS accounts"',
      '"Add another AWS account"',
      '"Allow key administrators to delete this key"',
      'Finish',
    ])
      expect(body).toContain(words);
    expect(body).toMatch(new RegExp(`^ {5}.*keydesk-verify=${CODE}$`, 'm'));
  });

  it('says before and after everything else that no job may be created yet', () => {
    const said = [...body.matchAll(/do not create a backup job or an archive job/g)];
    expect(said).toHaveLength(2);
    expect(said[0]?.index).toBeLessThan(body.indexOf('What to set up'));
    expect(body.trimEnd().split('\n').at(-1)).toContain('do not create a backup job or an archive job');
    for (const { kind, text } of ALL.files)
      if (kind === 'existing_key') expect(text).toContain('do not create a backup');
  });

  it('H8 gives the end of the code with its weekday, in UTC and in the time of the customer', () => {
    expect(body).toContain('valid until Mon 13 Apr 2026 09:00 UTC (Mon 13 Apr 2026 19:00 Australia/Sydney).');
    expect(instructionsOf({ timeZone: null }).body).toContain('valid until Mon 13 Apr 2026 09:00 UTC.');
  });

  it('H8 offers no waiting period as a margin: the key cannot be used from its first day', () => {
    expect(unwrapped(body)).toContain('From its first day AWS refuses every use of the key');
    expect(body).not.toMatch(/you (still )?have (\d+ days|time)|plenty/i);
  });

  it('H4 names enabling the key wherever it names the canceling of a deletion', () => {
    for (const text of everyText(ALL).map(unwrapped))
      for (const { index } of text.matchAll(/cancel the deletion|cancel-key-deletion/g))
        expect(text.slice(index, index + 80)).toContain('enable the key');
    expect(body).toContain('cancel the deletion');
  });

  it('H22 says which of our calls the customer will see, from which account, and how often', () => {
    const calls = unwrapped(body.slice(body.indexOf('What you will see from us'), body.indexOf('Rotation, and')));
    for (const { code, vendorAccountId } of FOUR_REGIONS)
      expect(calls).toContain(`account ${vendorAccountId} in ${code}`);
    expect(calls).toContain('with the session name keydesk-probe');
    expect(calls).toContain('the error code DryRunOperationException');
    expect(calls).toContain('every few minutes, after that about every hour, and at least once a day');
    expect(calls).toContain('we check about every 60 minutes');
    expect(unwrapped(instructionsOf({ checkEveryMinutes: 1 }).body)).toContain('we check about every minute');
  });

  it('H5 sends nobody to look for a denied call in their own CloudTrail', () => {
    expect(unwrapped(body)).toContain(
      'AWS records a call that it denies only in the account that made it, which is ours.',
    );
    expect(body).not.toMatch(/look (for|up) .{0,40}(denied|denial|AccessDenied)/i);
  });

  it('H2 says of a dry run only that it would have been allowed, and of no key that it works', () => {
    expect(unwrapped(body)).toContain('a dry run that would have been allowed; a dry run changes nothing');
    for (const text of everyText(ALL)) expect(text).not.toMatch(/\b(works|is working|usable)\b/i);
  });

  it('H27 asks for nothing about rotation by AWS, and asks to be told before the key is replaced or changed', () => {
    const later = body.slice(body.indexOf('Rotation, and'), body.indexOf('Optional protection'));
    expect(later).toMatch(/Automatic rotation and on-demand rotation by AWS KMS need nothing from you/);
    expect(later).toMatch(/write to us before you replace the key by another one, disable it, schedule its deletion/);
    expect(body).not.toMatch(/you do not need to do anything|nothing to do/i);
  });

  it('gives a reason for each optional protection', () => {
    const protection = body.slice(body.indexOf('Optional protection'));
    for (const words of [
      /Administrators who cannot delete the key:.*because fewer people can then delete it/,
      /waiting period of at least 30 days.*time to notice/,
      /description that says whom to ask, .*because/,
      /Two contacts, so that/,
      /alarm for every use of a key that is pending deletion.*deleting-keys-creating-cloudwatch-alarm\.html/,
    ])
      expect(protection).toMatch(words);
    expect(protection).toContain('"kms:ScheduleKeyDeletionPendingWindowInDays": "30"');
  });

  it('asks to send back ARN, region, policy and two contacts, with a command that only reads', () => {
    const back = body.slice(body.indexOf('What to send back'), body.indexOf('What you will see'));
    for (const words of [/the ARN of the key/, /The region/, /The policy of each key/, /Two contacts/])
      expect(back).toMatch(words);
    expect(commandsOf(back).slice(1)).toEqual(
      REGION_CODES.map(
        (code) =>
          `aws kms get-key-policy --region ${code} --key-id "$KEY_ARN" --policy-name default --query Policy --output text`,
      ),
    );
  });

  it('names every file that comes with it, and no other', () => {
    const named = [...body.matchAll(/^- (\S+\.(?:sh|yaml|tf|json|txt)): /gm)].map(([, name]) => name);
    expect(named).toEqual(ALL.files.map(({ name }) => name));
    expect(new Set(named).size).toBe(named.length);
  });

  it('says what to do with several workspaces in one region only where there are several', () => {
    const lines = ['prod', 'archive'].map((workspaceName) => ({ workspaceName, region: 'us-west-2' }));
    const twice = instructionsOf({ lines });
    expect(twice.body).toContain('Workspaces in the same region can share a key');
    expect(twice.files.every(({ region }) => region === 'us-west-2')).toBe(true);
    expect(body).not.toContain('can share a key');
  });
});

describe('the words of every text', () => {
  it.each([anInput(), anInput({ contactName: null, timeZone: null, awsAccountId: null })])(
    'are for a customer: no contractions, no code of our rules, no name of our tool, nothing left to fill in',
    (input) => {
      for (const text of everyText(instructionsOf(input))) {
        expect(text).not.toMatch(/\b\w+n['’]t\b|\b(it|that|there|what)['’]s\b|\b(we|you)['’](re|ll|ve)\b/i);
        expect(text).not.toMatch(/\bH\d{1,2}\b/);
        expect(text).not.toMatch(/keydesk(?!-probe|-verify)/i);
        expect(text).not.toMatch(/<[^<\n]*>|\bTODO\b|\bTBD\b|\bundefined\b|\bnull\b|\bNaN\b|\[object|\{\{|\bX{3,}\b/);
      }
    },
  );

  it('are each one line for a paragraph', () => {
    for (const block of body.trimEnd().split('\n\n'))
      expect(
        block.split('\n').length === 1 || block.split('\n').every((line) => /^(- |\d+\. | {2,}|$)/.test(line)),
      ).toBe(true);
  });
});

describe('H1 the policy of a key that exists', () => {
  it('is never given as a whole: only the statements to add, after a copy was saved', () => {
    for (const code of REGION_CODES) {
      const { text } = fileOf('existing_key', code);
      expect(text).not.toMatch(/"Version"|"Statement":|"kms:\*"/);
      expect(text.indexOf('> key-policy-before.json')).toBeGreaterThan(-1);
      expect(text.indexOf('> key-policy-before.json')).toBeLessThan(text.indexOf('put-key-policy'));
      expect(text).toContain('--policy file://key-policy-edited.json');
    }
    expect(body).not.toMatch(/"Version"|put-key-policy/);
  });

  it('is not replaced by the bare policy of a new key, which is given only once the account is known', () => {
    expect(body).toMatch(
      /policy-of-a-new-key-eu-west-1\.json: .*only for creating a key.* Never store it as the policy of a key that exists/,
    );
    const unknown = instructionsOf({ awsAccountId: null });
    expect(unknown.files.filter(({ kind }) => kind === 'policy')).toEqual([]);
    expect(everyText(unknown).join('\n')).not.toMatch(new RegExp(`${OWNER}|policy-of-a-new-key`));
  });
});

describe('the description of a key that exists', () => {
  it('is read and saved before the code is added to it, and restored afterwards', () => {
    const verbs = commandsOf(fileOf('existing_key', 'eu-west-1').text).flatMap(
      (command) => /^aws kms (\S+)/.exec(command)?.[1] ?? [],
    );
    expect(verbs).toEqual([
      'get-key-policy',
      'put-key-policy',
      'encrypt',
      'describe-key',
      'update-key-description',
      'update-key-description',
      'get-key-policy',
    ]);
  });

  it('need not be changed: the code can be encrypted instead, in the encryption context too', () => {
    expect(commandsOf(fileOf('existing_key', 'us-west-2').text)).toContain(
      `aws kms encrypt --region us-west-2 --key-id "$KEY_ARN" --plaintext ${CODE} --encryption-context keydesk-verify=${CODE} --cli-binary-format raw-in-base64-out --query CiphertextBlob --output text`,
    );
  });
});

describe('there is no text', () => {
  const refusalOf = (given: Partial<InstructionsInput>) => {
    const text = setupInstructions(anInput(given));
    return text.kind === 'blocked' ? [text.reason, text.words] : ['text', ''];
  };
  const lacking = (vendorAccountId: string) =>
    FOUR_REGIONS.map((region) => (region.code === 'eu-central-1' ? { ...region, vendorAccountId } : region));

  it.each(['', ' ', '12345', 'undefined', '7777888899990', '7777-8888-9999'])(
    'while our account of one of the regions is not configured: "%s"',
    (vendorAccountId) => {
      const [reason, words] = refusalOf({ regions: lacking(vendorAccountId) });
      expect(reason).toBe('region_not_configured');
      expect(words).toContain('eu-central-1');
    },
  );

  it('for a region that is not configured at all, but for the others there is', () => {
    const regions = FOUR_REGIONS.filter(({ code }) => code !== 'eu-central-1');
    expect(refusalOf({ regions })[0]).toBe('region_not_configured');
    expect(refusalOf({ regions, lines: anInput().lines.slice(0, 3) })[0]).toBe('text');
  });

  it.each([
    ['no_workspace', { lines: [] }],
    ['malformed_code', { code: '' }],
    ['malformed_code', { code: "x'; rm -rf /; '" }],
    ['malformed_code', { code: '--query' }],
    ['malformed_code', { code: '${AWS::Region}' }],
    ['malformed_account', { awsAccountId: '1111-2222-3333' }],
    ['malformed_account', { awsAccountId: '' }],
    ['malformed_instant', { codeEndsAt: new Date(Number.NaN) }],
    ['unsafe_text', { customerName: '=HYPERLINK("http://x")' }],
    ['unsafe_text', { contactName: 'curl http://x | sh' }],
    ['unsafe_text', { contactName: '$(id)' }],
    ['unsafe_text', { customerName: '<customer name>' }],
    ['unsafe_text', { customerName: '${customerName}' }],
    ['unsafe_text', { customerName: 'Acme\u202e' }],
    ['unsafe_text', { lines: [{ workspaceName: '`id`', region: 'eu-west-1' }] }],
    ['unsafe_text', { lines: [{ workspaceName: 'prod\u0000', region: 'eu-west-1' }] }],
  ] satisfies [string, Partial<InstructionsInput>][])('%s: %o', (reason, given) => {
    expect(refusalOf(given)[0]).toBe(reason);
  });

  it.each([
    ['another customer’s account', '999988887777'],
    ['another customer’s account in groups', '9999 8888 7777'],
    ['another customer’s key', 'arn:aws:kms:eu-west-1:999988887777:key/1234abcd-12ab-34cd-56ef-1234567890ab'],
    ['our account of another region', vendorOf('us-west-2')],
  ])('H6 with a name that has %s', (_, identifier) => {
    const lines = [{ workspaceName: `prod ${identifier}`, region: 'eu-west-1' }];
    for (const given of [{ customerName: `Acme ${identifier}` }, { contactName: identifier }, { lines }]) {
      const [reason, words] = refusalOf(given);
      expect(reason).toBe('unsafe_text');
      expect(words).toMatch(/has an ARN or an account/);
    }
  });
});
