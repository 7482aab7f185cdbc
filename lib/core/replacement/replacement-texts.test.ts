import { describe, expect, it } from 'vitest';
import { identifiersExcept, rootArn } from '#lib/core/customer-text/foreign-identifiers.ts';
import { commandsOf } from '#lib/core/setup/instructions.test-support.ts';
import { policyOfNewKey } from '#lib/core/text/key-policy.ts';
import { LINE_TEXTS, ROLL_BACK_REASONS, type LineText } from './replacement.ts';
import { replacementText } from './replacement-texts.ts';
import { REJECT_REASONS } from './text-input.ts';
import {
  ACKNOWLEDGED,
  aLine,
  anInput,
  arnOf,
  BACKED_UP,
  bodyOf,
  BOTH,
  daysAgo,
  FITTING,
  type Given,
  hoursAgo,
  known,
  NEW,
  NOTHING_TO_DO,
  NOW,
  OLD,
  oldKey,
  ORDERED,
  OWNER,
  REJECTED,
  RELEASED,
  ROLLED_BACK,
  textOf,
  unwrapped,
  WAITING,
  ZERO,
} from './replacement-texts.test-support.ts';

const ARCHIVE = {
  workspace: 'archive',
  ...oldKey({ arn: arnOf(5) }),
  newKey: { arn: arnOf(6), awsAccountId: OWNER },
};
const DISABLED = oldKey({ keyState: 'Disabled', seenAt: hoursAgo(3) });
const PENDING = oldKey({ keyState: 'PendingDeletion', seenAt: hoursAgo(1), deletionAt: daysAgo(-9) });
/** Every kind that asks to keep the old key of its only line enabled. */
const ASKING = LINE_TEXTS.filter((kind) => kind !== 'released');

