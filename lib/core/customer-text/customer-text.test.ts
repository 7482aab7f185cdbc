import { describe, expect, it } from 'vitest';
import {
  anInput,
  bodyOf,
  commandsIn,
  everyInputOf,
  everyTextOf,
  FULL,
  inputOf,
  jsonIn,
  sent,
  SPARSE,
  SUBJECT,
  unwrapped,
  withoutDateSeen,
} from '#lib/core/customer-text/customer-text.test-support.ts';
import { customerText } from '#lib/core/customer-text/customer-text.ts';
import { CONFIDENCES } from '#lib/core/finding/status.ts';
import { FINDING_CODES, findingRecord, type FindingCode } from '#lib/core/finding/all-findings.ts';
import { aFinding, after, ARN, DAY_MS, HOUR_MS, MINUTE_MS, NOW } from '#lib/core/verdict/checks.test-support.ts';
import { PROBE_ACTIONS, REQUIRED_ACTIONS } from '#lib/core/probe/actions.ts';
import { DEPENDENT_KINDS } from '#lib/core/service/dependents.ts';
import { instantWords } from '#lib/core/text/time-words.ts';

const POLICY_TEXTS = ['access_lost', 'no_access_yet', 'partial_access', 'describe_denied'] as const;
const DENIALS = [...POLICY_TEXTS, 'key_not_found', 'resource_control_policy_denies'] as const;
const NEW_KEY_TEXTS: readonly FindingCode[] = ['wrong_key_type', 'aws_managed_key'];
const DELETIONS = ['pending_deletion', 'pending_replica_deletion', 'denied_while_pending_deletion'] as const;
const OUR_SIDE = ['vendor_permission_fault', 'region_incident'] as const;
const NOT_SENT = FINDING_CODES.filter((code) => everyTextOf(code).length === 0);

const verbsIn = (body: string): string[] => commandsIn(body).map((command) => command.split(' ')[2] ?? '');
const isTold = (code: FindingCode): boolean => !NOT_SENT.includes(code);

