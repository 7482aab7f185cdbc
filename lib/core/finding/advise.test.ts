import { describe, expect, it } from 'vitest';
import { adviseOn, type Advice } from '#lib/core/finding/advise.ts';
import type { AdviceSubject } from '#lib/core/finding/advice-words.ts';
import { findingRecord, FINDING_CODES, type FindingCode } from '#lib/core/finding/all-findings.ts';
import { aFinding, after, ARN, DAY_MS, HOUR_MS, NOW, type DetailWords } from '#lib/core/verdict/checks.test-support.ts';

const SUBJECT: AdviceSubject = {
  arn: ARN,
  region: 'eu-west-1',
  vendorAccountId: '444455556666',
  timeZone: 'Australia/Sydney',
  sendsContext: false,
  now: NOW,
};
const UNKNOWING: AdviceSubject = { ...SUBJECT, vendorAccountId: null, timeZone: null, sendsContext: true };

const FULL: DetailWords = {
  actions: ['GenerateDataKey', 'Decrypt'],
  deletionAt: after(7 * DAY_MS + 4 * HOUR_MS),
  pendingDeletionWindowDays: 30,
  materialExpiresAt: after(3 * DAY_MS),
  keyState: 'Suspended',
  denialCount: 2,
  confirmAt: after(5 * 60_000),
};
const DETAILS: readonly DetailWords[] = [
  FULL,
  {},
  { deletionAt: null, materialExpiresAt: null, confirmAt: null, actions: [] },
];

const adviceOf = (code: FindingCode, detail = FULL, subject = SUBJECT): Advice =>
  adviseOn(aFinding(code, findingRecord(code).confidenceIfNotKept, detail), subject);

/** Every variant of one finding's advice. */
const everyAdviceOf = (code: FindingCode): Advice[] =>
  [SUBJECT, UNKNOWING].flatMap((subject) => DETAILS.map((detail) => adviceOf(code, detail, subject)));

const wordsOf = ({ headline, cause, because, settles, steps }: Advice): string =>
  [headline, cause, ...because, settles ?? '', ...steps.flatMap(({ text, command }) => [text, command ?? ''])].join(
    '\n',
  );
const commandsOf = ({ steps }: Advice): string[] => steps.flatMap(({ command }) => command ?? []);

const DENIALS = [
  'access_lost',
  'no_access_yet',
  'partial_access',
  'describe_denied',
  'access_denied_unconfirmed',
  'denied_while_pending_deletion',
] as const;