describe.each(LINE_TEXTS)('the text %s', (kind) => {
  const input = anInput(FITTING[kind]);
  const body = bodyOf(kind, FITTING[kind]);

  it('says what to do in its first three lines', () => {
    expect(body.split('\n').slice(0, 3).join(' ')).toMatch(/please|must stay enabled|do not need to do/i);
  });

  it('is written for a customer: no contractions, and nothing of ours', () => {
    expect(body.replaceAll('keydesk-probe', '')).not.toMatch(
      /\b\w+n['’]t\b|\b(it|that|there|what)['’]s\b|\b(we|you)['’](re|ll|ve)\b|keydesk|\bH\d/i,
    );
  });

  it('H6 can’t leave with somebody else’s account in it, or with a name that a shell would run', () => {
    for (const [given, words] of [
      [{ lines: [aLine({ ...FITTING[kind], workspace: 'for 999988887777' })] }, /999988887777.*name of a workspace/],
      [{ customerName: '=1+1' }, /customer’s name/],
      [{ contactName: '$(id)' }, /name of the contact/],
      [{ ticket: 'arn:aws:iam::999988887777:root' }, /in the ticket/],
    ] as const)
      expect(replacementText(kind, { ...input, ...given })).toMatchObject({ ok: false, words });
  });

  it('H6 has no text where our account in the region is not known', () => {
    expect(replacementText(kind, { ...input, regions: [] })).toMatchObject({ ok: false, words: /HOSTING_REGIONS/ });
    expect(replacementText(kind, { ...input, lines: [] })).toMatchObject({ ok: false });
  });

  it('H8 gives every time with its weekday, UTC and the customer’s own time', () => {
    const times = [...body.matchAll(/\d\d:\d\d UTC/g)];
    expect(times.length).toBeGreaterThan(0);
    expect([
      ...body.matchAll(/\w{3} \d+ \w{3} \d{4} \d\d:\d\d UTC \(\w{3} \d+ \w{3} \d{4} \d\d:\d\d Australia\/Sydney\)/g),
    ]).toHaveLength(times.length);
  });

  it('H19 never says that a key may be deleted, and calls no waiting period a grace period', () => {
    expect(unwrapped(body)).not.toMatch(/you (may|can) (now )?(safely )?(delete|disable)|safe to delete|grace/i);
  });

  it('H27 says how things are once: the state of each line and the time of the text', () => {
    expect(body.match(/^- As of: /gm)).toHaveLength(1);
    expect((body.match(/^- Status: /gm) ?? []).length).toBeLessThanOrEqual(1);
  });

  it('has no text where no line is in the state that it is about', () => {
    const other: Readonly<Record<LineText, Given>> = {
      instructions: {},
      received: WAITING,
      switched: {},
      both_stay: RELEASED,
      released: BACKED_UP,
      rolled_back: BACKED_UP,
      rejected: {},
    };
    expect(replacementText(kind, anInput(other[kind]))).toMatchObject({
      ok: false,
      words: /^There is no text: /,
    });
  });
});

describe('an old key that is disabled or pending deletion', () => {
  const fitting = (kind: LineText) => FITTING[kind];

  it.each(ASKING)(
    'H3 the text %s asks first whether it is intended, with three answers, and says when we saw it',
    (kind) => {
      for (const [state, saw] of [
        [DISABLED, 'reported it as disabled'],
        [PENDING, 'reported it as scheduled for deletion'],
      ] as const) {
        const body = unwrapped(bodyOf(kind, { ...fitting(kind), ...state }));
        const first = body.indexOf('Please check first whether');
        expect(first).toBe('Hello Dana Ruiz, '.length);
        expect(body).toMatch(
          new RegExp(`When we last saw the state of the old key, on \\w{3} \\d+ Mar 2026 \\d\\d:\\d\\d UTC.*${saw}`),
        );
        for (const answer of ['Answer 1, by mistake', 'Answer 2, replaced by another key', 'Answer 3, on purpose'])
          expect(body.indexOf(answer)).toBeGreaterThan(first);
        for (const [asks] of body.matchAll(/must stay enabled|keep (both keys|the old key) enabled/gi))
          expect(body.indexOf(asks)).toBeGreaterThan(body.indexOf('Answer 3'));
        expect(body).toContain('Unless answer 3 above applies');
      }
    },
  );

  it('H4 is enabled after its deletion was canceled', () => {
    const commands = commandsOf(bodyOf('switched', { ...BACKED_UP, ...PENDING }));
    expect(commands.map((command) => command.split(' ')[2])).toEqual(['cancel-key-deletion', 'enable-key']);
    expect(commandsOf(bodyOf('switched', { ...BACKED_UP, ...DISABLED }))).toEqual([
      `aws kms enable-key --region eu-west-1 --key-id ${OLD}`,
    ]);
  });

  it('H8 tells a deletion date as "not before", up to 24 hours later, and as nothing to count on', () => {
    const body = unwrapped(bodyOf('both_stay', { ...BACKED_UP, ...PENDING }));
    expect(body).toContain(
      'AWS deletes the key not before Mon 23 Mar 2026 09:12 UTC (Mon 23 Mar 2026 20:12 Australia/Sydney), and may take up to 24 hours longer.',
    );
    expect(body).toContain('Please do not count on this date');
    expect(body).not.toMatch(/\bdays? (are )?left\b|you have \d+/i);
    const over = bodyOf('both_stay', { ...BACKED_UP, ...oldKey({ ...PENDING.oldKey, deletionAt: hoursAgo(2) }) });
    expect(over).toContain('That time has passed, so it can happen at any moment.');
    const unknown = bodyOf('both_stay', { ...BACKED_UP, ...oldKey({ ...PENDING.oldKey, deletionAt: null }) });
    expect(unknown).toContain('We do not know the date.');
  });

  it('stops restores only, once new backups use the new key', () => {
    expect(bodyOf('switched', { ...BACKED_UP, ...DISABLED })).toContain(
      'What stops: restores from existing backups; nothing is deleted by this alone.',
    );
    expect(bodyOf('switched', { ...ORDERED, ...DISABLED })).toContain(
      'What stops: new backups to Europe (Ireland), and',
    );
  });

  it('H27 asks for the ARN of the new key only where it was not sent', () => {
    expect(bodyOf('switched', { ...BACKED_UP, ...DISABLED })).not.toMatch(/send us (the|its) ARN/);
    expect(bodyOf('instructions', { ...WAITING, ...DISABLED })).toMatch(/send us its ARN/);
  });

  it('is asked about once, however many workspaces share it', () => {
    const body = bodyOf('switched', { ...BACKED_UP, ...DISABLED }, { ...BACKED_UP, ...DISABLED, workspace: 'archive' });
    expect(body.match(/^Answer 1, by mistake:$/gm)).toHaveLength(1);
  });

  it('is its owner’s business once it is released: what we saw is told, and nothing asks to undo it', () => {
    const body = bodyOf('released', { ...RELEASED, ...PENDING });
    expect(body).toMatch(/AWS reported it as scheduled for deletion\. AWS deletes it not before Mon 23 Mar 2026/);
    expect(commandsOf(body)).toEqual([]);
    expect(body).not.toContain('Please check');
  });

  it('with missing key material or an unavailable key store has a text of its own', () => {
    const body = bodyOf('switched', { ...BACKED_UP, ...oldKey({ keyState: 'PendingImport', seenAt: hoursAgo(3) }) });
    expect(body).toMatch(
      /AWS reported it as PendingImport\. In this state AWS refuses every use of the key\. Please reply/,
    );
    expect(body).toContain('Apart from that, both keys must stay enabled');
  });
});

describe('the instructions', () => {
  const body = bodyOf(
    'instructions',
    WAITING,
    { ...ARCHIVE, ...WAITING },
    { ...WAITING, workspace: 'us', region: 'us-west-2', ...oldKey({ arn: arnOf(7, 'us-west-2') }) },
  );

  it('H1 give a whole policy only for creating a key, with our account of its region, and no command', () => {
    for (const vendorAccountId of ['444455556666', '555566667777']) {
      const policy = policyOfNewKey({ awsAccountId: OWNER, vendorAccountId });
      expect(body).toContain(
        policy
          .split('\n')
          .map((line) => `  ${line}`)
          .join('\n'),
      );
    }
    expect(body).toContain('Use it only to create the new key. Never store it as the policy of a key that exists');
    expect(body).not.toMatch(/put-key-policy|bypass/i);
    expect(commandsOf(body)).toEqual([]);
  });

  it('need nothing for rotation by AWS, and no alias', () => {
    expect(body).toMatch(
      /automatic rotation and on-demand rotation by AWS KMS keep the key and its ARN, and need nothing from us/,
    );
    expect(body).toContain('Moving an alias to the new key changes nothing for us');
    expect(body).toContain('not the key ID and not an alias');
  });

  it('name region and account, keep the old key, and announce both of our messages', () => {
    expect(body).toMatch(/In your AWS account 111122223333,.*same region as the workspace: Key type Symmetric/);
    expect(body).toMatch(
      /^3\. Do not disable the old keys, do not schedule their deletion, and leave their policies unchanged\./m,
    );
    expect(body).toMatch(/Wait for our first message: it says when our product has switched/);
    expect(body).toMatch(/Wait for our second message: it says when nothing that we hold needs the old key any more/);
  });

  it('H17 ask to be told before a key in another AWS account is made', () => {
    expect(body).toMatch(/in another AWS account, tell us before you create it/);
  });

  it('H22 say which calls the customer will see, and how often', () => {
    expect(body).toMatch(
      /session name keydesk-probe\. In the first hours we test it every few minutes.*DryRunOperationException/,
    );
  });

  it('are about the workspaces without a new key only', () => {
    const one = bodyOf('instructions', { ...ARCHIVE, ...BACKED_UP }, WAITING);
    expect(one).toMatch(/To replace your AWS KMS key for the workspace main, please create a new key/);
    expect(one.slice(one.indexOf('The other workspaces:'))).toMatch(BOTH);
  });
});

describe('the switch', () => {
  it('H2 while our product has not acknowledged it, the text says that it is under way, and not that the new key is used', () => {
    const { subject, body } = textOf('switched', anInput({ ...ORDERED, firstBackupAt: hoursAgo(1) }));
    expect(subject).toContain('the switch is under way');
    expect(body).toMatch(/We ordered it on Thu 5 Mar 2026 .*has not acknowledged it yet/);
    expect(body).not.toMatch(/makes new backups with the new key|acknowledged the switch|first backup/i);
    expect(body).toMatch(BOTH);
  });

  it('H2 is told with the time of the acknowledgement, and of the first backup once that ran', () => {
    const acknowledged = bodyOf('switched', ACKNOWLEDGED);
    expect(acknowledged).toContain('our product acknowledged the switch on Thu 5 Mar 2026 11:36 UTC');
    expect(acknowledged).toContain('The first one has not been reported to us yet.');
    expect(acknowledged).not.toContain('makes new backups');
    const ran = bodyOf('switched', BACKED_UP);
    expect(ran).toContain('The first backup with the new key ran on Thu 5 Mar 2026 21:12 UTC');
  });

  it('tells which workspaces are switched and which are not', () => {
    const { subject, body } = textOf(
      'switched',
      anInput(BACKED_UP, { ...ARCHIVE, ...ACKNOWLEDGED }, { workspace: 'third' }),
    );
    expect(subject).toContain('switched for 2 of 3 workspaces');
    expect(body.split('\n')[2]).toMatch(
      /new backups with the new key for the workspace main\..*acknowledged.*archive\. Nothing is switched for the workspace third\.$/,
    );
    expect(body.indexOf('Workspace: third')).toBeGreaterThan(body.indexOf('The other workspaces:'));
  });
});

describe('what depends on the old key', () => {
  const words = (dependents: ReturnType<typeof known> | null): string =>
    bodyOf('switched', { ...BACKED_UP, dependents });

  it('H15 H19 never reported is told as unknown, and not as zero', () => {
    expect(words(null)).toContain(
      'has never reported it, so we do not know yet. That does not mean that nothing does.',
    );
    const partly = words(known({ restore_points: 88, archives: 0 }));
    expect(partly).toMatch(/counted it on Sat 14 Mar 2026 07:12 UTC .*: restore points: 88\./);
    expect(partly).toContain('- Zero in the same count: archives.');
    expect(partly).toMatch(/Never reported for the old key, so we do not know yet: .*legal holds\. That does not mean/);
    const zeros = words(known({ archives: 0 }));
    expect(zeros).toMatch(/Zero for the old key, as our product counted it on .*: archives\./);
    expect(zeros).not.toMatch(/: nothing\./);
    expect(words(known(ZERO))).toMatch(/counted it on .*: nothing\. Each of these was zero: restore points;/);
  });

  it('H26 an old count is told with its age, and one from the future has none', () => {
    expect(words(known({ ...ZERO, jobs: 2 }, hoursAgo(25)))).toContain('This count is older than 24 hours');
    expect(words(known({ ...ZERO, jobs: 2 }, hoursAgo(24)))).not.toContain('older than 24 hours');
    expect(words(known(ZERO, hoursAgo(-1)))).toContain('is in the future, so we cannot say how old it is');
  });

  it('tells a kind that only a newer version knows without its code', () => {
    const counts: Record<string, number> = { ...ZERO, tape_copies: 4 };
    expect(words(known(counts))).toContain('other items: 4');
    expect(words(known(counts))).not.toContain('tape');
  });
});

describe('"may we disable the old key?"', () => {
  const answer = (...lines: readonly Given[]): string => bodyOf('both_stay', ...lines);
  const zero = (zeroDays: number, asOf = hoursAgo(1)) => ({
    ...BACKED_UP,
    dependents: known(ZERO, asOf, daysAgo(zeroDays)),
  });

  it('H19 gives the earliest date: 7 days of zero, from the acknowledgement at the earliest', () => {
    expect(answer(zero(5))).toContain(
      'not before Mon 16 Mar 2026 09:12 UTC (Mon 16 Mar 2026 20:12 Australia/Sydney), and only if',
    );
    const sinceAcknowledged = { ...zero(20), acknowledgedAt: daysAgo(6), switchedAt: daysAgo(6) };
    expect(answer(sinceAcknowledged)).toContain('not before Sun 15 Mar 2026 09:12 UTC');
    expect(answer({ ...zero(7), acknowledgedAt: daysAgo(7), switchedAt: daysAgo(8) })).toContain(
      'has reported for 7 days that nothing depends on the old key. One of us still has to confirm that.',
    );
  });

  it.each<[string, Given]>([
    ['our product has not acknowledged the switch', ORDERED],
    ['our product makes new backups with the old key,?', {}],
    ['no backup with the new key has been reported', ACKNOWLEDGED],
    ['our product makes new backups with the old key again', ROLLED_BACK],
    ['our product has never reported what depends on it', BACKED_UP],
    ['something still depends on it', { ...BACKED_UP, dependents: known({ ...ZERO, legal_holds: 1 }) }],
    ['our product has not reported everything', { ...BACKED_UP, dependents: known({ archives: 0 }) }],
    ['the last count is older than 24 hours', zero(9, hoursAgo(25))],
    ['the time of the last count is in the future', zero(9, hoursAgo(-2))],
    ['we do not know yet since when', { ...BACKED_UP, dependents: known(ZERO) }],
  ])('H19 gives no date, and why: %s', (why, line) => {
    const body = answer(line);
    expect(body).toMatch(new RegExp(`We cannot give a date yet .*because ${why}`));
    expect(body).not.toContain('not before');
  });

  it('H19 counts a key that two workspaces share from the later switch, and not at all while one still uses it', () => {
    const second = { ...zero(20), workspace: 'second', acknowledgedAt: daysAgo(3), switchedAt: daysAgo(4) };
    const both = answer(zero(20), second);
    expect(both.match(/not before Wed 18 Mar 2026 09:12 UTC/g)).toHaveLength(2);
    const waits = answer(zero(20), { ...WAITING, workspace: 'second' });
    expect(waits).toContain('our product still uses it for another workspace');
    expect(waits).not.toContain('not before');
  });

  it('has no opinion about the key, and the table of what each step does', () => {
    expect(answer(BACKED_UP)).toContain('What you do with your keys is your decision.');
    expect(answer(BACKED_UP)).toContain('What each step does to the data that your key protects:');
  });
});

describe('the release', () => {
  it('H19 leaves the decision to the owner: disable first, watch, delete later', () => {
    const body = bodyOf('released', RELEASED);
    expect(body).toContain(
      'As of Sat 14 Mar 2026 08:12 UTC (Sat 14 Mar 2026 19:12 Australia/Sydney), nothing that we hold needs the old key',
    );
    expect(body).toContain('is your decision, and AWS cannot undo a deletion');
    expect(body).toMatch(
      /disable it first, watch whether anything still needs it, and decide about the deletion only later/,
    );
    expect(body).toMatch(new RegExp(`New key: ${NEW}\\. It must stay enabled`));
  });

  it('H19 is not told of a key that another workspace still needs, as its old or as its new key', () => {
    expect(replacementText('released', anInput(RELEASED, { ...BACKED_UP, workspace: 'second' }))).toMatchObject({
      ok: false,
    });
    const asNew = { ...ARCHIVE, ...BACKED_UP, newKey: { arn: OLD, awsAccountId: OWNER } };
    expect(replacementText('released', anInput(RELEASED, asNew))).toMatchObject({ ok: false });
    expect(bodyOf('both_stay', RELEASED, asNew)).toMatch(/another workspace still needs the old key/);
  });

  it('H26 is not told once something depends on the key again', () => {
    const again = { ...RELEASED, dependents: known({ ...ZERO, running_restores: 1 }) };
    expect(replacementText('released', anInput(again))).toMatchObject({
      ok: false,
      words: /depends on the old key again/,
    });
    expect(bodyOf('both_stay', again)).toMatch(BOTH);
  });

  it('H1 removes our statement only, from the old key only, with a saved copy', () => {
    const body = bodyOf('released', RELEASED, { ...ARCHIVE, ...BACKED_UP });
    const remove = body.slice(body.indexOf('You may remove our statement'), body.indexOf('The other workspaces'));
    expect(remove).toContain(OLD);
    for (const arn of [NEW, arnOf(5), arnOf(6)]) expect(remove).not.toContain(arn);
    expect(remove).toContain('Save the present key policy to a file');
  });
});

describe('the way back', () => {
  it.each(ROLL_BACK_REASONS)('tells why, and that both keys are needed: %s', (rolledBackWhy) => {
    const body = bodyOf('rolled_back', { ...ROLLED_BACK, rolledBackWhy });
    expect(body.split('\n')[2]).toMatch(/both keys must stay enabled.* On Sat 7 Mar 2026 09:12 UTC .*because /);
    expect(body).toMatch(
      /backups made between Thu 5 Mar 2026 09:12 UTC .* and Sat 7 Mar 2026 09:12 UTC .* may need the new key/,
    );
  });

  it('H19 tells what depends on the new key, or that it was never reported', () => {
    expect(bodyOf('rolled_back', ROLLED_BACK)).toContain(
      'What depends on the new key: our product has never reported it',
    );
    expect(bodyOf('rolled_back', { ...ROLLED_BACK, newDependents: known({ restore_points: 6 }) })).toMatch(
      /What depends on the new key, as our product counted it on .*: restore points: 6\./,
    );
  });
});

describe('a key that we don’t switch to', () => {
  it.each(REJECT_REASONS)('has a reason and a next step, and the old key stays: %s', (rejectedWhy) => {
    const body = bodyOf('rejected', { rejectedWhy });
    expect(body.split('\n')[2]).toMatch(
      /^Please keep the old key enabled.*We do not switch to the key that you sent us.*(please|Please) /,
    );
    expect(body).toMatch(/^- Reason: \w/m);
    const two = bodyOf('rejected', { rejectedWhy }, { ...ARCHIVE, ...REJECTED });
    expect(two.match(/^- What to do next: /gm)).toHaveLength(2);
  });

  it('H16 never tells that another customer holds it, and no state and no single permission of it', () => {
    for (const rejectedWhy of REJECT_REASONS) {
      const body = bodyOf('rejected', { rejectedWhy });
      expect(body).not.toMatch(
        /another (customer|holder|company)|somebody else|someone else|already (in use|used|held)/i,
      );
      expect(body).not.toMatch(/kms:[A-Z]|PendingDeletion|Disabled\b/);
    }
    expect(bodyOf('rejected', { rejectedWhy: 'cannot_accept' })).toContain(
      'Reason: we cannot accept this key for this workspace.',
    );
  });

  it('H17 is confirmed by a contact on record, and never by a reply', () => {
    expect(bodyOf('rejected', { rejectedWhy: 'not_confirmed' })).toContain('the reply itself is not enough');
  });
});

describe('the new key came', () => {
  const OTHER = { newKey: { arn: arnOf(2, 'eu-west-1', '222233334444'), awsAccountId: '222233334444' } };

  it('H16 is quoted as what the customer sent, with nothing learned of it', () => {
    const body = bodyOf('received', OTHER);
    expect(body).toContain(`You sent us this key as the new one: ${OTHER.newKey.arn}`);
    expect(body).not.toMatch(/new key (is|was) (enabled|disabled|usable|permitted)|tests? (passed|failed)/i);
  });

  it('H17 from another AWS account needs a contact whom we have on record', () => {
    expect(bodyOf('received', OTHER)).toMatch(
      /a contact of yours whom we have verified before has to confirm it.*a reply to this ticket is not enough/,
    );
    expect(bodyOf('received', {})).not.toContain('a contact of yours');
  });

  it('H27 says that there is nothing to do only where nothing else is asked', () => {
    expect(bodyOf('received', {})).toMatch(NOTHING_TO_DO);
    const asking = [
      bodyOf('received', OTHER),
      bodyOf('received', DISABLED),
      bodyOf('received', {}, { ...ARCHIVE, ...WAITING }),
      bodyOf('received', {}, { ...ARCHIVE, ...REJECTED }),
      bodyOf('received', oldKey({ keyState: 'Unavailable', seenAt: NOW })),
    ];
    for (const body of asking) expect(body).not.toMatch(NOTHING_TO_DO);
  });
});

it('H6 a text names the keys of its request, their accounts and our accounts, and nothing else', () => {
  const vendor = '444455556666';
  const own = { arns: [OLD, NEW, rootArn(OWNER), rootArn(vendor)], awsAccountIds: [OWNER, vendor] };
  for (const kind of LINE_TEXTS) expect(identifiersExcept(bodyOf(kind, FITTING[kind]), own)).toEqual([]);
});