describe.each(FINDING_CODES.filter(isTold))('the text for %s', (code) => {
  const texts = everyTextOf(code);

  it('exists with and without details, and never has a missing value', () => {
    expect(texts).toHaveLength(everyInputOf(code).length);
    for (const { subject, body } of texts)
      expect(`${subject}\n${body}`).not.toMatch(/undefined|null|NaN|Invalid Date|\[object| {2,}\S+ {2,}|\.\.| ,/);
  });

  it('has the next action in its first three lines', () => {
    for (const { body } of texts) {
      const first = body
        .split('\n')
        .filter((line) => line !== '')
        .slice(0, 3)
        .join('\n');
      expect(first).toMatch(/^(Please|You do not need to do anything)/m);
    }
  });

  it('is calm: no exclamation mark, no regret, no blame', () => {
    for (const { subject, body } of texts) {
      expect(`${subject}\n${unwrapped(body)}`).not.toMatch(/!|oops|sorry|unfortunately|successfully|urgent/i);
      expect(unwrapped(body)).not.toMatch(
        /\b(you|your team|your colleagues?) (have |has )?(removed|revoked|denied|broke|changed|disabled|deleted|scheduled|forgot)/i,
      );
    }
  });

  it('keeps every paragraph and every command on one line, so that the mail client wraps them', () => {
    for (const { body } of texts) {
      for (const block of body.trimEnd().split('\n\n')) {
        const lines = block.split('\n').filter((line) => line !== '');
        const laidOut = lines.every((line) => /^(- |\d+\. | {2,})/.test(line));
        expect(lines.length === 1 || laidOut).toBe(true);
      }
      for (const command of commandsIn(body)) expect(command).toContain(ARN);
    }
  });

  it('H1 replaces no policy that was not saved first, and bypasses no safety check of AWS', () => {
    for (const { body } of texts) {
      const verbs = verbsIn(body);
      if (verbs.includes('put-key-policy')) {
        expect(verbs.indexOf('get-key-policy')).toBeGreaterThanOrEqual(0);
        expect(verbs.indexOf('get-key-policy')).toBeLessThan(verbs.indexOf('put-key-policy'));
        expect(unwrapped(body)).toContain('Keep this file unchanged');
        expect(body).toContain('--policy file://key-policy-edited.json');
      }
      expect(body).not.toMatch(/bypass/i);
    }
  });

  it('H1 contains a whole policy only for a key that has not been created yet', () => {
    for (const { body } of texts) {
      if (body.includes('"Version"')) expect(commandsIn(body)).toEqual([]);
      else expect(code).not.toBe('aws_managed_key');
      if (!NEW_KEY_TEXTS.includes(code)) expect(body).not.toContain('"Version"');
    }
  });

  it('H2 never says that the key works without a real encrypt/decrypt test', () => {
    for (const { body } of texts) expect(body).not.toMatch(/\bwork(s|ed|ing)?\b/i);
  });

  it('H3 asks whether it was intended before anything is undone, and undoes only within the first of three answers', () => {
    for (const { body } of texts) {
      const undone = body.search(/aws kms (enable-key|cancel-key-deletion)/);
      if (undone < 0) continue;
      expect(unwrapped(body.slice(0, undone))).toMatch(/is intended/);
      const [before = '', answer = '', rest = ''] = body.split(
        /^Answer 1, by mistake:$|^Answer 2, replaced by another key:$/m,
      );
      expect(answer).toMatch(/Only if it (was a mistake|shows \w+, and that was a mistake)/);
      expect(before + rest).not.toMatch(/\b(cancel|enable)\b/i);
      expect(rest).toMatch(/^Answer 3, on purpose:$/m);
    }
  });

  it('H4 follows every canceled deletion with enabling the key', () => {
    for (const { body } of texts) {
      const verbs = verbsIn(body);
      if (verbs.includes('cancel-key-deletion'))
        expect(verbs.slice(verbs.indexOf('cancel-key-deletion'))).toContain('enable-key');
    }
  });

  it('H4 asks for the same material wherever material is imported', () => {
    for (const { body } of texts)
      for (const sentence of unwrapped(body).split(/[.:;] /))
        if (/\bimport (?!ed)/i.test(sentence)) expect(sentence).toContain('same key material');
  });

  it('H5 never asks to look for a denied call in the customer’s own CloudTrail', () => {
    for (const { body } of texts)
      for (const piece of body.split('\n\n').map(unwrapped)) {
        if (!/in your CloudTrail/i.test(piece)) continue;
        expect(piece).not.toMatch(/den(y|ied|ial)|refused/i);
      }
  });

  it('H6 names no other ARN and no other account', () => {
    for (const { subject, body } of texts) {
      const text = `${subject}\n${body}`;
      for (const arn of text.match(/arn:aws:\S+?(?=[",\s]|\.\s|$)/g) ?? [])
        expect([
          ARN,
          SUBJECT.principalArn,
          'arn:aws:iam::444455556666:root',
          'arn:aws:iam::111122223333:root',
        ]).toContain(arn.replace(/\.$/, ''));
      for (const digits of text.replaceAll(/[0-9a-f-]{36}/g, '').match(/\d{12}/g) ?? [])
        expect(['111122223333', '444455556666']).toContain(digits);
    }
  });

  it('H6 mentions no other customer', () => {
    for (const { body } of texts) expect(unwrapped(body)).not.toMatch(/other customers?|another customer/i);
  });

  it('H7 begins with its age when the last conclusive check is older than ten minutes', () => {
    const old = everyInputOf(code).filter(({ lastConclusiveAt }) => lastConclusiveAt !== NOW);
    expect(old.length).toBeGreaterThan(0);
    for (const input of old) {
      const { body, caution, asOf } = sent(input);
      // An intake finding is not based on a check.
      if (asOf === null) continue;
      expect(body).toMatch(/^As of Sat 14 Mar 2026 08:12 UTC( \(.+\))?; could not be checked since\.\n/);
      expect(caution).toContain('check again before sending');
    }
  });

  it('H8 gives every date with weekday, UTC and the customer’s local time when it is known', () => {
    for (const input of everyInputOf(code)) {
      const { body } = sent(input);
      for (const date of unwrapped(body).match(/\S+ \d{1,2} [A-Z][a-z]{2} 20\d\d \d\d:\d\d.{0,70}/g) ?? []) {
        expect(date).toMatch(/^\(?(Mon|Tue|Wed|Thu|Fri|Sat|Sun) /);
        if (date.startsWith('(')) continue;
        expect(date).toMatch(input.subject.timeZone === null ? /^[^(]* UTC\b/ : /^[^(]* UTC \(.* Australia\/Sydney\)/);
      }
      expect(unwrapped(body)).not.toMatch(/you (still )?have (time|\d)|plenty|within \d+ days|\d+ days (left|remain)/i);
    }
  });

  it('H13 calls nothing unrecoverable', () => {
    for (const { body } of texts) expect(body).not.toMatch(/unrecoverabl|lost for ever|gone for good/i);
  });

  it('H22 names the session that the customer will see, how often, and no person', () => {
    for (const { body, asOf } of texts) {
      if (asOf === null) continue;
      expect(unwrapped(body)).toContain('with the session name keydesk-probe, about every 15 minutes');
    }
  });

  it('gives only commands for this key, in its region, that its owner may run', () => {
    for (const { body } of texts)
      for (const command of commandsIn(body)) {
        expect(command).toContain(`--region eu-west-1 --key-id ${ARN}`);
        expect(command).toMatch(
          /^aws kms (describe-key|get-key-policy|put-key-policy|enable-key|cancel-key-deletion|list-key-rotations) /,
        );
      }
  });
});

describe.each(NOT_SENT)('no reply for %s', (code) => {
  it('is explained to staff', () => {
    for (const input of everyInputOf(code)) {
      const text = customerText(input);
      expect(text).toMatchObject({ kind: 'blocked' });
      expect(text.kind === 'blocked' && text.words).toMatch(/\S.*\.$/);
    }
  });
});

it('has no reply only for faults on our side, missing answers and what nobody needs to know', () => {
  expect(NOT_SENT.toSorted()).toEqual(
    [
      'key_held_by_another_customer',
      'ownership_unproven',
      'ownership_withdrawn',
      'vendor_credentials_fault',
      'sign_in_failed',
      'own_configuration',
      'control_broken',
      'control_contradicted',
      'clock_differs',
      'held_back',
      'unknown_error',
      'unknown_cause',
      'throttled',
      'timed_out',
      'unreachable',
      'kms_fault',
      'key_store_fault',
      'malformed_answer',
      'imported_not_tested',
      'never_checked',
      'permission_tests_overdue',
      'rotation_not_visible',
      'recovery_unconfirmed',
    ].toSorted(),
  );
});

describe('the statement to add to the policy', () => {
  it.each(['access_lost', 'partial_access'] as const)('for %s is exactly what is missing, for our account', (code) => {
    for (const action of REQUIRED_ACTIONS)
      expect(jsonIn(bodyOf(code, 'likely', { actions: [action], othersAllowed: true }))).toEqual([
        {
          Effect: 'Allow',
          Principal: { AWS: 'arn:aws:iam::444455556666:root' },
          Action: [`kms:${action}`],
          Resource: '*',
        },
      ]);
  });

  it('never asks for an action that can’t be tested or is not needed', () => {
    const body = bodyOf('partial_access', 'likely', { actions: [...PROBE_ACTIONS].slice(3), othersAllowed: true });
    expect(JSON.stringify(jsonIn(body))).not.toMatch(/GetKeyRotationStatus|CreateGrant/);
  });

  it('for describe_denied is only DescribeKey', () => {
    expect(jsonIn(bodyOf('describe_denied', 'likely', {}))).toMatchObject([{ Action: ['kms:DescribeKey'] }]);
  });

  it.each([
    ['no_access_yet', {}],
    ['no_access_yet', FULL],
    ['access_lost', { actions: REQUIRED_ACTIONS }],
    ['access_lost', { actions: ['Decrypt'], othersAllowed: false }],
    ['denied_while_pending_deletion', FULL],
  ] as const)(
    'for %s with nothing allowed is the console’s statement, with grants only through AWS services',
    (code, detail) => {
      expect(jsonIn(bodyOf(code, 'one_of_several', detail))).toMatchObject([
        {
          Action: ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:DescribeKey'],
          Principal: { AWS: 'arn:aws:iam::444455556666:root' },
        },
        {
          Action: ['kms:CreateGrant', 'kms:ListGrants', 'kms:RevokeGrant'],
          Condition: { Bool: { 'kms:GrantIsForAWSResource': 'true' } },
        },
      ]);
    },
  );

  it('H1 in a policy for a new key leaves its owner in control', () => {
    for (const code of NEW_KEY_TEXTS)
      expect(jsonIn(bodyOf(code, 'certain'))).toMatchObject([
        { Statement: [{ Principal: { AWS: 'arn:aws:iam::111122223333:root' }, Action: 'kms:*' }, {}, {}] },
      ]);
  });
});

describe('a denial', () => {
  it.each(DENIALS)(
    'H5 of %s gives principal, action, time in UTC and request id, and where to look instead',
    (code) => {
      const body = unwrapped(bodyOf(code, 'likely'));
      expect(body).toContain('We called as arn:aws:sts::444455556666:assumed-role/keydesk/keydesk-probe.');
      expect(body).toContain(
        'kms:GenerateDataKey, 2026-03-14 09:12:00 UTC, AccessDeniedException, request id 0f0f0f0f-1111-2222-3333-444444444444',
      );
      expect(body).toContain('PutKeyPolicy, DisableKey and ScheduleKeyDeletion');
      expect(body).not.toContain('kms:CreateGrant, 2026');
    },
  );

  it.each(DENIALS)('H12 of %s is blamed on nobody while it may be on either side', (code) => {
    expect(unwrapped(bodyOf(code, 'one_of_several'))).toContain(
      'this may be on your side or on ours. We are checking our side, too.',
    );
    expect(unwrapped(bodyOf(code, 'certain'))).not.toContain('on ours');
  });

  it.each(['access_lost', 'describe_denied'] as const)(
    'H7 of %s, which AWS allowed before, says who else may have changed it and where that shows, and accuses nobody',
    (code) => {
      const notUsableSince = after(-HOUR_MS);
      const body = unwrapped(bodyOf(code, 'certain', FULL, { notUsableSince }));
      const [above = '', elsewhere = ''] = body.split('If you have not changed anything:');
      const since = instantWords(notUsableSince, SUBJECT.timeZone);
      expect(elsewhere).toContain(
        `PutKeyPolicy from the day before ${above.includes(`Since ${since}`) ? 'this began' : `${since} on`}.`,
      );
      for (const words of ['Infrastructure code', 'another administrator', 'resource control policy', 'single role'])
        expect(elsewhere).toContain(words);
      for (const event of ['PutKeyPolicy', 'UpdatePolicy', 'AttachPolicy', 'EnablePolicyType', 'MoveAccount'])
        expect(elsewhere).toContain(event);
      expect(elsewhere).toContain('management account');
      expect(elsewhere).toContain('us-east-1');
      expect(body).not.toMatch(/\byou(r team)? (have )?(removed|revoked|denied|broke|changed)\b/i);
    },
  );

  it('that AWS never allowed otherwise, or that is not confirmed, asks for no change', () => {
    for (const code of ['no_access_yet', 'partial_access', 'access_denied_unconfirmed', 'key_disabled'] as const)
      expect(bodyOf(code, 'likely')).not.toContain('If you have not changed anything');
    const never = bodyOf('describe_denied', 'likely', FULL, { wasUsable: false });
    expect(never).not.toContain('If you have not changed anything');
  });

  it.each(DENIALS)('H12 H25 of %s is not reported while our own side is in doubt', (code) => {
    for (const confidence of CONFIDENCES) {
      const denial = aFinding(code, confidence, FULL);
      for (const fault of OUR_SIDE) {
        const body = bodyOf(code, confidence, FULL, { findings: [denial, aFinding(fault, 'likely')] });
        expect(body).toContain('Please leave the policy of this key as it is');
        expect(jsonIn(body)).toEqual([]);
        expect(commandsIn(body)).toEqual([]);
      }
      const failed = bodyOf(code, confidence, { ...FULL, control: 'failed' });
      expect(failed).toContain('Please leave the policy of this key as it is for now: the cause is most likely on our');
    }
  });

  it('H11 by our own side never hides what is known about the key’s state', () => {
    for (const code of ['key_disabled', 'pending_deletion', 'denied_while_pending_deletion'] as const) {
      const findings = [aFinding(code, 'certain', FULL), aFinding('region_incident', 'likely')];
      expect(bodyOf(code, 'certain', FULL, { findings })).toContain('Please check');
    }
  });

  it.each([...POLICY_TEXTS, 'access_denied_unconfirmed'] as const)(
    'H23 of %s says what we send as encryption context',
    (code) => {
      expect(unwrapped(bodyOf(code, 'likely'))).toContain('We send no encryption context');
      expect(bodyOf(code, 'likely', FULL, { subject: SPARSE })).not.toContain('no encryption context');
    },
  );

  it('H23 names the keys of the context, and never a value', () => {
    const body = unwrapped(bodyOf('access_lost', 'likely', FULL, { subject: SPARSE }));
    expect(body).toContain('We send an encryption context with tenant');
  });

  it.each(POLICY_TEXTS)('%s asks for an exemption from a resource control policy, if there is one', (code) => {
    expect(unwrapped(bodyOf(code, 'likely'))).toMatch(/resource control policy.+exempt our account 444455556666/);
  });

  it('H7 that is not confirmed asks for nothing and says until when we are confirming', () => {
    for (const { body } of everyTextOf('access_denied_unconfirmed')) {
      expect(body).toMatch(/You do not need to do anything yet: we are confirming until \w{3} \d/);
      expect(commandsIn(body)).toEqual([]);
      expect(jsonIn(body)).toEqual([]);
    }
    expect(unwrapped(bodyOf('access_denied_unconfirmed', 'one_of_several'))).toContain(
      'confirming until Sat 14 Mar 2026 09:17 UTC (Sat 14 Mar 2026 20:17 Australia/Sydney)',
    );
  });

  it('H6 repeats only AWS’s names from a pasted policy', () => {
    const policyCopy = {
      asOf: NOW,
      lacks: ['Decrypt'] as const,
      conditionKeys: ['aws:SourceIp', 'aws:PrincipalTag/Jo'],
    };
    const body = unwrapped(bodyOf('access_lost', 'likely', { ...FULL, policyCopy }));
    expect(body).toContain('It has conditions on aws:SourceIp.');
    expect(body).not.toContain('Jo');
  });

  it('H6 H14 repeats only the name of an action from a pasted error', () => {
    const body = (action: string) =>
      bodyOf('production_denied_probe_allowed', 'one_of_several', {
        productionErrors: [{ asOf: NOW, errorName: 'AccessDenied by Initech', action, deniedBy: null, ourTest: null }],
      });
    expect(body('Decrypt')).toContain('kms:Decrypt');
    expect(body('delete everything of Initech')).not.toContain('Initech');
    expect(body('Decrypt')).toContain('Please leave the policy of this key as it is for now');
  });

  it('H14 in production is never answered with a test older than itself, and several errors are all listed', () => {
    const denial = (minutes: number, testedAfter: number, result: string) => ({
      asOf: after(-minutes * MINUTE_MS),
      errorName: 'AccessDeniedException',
      action: 'Decrypt',
      deniedBy: null,
      ourTest: { testedAt: after((testedAfter - minutes) * MINUTE_MS), result },
    });
    const body = bodyOf('production_denied_probe_allowed', 'one_of_several', {
      productionErrors: [denial(10, -30, 'allowed'), denial(40, 5, 'allowed'), denial(50, 5, 'denied')],
    });
    const lines = body.split('\n').filter((line) => line.startsWith('- kms:Decrypt'));
    expect(lines).toHaveLength(3);
    expect(lines[0]).toContain('is older (Sat 14 Mar 2026 08:32 UTC');
    expect(lines[0]).not.toContain('was allowed');
    expect(lines[1]).toContain('a dry run, was allowed');
    expect(lines[2]).toContain('was not allowed either');
  });
});

describe('a key that is or may be deleted', () => {
  it.each([
    ['pending_deletion', 'Sat 21 Mar 2026 13:12 UTC (Sun 22 Mar 2026 00:12 Australia/Sydney)'],
    ['denied_while_pending_deletion', 'Fri 20 Mar 2026 09:12 UTC (Fri 20 Mar 2026 20:12 Australia/Sydney)'],
  ] as const)('H8 %s has a date that is “not before”, up to 24 hours later, and not to be counted on', (code, date) => {
    const body = unwrapped(bodyOf(code, 'certain'));
    expect(body).toContain(`not before ${date}`);
    expect(body).toContain('up to 24 hours longer');
    expect(body).toContain('do not count on this date');
    expect(unwrapped(bodyOf(code, 'certain', { deletionAt: NOW, loss: null }))).toContain('That time has passed');
  });

  it('H13 H27 has one date in its text: the one of the page, which may be earlier than the one that we saw', () => {
    const dated = (deadlineAt: Date | null) =>
      sent(inputOf('denied_while_pending_deletion', 'one_of_several', FULL, { deadlineAt }));
    for (const { subject, body } of [dated(after(6 * DAY_MS)), dated(null)]) {
      const dates = new Set(
        withoutDateSeen(`${subject}\n${body}`).match(/not before \w{3} \d+ \w{3} \d{4} \d\d:\d\d UTC/g),
      );
      expect([...dates]).toEqual(['not before Fri 20 Mar 2026 09:12 UTC']);
    }
  });

  it('H13 H27 names the date that AWS gave when the key was last seen, and asks to act before the earliest one', () => {
    const later = bodyOf('denied_while_pending_deletion', 'one_of_several', FULL, { deadlineAt: after(6 * DAY_MS) });
    expect(unwrapped(later)).toMatch(
      /When we last saw the key, on .+? AWS reported the deletion for not before Sat 21 Mar 2026 13:12 UTC .+? We cannot see whether that date has changed, so please act before the earliest possible date: AWS deletes the key not before Fri 20 Mar 2026 09:12 UTC/,
    );
    const passed = bodyOf('denied_while_pending_deletion', 'one_of_several', FULL, { deadlineAt: after(-DAY_MS) });
    expect(unwrapped(passed)).toContain('We cannot see whether that date has changed, so please act at once:');
    const same = bodyOf('denied_while_pending_deletion', 'one_of_several', {
      ...FULL,
      deletionAt: after(6 * DAY_MS),
    });
    expect(same).not.toContain('AWS reported the deletion for');
  });

  it('H6 H13 words a deletion that the owner told us as theirs, to the customer and to staff', () => {
    const { subject, body } = sent(
      inputOf('denied_while_pending_deletion', 'one_of_several', { ...FULL, saidBy: 'owner', asOf: NOW }),
    );
    expect(subject).toContain('as you told us');
    expect(unwrapped(body)).toContain('You told us, as of Sat 14 Mar 2026 09:12 UTC');
    expect(`${subject}\n${body}`).not.toMatch(/we last saw (it|the key)/i);
  });

  it.each(DELETIONS)('%s asks in its first sentence whether it was intended', (code) => {
    expect(unwrapped(bodyOf(code, 'certain'))).toMatch(
      /^Hello[^.]*, Please check now whether the deletion of this key is intended/,
    );
  });

  it('H13 is called unrecoverable only when its owner’s own describe-key finds no key', () => {
    const told = (exists: boolean) =>
      unwrapped(
        bodyOf('presumed_deleted', 'likely', {
          ...FULL,
          ownerSaid: { asOf: NOW, exists, keyState: null, deletionAt: null },
        }),
      );
    expect(told(false)).toContain('unrecoverable');
    expect(told(true)).not.toContain('unrecoverable');
    expect(told(true)).toContain('You told us, as of Sat 14 Mar 2026 09:12 UTC');
    expect(told(true)).toContain('that the key is there');
    const unseen = bodyOf('presumed_deleted', 'likely', {
      ownerSaid: { asOf: NOW, exists: false, keyState: null, deletionAt: null },
    });
    expect(unseen).not.toContain('scheduled for deletion');
    expect(commandsIn(unseen)).toEqual([`aws kms describe-key --region eu-west-1 --key-id ${ARN}`]);
    expect(commandsIn(bodyOf('presumed_deleted', 'likely'))[0]).toBe(
      `aws kms describe-key --region eu-west-1 --key-id ${ARN}`,
    );
  });
});

describe('the confirmation of a usable key', () => {
  it('H2 says that our account is permitted, and "worked" only after a real encrypt/decrypt test', () => {
    const { body } = sent(anInput());
    expect(body).toContain('our account is permitted to use this key');
    expect(body).not.toMatch(/\bworks?\b/);
    expect(unwrapped(sent(anInput({ lastProofAt: after(-HOUR_MS) })).body)).toContain(
      'This worked on Sat 14 Mar 2026 08:12 UTC (Sat 14 Mar 2026 19:12 Australia/Sydney).',
    );
  });

  it('H2 does not call a real call a dry run, as in a custom key store', () => {
    const body = unwrapped(sent(anInput({ reallyMade: ['GenerateDataKeyWithoutPlaintext'] })).body);
    expect(body).toContain('kms:GenerateDataKeyWithoutPlaintext was a real call');
    expect(body).toContain('the other tests are dry runs');
    expect(unwrapped(sent(anInput()).body)).toContain('These tests are dry runs');
  });

  it('H7 has its age, too', () => {
    const { body } = sent(anInput({ lastConclusiveAt: after(-10 * MINUTE_MS - 1), lastAttemptFailed: true }));
    expect(body).toMatch(/^As of .+; could not be checked since\.\n/);
  });

  it('mentions what else there is to know, and no fault on our side', () => {
    const findings = [aFinding('more_access_than_needed', 'certain', FULL), aFinding('throttled', 'certain')];
    const body = unwrapped(sent(anInput({ findings })).body);
    expect(body).toContain('The policy of the key that you sent us allows our account more than it needs.');
    expect(body).not.toMatch(/thrott/i);
  });
});

it.each(OUR_SIDE)('H18 %s is only for a customer who asked, and staff are told so, and what it promises', (code) => {
  const { caution, body } = sent(inputOf(code, 'likely'));
  expect(caution).toContain('Send it only to a customer who asked.');
  expect(caution).toContain('by Sat 14 Mar 2026 10:15 UTC');
  expect(body).toContain('We will write to you again by Sat 14 Mar 2026 10:15 UTC');
});

describe('the age of a reply', () => {
  const aged = (ageMs: number, lastAttemptFailed: boolean) =>
    sent(inputOf('key_disabled', 'certain', {}, { lastConclusiveAt: after(-ageMs), lastAttemptFailed }));

  it('H7 is not mentioned within ten minutes of a conclusive check', () => {
    for (const failed of [true, false]) {
      expect(aged(10 * MINUTE_MS, failed).body).toMatch(/^Hello/);
      expect(aged(10 * MINUTE_MS, failed).caution).toBeNull();
    }
  });

  it('H7 does not claim a check that nobody ran', () => {
    expect(aged(10 * MINUTE_MS + 1, false).body).toMatch(/^As of .+; not checked since\.\n/);
    expect(aged(10 * MINUTE_MS + 1, true).body).toMatch(/^As of .+; could not be checked since\.\n/);
    expect(aged(10 * MINUTE_MS + 1, false).caution).toContain('Please check again before sending.');
  });

  it('H7 is required: without any check there is no reply', () => {
    for (const code of FINDING_CODES) {
      const text = customerText(inputOf(code, 'likely', FULL, { lastConclusiveAt: null }));
      if (text.kind === 'text') expect(text.asOf).toBeNull();
      if (findingRecord(code).status !== null) expect(text.kind).toBe('blocked');
    }
  });
});

describe('what must not be sent', () => {
  it('H16 is anything about a key whose ownership is not proven', () => {
    for (const code of FINDING_CODES)
      expect(customerText(inputOf(code, 'certain', FULL, { ownershipProven: false }))).toMatchObject({
        kind: 'blocked',
        reason: 'ownership_unproven',
      });
    expect(customerText(anInput({ ownershipProven: false }))).toMatchObject({ reason: 'ownership_unproven' });
  });

  it('is a reply without our account', () => {
    const subject = { ...SUBJECT, vendorAccountId: null };
    for (const code of FINDING_CODES.filter(isTold))
      expect(customerText(inputOf(code, 'likely', FULL, { subject }))).toMatchObject({
        reason: 'vendor_account_missing',
      });
  });

  it('H6 is a reply that would name another account, wherever it came from', () => {
    const other = '999988887777';
    for (const subject of [
      { ...SUBJECT, customerName: `Acme ${other}` },
      { ...SUBJECT, contactName: `arn:aws:iam::${other}:user/jo` },
      { ...SUBJECT, regionName: `Ireland (${other})` },
      { ...SUBJECT, encryptionContextKeys: [other] },
      { ...SUBJECT, principalArn: `arn:aws:sts::${other}:assumed-role/keydesk/keydesk-probe` },
    ])
      expect(customerText(inputOf('access_lost', 'likely', FULL, { subject }))).toMatchObject({
        kind: 'blocked',
        reason: 'foreign_identifier',
      });
  });

  it('H22 is a session name other than that of our checks', () => {
    const subject = { ...SUBJECT, principalArn: 'arn:aws:sts::444455556666:assumed-role/keydesk/jo.smith' };
    const body = bodyOf('access_lost', 'likely', FULL, { subject });
    expect(body).not.toContain('jo.smith');
    expect(body).toContain('We called as our account 444455556666.');
  });

  it('H21 is that we continue dry runs against a key that is disabled or pending deletion', () => {
    for (const code of ['key_disabled', 'pending_deletion', 'pending_replica_deletion', 'presumed_deleted'] as const) {
      const body = bodyOf(code, 'likely', FULL, { testsRefused: true });
      expect(unwrapped(body)).toContain('we only call DescribeKey');
      expect(body).not.toContain('DryRunOperationException');
      // The other way around: it is not claimed while tests go on.
      expect(bodyOf(code, 'likely', FULL)).not.toContain('we only call DescribeKey');
    }
    expect(bodyOf('access_lost', 'likely')).toContain('DryRunOperationException');
  });
});

it('mentions with the most severe finding what else the customer should know', () => {
  const findings = [
    aFinding('key_disabled', 'certain'),
    aFinding('material_expiring', 'certain', { materialExpiresAt: after(3 * DAY_MS) }),
    aFinding('partial_access', 'one_of_several', { actions: ['Decrypt'], othersAllowed: true }),
    aFinding('timed_out', 'certain'),
  ];
  const body = unwrapped(bodyOf('key_disabled', 'certain', {}, { findings }));
  expect(body).toContain(
    'Also about this key: - Imported key material of this key expires on Tue 17 Mar 2026 09:12 UTC',
  );
  expect(body).toContain('- AWS denies our account kms:Decrypt on this key.');
  const withIncident = [...findings, aFinding('region_incident', 'likely')];
  expect(bodyOf('key_disabled', 'certain', {}, { findings: withIncident })).not.toContain('kms:Decrypt');
});

describe('what depends on the key, as our product counted it', () => {
  const NONE = Object.fromEntries(DEPENDENT_KINDS.map((kind) => [kind, 0]));
  const counted = (counts: Record<string, number>, asOf = after(-HOUR_MS)) => ({ dependents: { counts, asOf } });
  const some = counted({ ...NONE, restore_points: 1204, legal_holds: 2 });
  const WORDS =
    '- What depends on it, as our product counted it on Sat 14 Mar 2026 08:12 UTC: restore points: 1,204; legal holds: 2';

  it('H15 stands in a reply that asks for something, with the time of the count', () => {
    for (const code of [...DELETIONS, 'key_disabled', 'access_lost', 'presumed_deleted'] as const)
      expect(unwrapped(bodyOf(code, 'likely', {}, { subject: SPARSE, ...some }))).toContain(`${WORDS} `);
  });

  it('H15 stands in the reply about an old key that is kept, and about one that is needed again', () => {
    for (const given of [{ isOld: true }, { neededAgain: true }])
      expect(unwrapped(sent(anInput({ subject: SPARSE, ...given, ...some })).body)).toContain(WORDS);
  });

  it('H15 has its age where the count is older than a day or from the future, and says that a count is not whole', () => {
    const body = (counts: Record<string, number>, asOf?: Date) =>
      unwrapped(bodyOf('pending_deletion', 'certain', {}, counted(counts, asOf)));
    expect(body({ ...NONE, jobs: 3 }, after(-25 * HOUR_MS))).toContain(
      'backup and archive jobs, paused ones included: 3. This count is older than 24 hours, so the numbers may have changed since.',
    );
    expect(body({ ...NONE, jobs: 3 }, after(HOUR_MS))).toContain('The time of this count is in the future');
    expect(body({ jobs: 3 })).toContain('It has not counted everything that may depend on the key.');
  });

  it('H19 is nothing where nothing was counted or never reported: zero would read as leave to delete the key', () => {
    for (const given of [{}, counted(NONE), counted({})])
      expect(bodyOf('pending_deletion', 'certain', {}, given)).not.toMatch(/depends on it/);
  });

  it('is nothing for a key that protects nothing yet, nor beside “You do not need to do anything”', () => {
    expect(bodyOf('key_disabled', 'certain', {}, { ...some, pendingSetup: true })).not.toMatch(/depends on it/);
    expect(sent(anInput(some)).body).not.toMatch(/depends on it/);
    expect(bodyOf('access_denied_unconfirmed', 'likely', {}, { subject: SPARSE, ...some })).not.toMatch(
      /depends on it/,
    );
  });
});