describe.each(FINDING_CODES)('the words for %s', (code) => {
  it('say a fact and its cause, with and without details, and never a missing value', () => {
    for (const advice of everyAdviceOf(code)) {
      expect(advice.headline).toMatch(/\S.*\.$/s);
      expect(advice.cause).toMatch(/\S.*\.$/s);
      expect(wordsOf(advice)).not.toMatch(/undefined|null|NaN|Invalid Date|\[object/);
    }
  });

  it('H1 replace no policy that we have not seen', () => {
    for (const advice of everyAdviceOf(code)) {
      expect(wordsOf(advice)).not.toContain('put-key-policy');
      expect(wordsOf(advice)).not.toContain('bypass-policy-lockout');
    }
  });

  it('H3 ask whether it was intended before anything is undone', () => {
    for (const { steps } of everyAdviceOf(code)) {
      const undone = steps.findIndex(({ command }) => /enable-key|cancel-key-deletion/.test(command ?? ''));
      if (undone < 0) continue;
      expect(steps.slice(0, undone).some(({ text }) => text.includes('intended'))).toBe(true);
    }
  });

  it('H4 follow every canceled deletion with enabling the key', () => {
    for (const advice of everyAdviceOf(code)) {
      const verbs = commandsOf(advice).map((command) => command.split(' ')[2]);
      for (const [at, verb] of verbs.entries())
        if (verb === 'cancel-key-deletion') expect(verbs.slice(at + 1)).toContain('enable-key');
    }
  });

  it('H4 ask for the same material wherever material is imported again', () => {
    for (const { steps } of everyAdviceOf(code))
      for (const { text } of steps) if (/\bimport/i.test(text)) expect(text).toMatch(/same key material/);
  });

  it('H5 send nobody to look for a denied call in their own CloudTrail', () => {
    for (const advice of everyAdviceOf(code))
      for (const { text } of advice.steps)
        if (text.includes('CloudTrail')) {
          expect(text).toMatch(/PutKeyPolicy, DisableKey and ScheduleKeyDeletion/);
          expect(text).not.toMatch(/den(y|ied|ial)/i);
        }
  });

  it('H13 call nothing unrecoverable, and never say that a deletion can still be undone', () => {
    for (const advice of everyAdviceOf(code))
      expect(wordsOf(advice)).not.toMatch(/unrecoverabl|lost for ever|gone for good/i);
  });

  it('give only commands for this key, in its region, that its owner may run', () => {
    for (const advice of everyAdviceOf(code))
      for (const command of commandsOf(advice)) {
        expect(command).toContain(`--region eu-west-1 --key-id ${ARN}`);
        expect(command).toMatch(/^aws kms (describe-key|get-key-policy|cancel-key-deletion|enable-key) /);
      }
  });

  it('link only to AWS', () => {
    for (const { reference } of everyAdviceOf(code))
      if (reference !== null) expect(reference).toMatch(/^https:\/\/(docs|health)\.aws\.amazon\.com\//);
  });
});

describe('the steps for staff', () => {
  const sends = (code: FindingCode): boolean => adviceOf(code).steps.some(({ sendsReply }) => sendsReply !== undefined);

  it.each(FINDING_CODES.filter((code) => findingRecord(code).text.kind === 'ask'))(
    'of %s send the reply, which asks the customer for something',
    (code) => expect(sends(code)).toBe(true),
  );

  it.each(FINDING_CODES.filter((code) => findingRecord(code).text.kind === 'blocked'))(
    'of %s send nothing, because there is no reply',
    (code) => expect(sends(code)).toBe(false),
  );

  it('send a reply that asks for nothing only to a customer who asked', () => {
    for (const code of FINDING_CODES)
      if (findingRecord(code).text.kind === 'hold')
        for (const { text, sendsReply } of adviceOf(code).steps)
          if (sendsReply !== undefined) expect(text).toMatch(/^If the customer asked, send the reply\./);
  });
});

describe('dates in the words', () => {
  it.each(['pending_deletion', 'denied_while_pending_deletion'] as const)(
    'H8 of %s carry weekday, UTC and the customer’s zone, are “not before”, and may be 24 hours later',
    (code) => {
      const { cause } = adviceOf(code);
      expect(cause).toContain('not before Sat 21 Mar 2026 13:12 UTC (Sun 22 Mar 2026 00:12 Australia/Sydney)');
      expect(cause).toContain('up to 24 hours after');
    },
  );

  it.each([
    ['presumed_deleted', 'Sat 21 Mar 2026 13:12 UTC (Sun 22 Mar 2026 00:12 Australia/Sydney)'],
    ['material_expiring', 'Tue 17 Mar 2026 09:12 UTC (Tue 17 Mar 2026 20:12 Australia/Sydney)'],
    ['access_denied_unconfirmed', 'Sat 14 Mar 2026 09:17 UTC (Sat 14 Mar 2026 20:17 Australia/Sydney)'],
  ] as const)('H8 of %s carry weekday, UTC and the customer’s zone', (code, words) => {
    expect(wordsOf(adviceOf(code))).toContain(words);
  });

  it('H8 are in UTC only when the customer’s zone is not known', () => {
    expect(adviceOf('pending_deletion', FULL, UNKNOWING).cause).toContain('not before Sat 21 Mar 2026 13:12 UTC;');
  });

  it.each(['pending_deletion', 'denied_while_pending_deletion'] as const)(
    'of %s say that a date has passed only after it has',
    (code) => {
      expect(adviceOf(code).headline).not.toContain('passed');
      expect(adviceOf(code, { ...FULL, deletionAt: after(1) }).headline).not.toContain('passed');
      expect(adviceOf(code, { ...FULL, deletionAt: NOW }).headline).toContain('its date has passed');
    },
  );

  it('H8 never call the remaining time a margin', () => {
    for (const code of FINDING_CODES)
      expect(wordsOf(adviceOf(code))).not.toMatch(/you (still )?have|plenty|until then you/i);
  });
});

describe('the words for a denial', () => {
  it.each(DENIALS)('H12 of %s do not blame the customer', (code) => {
    const advice = adviceOf(code);
    expect(advice.confidence).toBe('one_of_several');
    expect(wordsOf(advice)).not.toMatch(/\b(you|the customer|they) (removed|revoked|denied|broke|changed)/i);
  });

  it.each(DENIALS)('H23 of %s mention a condition on the encryption context only when we send none', (code) => {
    expect(wordsOf(adviceOf(code))).toMatch(/encryption context/);
    expect(wordsOf(adviceOf(code, FULL, { ...SUBJECT, sendsContext: true }))).not.toMatch(/encryption context/);
  });

  it.each(['access_lost', 'no_access_yet', 'partial_access', 'describe_denied'] as const)(
    'look at our own side first and name our account: %s',
    (code) => {
      const { steps } = adviceOf(code);
      expect(steps[0]?.text).toMatch(/our own side/);
      expect(wordsOf(adviceOf(code))).toContain('arn:aws:iam::444455556666:root');
    },
  );

  it('never say that a key exists when nothing was allowed', () => {
    for (const code of ['no_access_yet', 'denied_while_pending_deletion'] as const)
      for (const advice of everyAdviceOf(code)) expect(wordsOf(advice)).not.toMatch(/it exists|other actions/i);
  });

  it('H7 say until when it is being re-checked, and how far that is', () => {
    const { headline, cause, acts } = adviceOf('access_denied_unconfirmed');
    expect(headline).toContain('2 of 3');
    expect(cause).toContain('We are re-checking until');
    expect(acts).toBe('nobody');
  });

  it('ask nothing of the customer when our own policies deny', () => {
    const advice = adviceOf('vendor_permission_fault');
    expect(advice.acts).toBe('vendor');
    expect(advice.confidence).not.toBe('certain');
    expect(wordsOf(advice)).toContain('Do not write to the customer');
  });

  it('H27 ask for no test of our own key where it was made, or where AWS names our policy', () => {
    const settledBy = (detail: DetailWords) => adviceOf('vendor_permission_fault', detail).settles;
    const named = { ...FULL, denials: ['identity_policy', 'service_control_policy'] } as const;
    for (const detail of [{ ...FULL, control: 'passed' }, { ...FULL, control: 'failed' }, named] as const)
      expect(settledBy(detail)).toBe('A full check that AWS allows, once our own policy is corrected.');
    expect(settledBy({ ...FULL, control: 'unknown' })).toContain('The same action tested by the same role');
    const { cause } = adviceOf('vendor_permission_fault', named);
    expect(cause).toContain('an IAM policy (identity-based policy) and a service control policy of our organization');
  });

  it('say of missing key material only what is known: never "never imported" of a key that AWS let us use', () => {
    const wordsFor = (wasThere: boolean) => wordsOf(adviceOf('material_missing', { wasThere }));
    expect(wordsFor(true)).not.toContain('never imported');
    expect(wordsFor(true)).toContain('deleted or has expired');
    expect(wordsFor(false)).toContain('Either it was never imported, or it was deleted or has expired.');
  });
});

describe('the words for a denial after the customer sent their key policy', () => {
  const stepsWith = (lacks: readonly ('Decrypt' | 'GenerateDataKey')[]): string =>
    adviceOf('partial_access', { ...FULL, policyCopy: { asOf: NOW, lacks, conditionKeys: [] } })
      .steps.map(({ text }) => text)
      .join(' ');

  it('ask for what that policy lacks, and never to check it once more', () => {
    expect(stepsWith(['Decrypt'])).toContain('Ask the customer to allow kms:Decrypt to arn:aws:iam::444455556666:root');
    expect(stepsWith([])).toContain('whether the policy that they sent is still the one that the key has');
    for (const steps of [stepsWith(['Decrypt']), stepsWith([])]) expect(steps).not.toContain('to check the key policy');
  });
});

describe('what would settle a finding', () => {
  const owner = { asOf: NOW, exists: false, keyState: null, deletionAt: null };

  it.each(['access_lost', 'no_access_yet', 'partial_access', 'describe_denied'] as const)(
    'of %s asks for the key policy only until the customer has sent it',
    (code) => {
      expect(adviceOf(code).settles).toContain('get-key-policy');
      for (const lacks of [['Decrypt'], []] as const)
        expect(
          adviceOf(code, { ...FULL, policyCopy: { asOf: NOW, lacks: [...lacks], conditionKeys: [] } }).settles,
        ).not.toContain('get-key-policy');
    },
  );

  it.each(['key_not_found', 'presumed_deleted'] as const)(
    'of %s asks for the owner’s describe-key only until they have sent it',
    (code) => {
      const before = adviceOf(code);
      const after = adviceOf(code, { ...FULL, ownerSaid: owner });
      expect([before.settles, ...commandsOf(before)].join(' ')).toContain('describe-key');
      expect([after.settles, ...commandsOf(after)].join(' ')).not.toContain('describe-key');
    },
  );
});

describe('the words for a key that may be gone', () => {
  it('H13 are settled only by the owner’s own describe-key', () => {
    const advice = adviceOf('presumed_deleted');
    expect(advice.headline).toMatch(/^Presumed/);
    expect(advice.settles).toContain('describe-key');
    expect(commandsOf(advice)).toEqual([`aws kms describe-key --region eu-west-1 --key-id ${ARN}`]);
  });
});

describe('the words for a check without an answer', () => {
  it.each([
    'throttled',
    'timed_out',
    'unreachable',
    'kms_fault',
    'key_store_fault',
    'malformed_answer',
    'vendor_credentials_fault',
    'sign_in_failed',
    'own_configuration',
  ] as const)('%s says nothing about the key and asks nothing of the customer', (code) => {
    const advice = adviceOf(code);
    expect(advice.cause).toContain('says nothing about the key');
    expect(['nobody', 'vendor']).toContain(advice.acts);
    expect(advice.steps.map(({ text }) => text).join(' ')).not.toMatch(/customer|reply/i);
  });
});

describe('the words for a failed sign-in', () => {
  it('say "refused" only where AWS refused us', () => {
    expect(wordsOf(adviceOf('vendor_credentials_fault'))).toMatch(/refused/);
    for (const code of ['sign_in_failed', 'own_configuration', 'timed_out', 'unreachable'] as const)
      expect(wordsOf(adviceOf(code)).replace('AWS did not refuse us', '')).not.toMatch(/refuse/);
  });
});

describe('the words for a key of another customer', () => {
  it('H16 do not name the other customer', () => {
    const words = wordsOf(adviceOf('key_held_by_another_customer'));
    expect(words).toContain('Do not tell either customer about the other');
    expect(words).not.toContain(ARN);
  });
});
