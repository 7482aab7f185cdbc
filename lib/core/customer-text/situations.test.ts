import { describe, expect, it } from 'vitest';
import { commandsIn, jsonIn, withoutDateSeen } from '#lib/core/customer-text/customer-text.test-support.ts';
import {
  adviceOn,
  confirmed,
  journey,
  once,
  replyOn,
  sentencesOf,
  sentOn,
  type Journey,
  type Visit,
} from '#lib/core/customer-text/key-journey.test-support.ts';
import type { LatestEvidence, PolicyReading } from '#lib/core/finding/evidence.ts';
import type { ProbeReport } from '#lib/core/probe/report.ts';
import { instantWords } from '#lib/core/text/time-words.ts';
import {
  aContext,
  aControl,
  after,
  ALL_DENIED,
  aRecord,
  aRegionView,
  aReport,
  aUsableRecord,
  CATCH_ALL,
  DAY_MS,
  HOUR_MS,
  inState,
  MINUTE_MS,
  NOW,
  pendingUntil,
  someFacts,
  testedAt,
  withMessage,
  type CellWord,
  type ReportWords,
} from '#lib/core/verdict/checks.test-support.ts';

const DISABLED = inState('Disabled');

const controlPassed = (roleCoversEveryKey: boolean) => (at: Date) =>
  aContext(aRegionView({ control: aControl('allowed', at), roleCoversEveryKey }));
const incident = (at: Date) =>
  aContext(aRegionView({ incidentSince: after(2 * MINUTE_MS), deniedTogether: 5, control: aControl('allowed', at) }));
const toldBy = (evidence: Partial<LatestEvidence>) => () => aContext(aRegionView(), evidence);

const adviceWords = (key: Journey, laterMinutes = 0): string =>
  adviceOn(key, laterMinutes)
    .flatMap(({ words }) => sentencesOf(words))
    .join('\n');
const NOTHING_TO_DO = /do not need to do anything/i;

describe('the age of what a reply tells', () => {
  it('H7 is given for the permissions that a quick check left untested for hours', () => {
    const testedBefore = after(-19 * HOUR_MS);
    const key = journey(
      [{ minutes: 1, says: { kind: 'short' } }],
      aUsableRecord({ check: { actions: testedAt(testedBefore) } }),
    );
    const text = sentOn(key);
    expect(text).toContain(
      'AWS allows our account kms:DescribeKey, kms:Decrypt and kms:GenerateDataKey. When we last tested them, AWS also allowed kms:Encrypt, kms:ReEncryptFrom, kms:ReEncryptTo and kms:GenerateDataKeyWithoutPlaintext, tested on ',
    );
    expect(text).toContain(`tested on ${instantWords(testedBefore)}`);
  });

  it('H7 is given for a key state that a later denial hides', () => {
    const key = journey([
      { minutes: 1, says: DISABLED },
      { minutes: 60, says: ALL_DENIED },
    ]);
    expect(key.record.verdict.cause).toBe('key_disabled');
    const text = sentOn(key);
    expect(text).toContain(
      'When we last saw the state of the key, on Sat 14 Mar 2026 09:13 UTC, AWS reported the key as disabled.',
    );
    expect(text).not.toContain('AWS reports the key as disabled');
  });

  it('H26 has no number when the clock was wrong', () => {
    const key = journey([{ minutes: 1, says: DISABLED }]);
    expect(sentOn(key, -90)).toContain(
      'As of Sat 14 Mar 2026 09:13 UTC, by a clock that was wrong; not checked since.',
    );
  });

  it('H7 "we are confirming" always says until when, also after that time', () => {
    for (const laterMinutes of [0, 4, 9, 180]) {
      const key = journey([{ minutes: 1, says: ALL_DENIED }], aUsableRecord());
      expect(key.record.verdict.cause).toBe('access_denied_unconfirmed');
      expect(sentOn(key, laterMinutes)).toMatch(/we are confirming until \w{3} \d+ Mar 2026 \d\d:\d\d UTC/);
      expect(adviceWords(key, laterMinutes)).toMatch(/re-checking until \w{3} \d+ Mar 2026 \d\d:\d\d UTC/);
    }
  });
});

describe('a key that worked for months and is not found', () => {
  const gone: ReportWords = { ...ALL_DENIED, describe: 'denied:not_found' };

  it('H12 is not called mistyped, to the customer or to staff', () => {
    const key = journey(confirmed(gone), aUsableRecord());
    expect(key.record.verdict.cause).toBe('key_not_found');
    expect(sentOn(key)).not.toMatch(/mistyped|compare the ARN/i);
    expect(sentOn(key)).toContain('Our service could use this key until Sat 14 Mar 2026 08:12 UTC.');
    expect(adviceWords(key)).not.toMatch(/mistyped|compare the ARN/i);
  });

  it('H12 may be mistyped only if nobody ever saw it', () => {
    const key = journey(confirmed(gone));
    expect(sentOn(key)).toContain('Please compare the ARN below with your key');
    expect(adviceWords(key)).toContain('may be mistyped');
  });
});

describe('since when a key has not been usable', () => {
  it('H27 is the start of the unbroken time, not of the latest cause, and stands in the reply', () => {
    const key = journey(
      [{ minutes: 1, says: DISABLED }, { minutes: 600, says: ALL_DENIED }, ...confirmed(ALL_DENIED)],
      aUsableRecord(),
    );
    expect(key.record.verdict.cause).toBe('access_lost');
    expect(sentOn(key)).toContain(
      'Since Sat 14 Mar 2026 09:13 UTC, our service cannot use this key: new backups to Europe (Ireland) cannot be encrypted, and restores from existing backups cannot be decrypted.',
    );
  });

  it('H2 names only what the denied actions are needed for', () => {
    const only = (denied: ReportWords) => sentOn(journey(confirmed(denied), aUsableRecord()));
    expect(only({ decrypt: CATCH_ALL })).toMatch(
      /cannot fully use this key: restores from backups in Europe \(Ireland\) cannot/,
    );
    expect(only({ decrypt: CATCH_ALL })).not.toContain('new backups to Europe (Ireland) cannot be encrypted');
    expect(only({ generate: CATCH_ALL })).toMatch(
      /cannot fully use this key: new backups to Europe \(Ireland\) cannot/,
    );
    expect(only({ reEncryptTo: CATCH_ALL })).toContain('cannot be moved to or from this key');
  });
});

describe('beside the worst', () => {
  const expiresAt = after(HOUR_MS);
  const imported = someFacts({ origin: 'EXTERNAL', materialExpiresAt: expiresAt });
  const usable = aUsableRecord({ facts: imported });

  it.each([
    ['an incident', [{ minutes: 3, says: { facts: imported, decrypt: CATCH_ALL }, context: incident }]],
    ['an incident that hides the key', [{ minutes: 3, says: ALL_DENIED, context: incident }]],
    ['a denial that is being confirmed', [{ minutes: 3, says: { facts: imported, decrypt: CATCH_ALL } }]],
    ['a denial that hides the key', [{ minutes: 3, says: ALL_DENIED }]],
    ['a confirmed denial', confirmed({ facts: imported, decrypt: CATCH_ALL })],
    ['a confirmed denial that hides the key', confirmed(ALL_DENIED)],
    ['a hold for our own side', [{ minutes: 3, says: { facts: imported, decrypt: 'denied:identity_policy' } }]],
  ] as [string, Visit[]][])('H27 key material that expires in an hour stays in the reply: %s', (_what, visits) => {
    const key = journey(visits, usable);
    expect(key.record.deadlineAt).toEqual(expiresAt);
    const text = sentOn(key);
    expect(text.split('\n')[0]).toContain('expires on Sat 14 Mar 2026 10:12 UTC');
    expect(text).toContain('Imported key material of this key expires on Sat 14 Mar 2026 10:12 UTC.');
    expect(text).toContain('--include-key-material ALL_KEY_MATERIAL');
    expect(text).not.toMatch(NOTHING_TO_DO);
  });

  it('H27 a rotation that was just seen stays in the reply', () => {
    const rotated = someFacts({ currentKeyMaterialId: 'b'.repeat(64) });
    const key = journey(
      [{ minutes: 3, says: { facts: rotated, decrypt: CATCH_ALL }, context: incident }],
      aUsableRecord(),
    );
    expect(sentOn(key)).toContain('The key was rotated: on Sat 14 Mar 2026 09:15 UTC');
  });

  it('H27 a deletion that we saw stays in front during an incident, with its date and without a word about the policy', () => {
    const key = journey(
      [{ minutes: 1, says: pendingUntil(after(5 * DAY_MS)) }, ...confirmed(ALL_DENIED, incident)],
      aUsableRecord(),
    );
    const text = sentOn(key);
    expect(text).toContain('not before Thu 19 Mar 2026 09:12 UTC');
    expect(jsonIn(text)).toEqual([]);
    expect(text).not.toMatch(NOTHING_TO_DO);
  });
});

describe('an incident in the region', () => {
  const key = journey([{ minutes: 3, says: ALL_DENIED, context: incident }], aUsableRecord());

  it('H25 is told with what we do, what they please leave, and when we write again', () => {
    const text = sentOn(key);
    expect(text).toContain(
      'Please leave the policy of this key as it is for now: several customers in Europe (Ireland) are affected at the same time, and we are checking our own side first.',
    );
    expect(text).toContain('We will write to you again by Sat 14 Mar 2026 10:15 UTC at the latest');
    expect(text).not.toMatch(NOTHING_TO_DO);
    expect([...commandsIn(text), ...jsonIn(text)]).toEqual([]);
  });

  it('H25 accuses nobody after half an hour while many are still denied and no person recorded a check', () => {
    const still = (ourSideCheckedAt: Date | null) => (at: Date) => {
      const view = aRegionView({
        incidentSince: after(2 * MINUTE_MS),
        control: aControl('allowed', at),
        roleCoversEveryKey: true,
        stillDenied: { customers: 6, accounts: 6 },
        ourSideCheckedAt,
      });
      return aContext(view);
    };
    const later = (context: Visit['context']) =>
      journey(
        [3, 15, 15, 15].map((minutes): Visit => ({ minutes, says: ALL_DENIED, ...(context && { context }) })),
        aUsableRecord(),
      );
    expect(sentOn(later(still(null)))).toContain('several customers in Europe (Ireland)');
    expect(jsonIn(sentOn(later(still(null))))).toEqual([]);
  });

  it('H25 has nothing to do only once the cause is found on our side', () => {
    const found = journey([{ minutes: 3, says: { decrypt: 'denied:identity_policy' } }], aUsableRecord());
    expect(sentOn(found)).toContain('You do not need to do anything: AWS names a setting on our side as the cause');
    const likely = journey(
      [{ minutes: 3, says: ALL_DENIED, context: (at) => aContext(aRegionView({ control: aControl(CATCH_ALL, at) })) }],
      aUsableRecord(),
    );
    expect(sentOn(likely)).toContain('Please leave the policy of this key as it is for now: the cause is most likely');
  });
});

describe('facts before blame', () => {
  const refused = (why: 'wrong_key_type' | 'unavailable'): ReportWords => ({
    generate: `wrong_state:${why}`,
    decrypt: `wrong_state:${why}`,
  });

  it('H12 a key whose facts show the right type is not called of the wrong type', () => {
    // The facts of the same report, and those of an earlier one.
    const contradicted = [
      journey([{ minutes: 1, says: refused('wrong_key_type') }]),
      journey([
        { minutes: 1, says: {} },
        { minutes: 60, says: { facts: null, ...refused('wrong_key_type') } },
      ]),
    ];
    for (const key of contradicted) {
      expect(adviceWords(key)).not.toMatch(/The key is( most likely)? of the wrong type/);
      expect(sentOn(key)).not.toContain('Please create a new symmetric key');
    }
    for (const key of contradicted) expect(key.record.verdict.cause).toBe('unknown_refusal');
    const other = journey([{ minutes: 1, says: { facts: someFacts({ keySpec: 'RSA_2048' }) } }]);
    expect(adviceOn(other)[0]?.finding).toMatchObject({ code: 'wrong_key_type', confidence: 'certain' });
    expect(sentOn(other)).toContain('(RSA_2048, ENCRYPT_DECRYPT)');
  });

  it('H12 a key that is in no key store is not called disconnected', () => {
    const unavailable = (given: Parameters<typeof someFacts>[0] = {}) =>
      journey([
        {
          minutes: 1,
          says: { facts: someFacts({ keyState: 'Unavailable', ...given }), generate: 'not_run', decrypt: 'not_run' },
        },
      ]);
    const later = journey([
      { minutes: 1, says: {} },
      { minutes: 60, says: { facts: null, ...refused('unavailable') } },
    ]);
    const key = unavailable();
    expect(key.record.verdict.cause).toBe('key_store_unavailable');
    expect(adviceWords(key)).not.toMatch(/was (most likely )?disconnected|store behind the key is unavailable/);
    expect(sentOn(key)).toContain('DescribeKey shows this key in none');
    expect(later.record.verdict.cause).toBe('unknown_refusal');
    expect(adviceWords(later)).not.toMatch(/key store/);
    const sameReport = journey([{ minutes: 1, says: refused('unavailable') }]);
    expect(adviceWords(sameReport)).not.toMatch(/key store/);
    const inStore = unavailable({ customKeyStoreId: 'cks-1', origin: 'AWS_CLOUDHSM' });
    expect(adviceWords(inStore)).toContain('was disconnected');
  });

  it('H12 a missing permission is not blamed on the key policy alone, which the same report may disprove', () => {
    const key = journey(
      confirmed({ decrypt: CATCH_ALL, generate: 'denied:resource_control_policy' }, controlPassed(true)),
    );
    expect(adviceOn(key).map(({ finding }) => finding.code)).toContain('partial_access');
    expect(adviceWords(key)).not.toMatch(/is missing or denied in the key policy/);
    expect(adviceWords(key)).toContain('or denied by a policy of the customer’s organization');
    expect(sentOn(key)).not.toMatch(/Please change the policy/);
  });

  it('H12 a role with a list of keys proves nothing about this key', () => {
    const text = (covers: boolean) => {
      const key = journey(confirmed({ decrypt: CATCH_ALL }, controlPassed(covers)), aUsableRecord());
      return { advice: adviceWords(key), reply: sentOn(key) };
    };
    expect(text(true).advice).toContain('so our own side works in this region');
    expect(text(false).advice).not.toContain('our own side works');
    expect(text(false).advice).toContain('a missing entry for this key on our side is not ruled out');
    expect(text(false).reply).toContain('a missing setting for this key is not ruled out');
    expect(text(true).reply).not.toContain('not ruled out');
  });

  it('H6 H13 what the owner said is told as theirs', () => {
    const described = (keyState: string, deletionAt: Date | null) =>
      toldBy({
        describeKey: {
          asOf: after(20 * MINUTE_MS),
          content: {
            kind: 'describe_key',
            exists: true,
            keyState,
            deletionAt,
            materialExpiresAt: null,
            currentKeyMaterialId: null,
          },
        },
      });
    const pending = journey(
      [
        ...confirmed(ALL_DENIED),
        { minutes: 30, says: ALL_DENIED, context: described('PendingDeletion', after(9 * DAY_MS)) },
      ],
      aUsableRecord(),
    );
    expect(pending.record.verdict.cause).toBe('denied_while_pending_deletion');
    expect(sentOn(pending)).toContain(
      'You told us, as of Sat 14 Mar 2026 09:32 UTC, that the key is scheduled for deletion, not before Mon 23 Mar 2026 09:12 UTC.',
    );
    expect(sentOn(pending)).not.toMatch(/we last saw (the key|it)/i);
    expect(adviceWords(pending)).toContain('The customer told us, as of Sat 14 Mar 2026 09:32 UTC,');
    expect(adviceWords(pending)).not.toContain('When we last saw it, its deletion was scheduled');

    const none = journey(
      [
        ...confirmed(ALL_DENIED),
        {
          minutes: 30,
          says: ALL_DENIED,
          context: toldBy({
            describeKey: { asOf: after(20 * MINUTE_MS), content: { kind: 'describe_key', exists: false } },
          }),
        },
      ],
      aUsableRecord(),
    );
    expect(sentOn(none)).toContain('You told us, as of Sat 14 Mar 2026 09:32 UTC, that AWS finds no such key');
    expect(adviceWords(none)).toContain('The customer told us, as of Sat 14 Mar 2026 09:32 UTC,');
  });
});

describe('dates', () => {
  it('H8 H27 page and reply have the same deadline while a deletion is hidden by a denial', () => {
    const key = journey(
      [
        { minutes: 1, says: pendingUntil(after(20 * DAY_MS)) },
        { minutes: 60, says: ALL_DENIED },
        ...confirmed(ALL_DENIED),
      ],
      aUsableRecord(),
    );
    expect(key.record.verdict.cause).toBe('denied_while_pending_deletion');
    const { deadlineAt } = key.record;
    expect(deadlineAt).toEqual(after(7 * DAY_MS + MINUTE_MS));
    const date = instantWords(deadlineAt ?? NOW);
    for (const words of [sentOn(key), adviceWords(key)]) {
      expect(new Set(withoutDateSeen(words).match(/not before \w{3} \d+ \w{3} \d{4} \d\d:\d\d UTC/g))).toEqual(
        new Set([`not before ${date}`]),
      );
      expect(words).toMatch(/24 hours/);
    }
  });

  it('H8 a presumed deletion is “not before” and up to a day later, for customers and for staff', () => {
    const key = journey(
      [{ minutes: 1, says: pendingUntil(after(2 * MINUTE_MS)) }, ...confirmed(ALL_DENIED)],
      aUsableRecord(),
    );
    expect(key.record.verdict.cause).toBe('presumed_deleted');
    for (const words of [sentOn(key), adviceWords(key)]) {
      expect(words).toContain('not before Sat 14 Mar 2026 09:14 UTC');
      expect(words).toMatch(/up to 24 hours/);
      expect(words).not.toMatch(/was due/);
    }
  });

  it('H8 an expiry that has passed is no remaining time', () => {
    const key = journey(
      [{ minutes: 1, says: { facts: someFacts({ origin: 'EXTERNAL', materialExpiresAt: after(30 * MINUTE_MS) }) } }],
      aUsableRecord(),
    );
    expect(adviceWords(key, 90)).not.toContain('less than a minute');
    expect(adviceWords(key, 90)).toContain('should have expired by now');
    expect(sentOn(key, 90)).not.toMatch(/before the present one expires|Please do not wait until then/);
  });

  it('H15 no text says that there is no date beside an earliest loss', () => {
    const key = journey(
      [
        {
          minutes: 1,
          says: {
            ...pendingUntil(NOW),
            facts: someFacts({ keyState: 'PendingReplicaDeletion', pendingDeletionWindowDays: 30 }),
          },
        },
        ...confirmed(ALL_DENIED),
      ],
      aUsableRecord(),
    );
    expect(key.record.verdict.cause).toBe('denied_while_pending_deletion');
    for (const words of [sentOn(key), adviceWords(key)]) {
      expect(words).toContain('not before');
      expect(words).not.toMatch(/no date/i);
    }
  });
});

describe('before anything is undone', () => {
  const suddenly: Record<string, Journey> = {
    disabled: journey([{ minutes: 1, says: DISABLED }], aUsableRecord()),
    'pending deletion': journey([{ minutes: 1, says: pendingUntil(after(9 * DAY_MS)) }], aUsableRecord()),
    denied: journey(confirmed(ALL_DENIED), aUsableRecord()),
    'denied in part': journey(confirmed({ decrypt: CATCH_ALL }), aUsableRecord()),
    'denied by an organization': journey(
      confirmed({
        ...ALL_DENIED,
        describe: 'denied:resource_control_policy',
        generate: 'denied:resource_control_policy',
        decrypt: 'denied:resource_control_policy',
      }),
      aUsableRecord(),
    ),
    'presumed deleted': journey(
      [{ minutes: 1, says: pendingUntil(after(2 * MINUTE_MS)) }, ...confirmed(ALL_DENIED)],
      aUsableRecord(),
    ),
    'pending deletion, then denied': journey(
      [{ minutes: 1, says: pendingUntil(after(9 * DAY_MS)) }, ...confirmed(ALL_DENIED)],
      aUsableRecord(),
    ),
    'disabled, then denied': journey([{ minutes: 1, says: DISABLED }, ...confirmed(ALL_DENIED)], aUsableRecord()),
    'not found': journey(confirmed({ ...ALL_DENIED, describe: 'denied:not_found' }), aUsableRecord()),
    'without material': journey(
      [{ minutes: 1, says: { facts: someFacts({ keyState: 'PendingImport', origin: 'EXTERNAL' }) } }],
      aUsableRecord(),
    ),
  };

  it.each(Object.entries(suddenly))(
    'H3 three answers are offered, and undoing is only in the first: %s',
    (_what, key) => {
      const text = sentOn(key);
      const parts = text.split(/^Answer \d, (?:by mistake|replaced by another key|on purpose):$/m);
      expect(parts).toHaveLength(4);
      const [before = '', mistake = '', replaced = '', purpose = ''] = parts;
      expect(before + replaced + purpose).not.toMatch(/\b(cancel|enable)\b|grace period/i);
      expect(mistake).toMatch(/Only if/);
      expect(replaced).toMatch(/keep this key usable for now, send us the ARN of the new key/);
      expect(purpose).toMatch(/^- What stops: .+ How soon: .+ Can it be undone: .+ Until when: .+$/m);
      expect(purpose).toMatch(/nothing is deleted by this alone|^- What happens to data .+ Can it be undone: .+$/m);
    },
  );

  it('H3 a key that was disabled and then denied is first asked about its state, not about its policy', () => {
    const text = sentOn(suddenly['disabled, then denied'] as Journey);
    expect(text).toContain('Please check first which state this key is in');
    const verbs = commandsIn(text).map((command) => command.split(' ')[2]);
    expect(verbs.slice(0, 2)).toEqual(['describe-key', 'enable-key']);
    expect(text.indexOf('describe-key')).toBeLessThan(text.indexOf('"Effect": "Allow"'));
    expect(adviceWords(suddenly['disabled, then denied'] as Journey)).toContain('Settle that before the policy.');
  });

  it('H1 the saved copy of the policy is checked to be complete before it is edited', () => {
    const text = sentOn(suddenly['denied'] as Journey);
    const [save, check, edit, put] = [
      'get-key-policy',
      'Check that the copy is complete',
      'named key-policy-edited.json',
      'put-key-policy',
    ].map((words) => text.indexOf(words));
    expect([save, check, edit, put].every((index) => (index ?? -1) > 0)).toBe(true);
    expect([save, check, edit, put]).toEqual([save, check, edit, put].toSorted((a, b) => (a ?? 0) - (b ?? 0)));
  });

  it('H1 nobody is told that kms:* is not needed, because it may be their own administrators’', () => {
    const keyPolicy = {
      asOf: NOW,
      content: {
        kind: 'key_policy' as const,
        answers: Object.fromEntries(Object.keys(testedAt(NOW)).map((action) => [action, 'allowed'])) as never,
        conditionKeys: [],
        grantsForAwsServices: true,
        moreThanNeeded: ['kms:*', 'kms:PutKeyPolicy'],
        ownerKeepsControl: true,
        otherVendorAccounts: [],
      },
    };
    const key = journey([{ minutes: 1, says: {}, context: toldBy({ keyPolicy }) }], aUsableRecord());
    const text = sentOn(key);
    expect(text).not.toMatch(/(does not|not) need kms:|remove the rest/);
    expect(text).toContain('Please never change or remove the statement for your own account 111122223333');
  });
});

describe('the reply about one denied permission', () => {
  const denied = (decrypt: CellWord, record = aUsableRecord()) =>
    sentOn(journey(confirmed({ decrypt }, controlPassed(true)), record));
  /** Without statements, commands and the numbered steps that they belong to, and without the list of calls. */
  const proseOf = (text: string): string =>
    text
      .split('\n')
      .slice(1)
      .filter((line) => !/^(?: {2,}|\d+\. |- kms:)/.test(line))
      .join(' ');

  it.each([
    ['after it was allowed', denied(CATCH_ALL), 550],
    ['by a Deny of the key policy', denied('denied:resource_policy:explicit'), 455],
    ['by a resource control policy', denied('denied:resource_control_policy:explicit'), 375],
    ['that AWS never allowed', denied(CATCH_ALL, aRecord()), 335],
  ])('is short enough to be read: %s', (_, text, words) => {
    expect(proseOf(text).split(/\s+/).filter(Boolean).length).toBeLessThanOrEqual(words);
  });

  it('says what fails, since when and what to do before anything else', () => {
    const first = denied(CATCH_ALL).split('What to do:')[0] ?? '';
    expect(first).toContain('AWS denies our account kms:Decrypt on this key.');
    expect(first).toMatch(/Since .+ UTC.*, our service cannot fully use this key: restores/);
    expect(first).toContain('Please check whether it is intended');
  });

  it('does not say what a deletion or a disabled key would mean, and says nothing twice', () => {
    for (const word of [
      CATCH_ALL,
      'denied:resource_policy:explicit',
      'denied:resource_control_policy:explicit',
    ] as const) {
      const text = denied(word);
      expect(text).not.toMatch(/waiting period|once AWS has deleted|While a key is disabled/i);
      const sentences = proseOf(text).split(/(?<=[.:]) /);
      expect(sentences.filter((one, at) => one.length > 30 && sentences.indexOf(one) !== at)).toEqual([]);
    }
  });
});

describe('what the customer sees of us', () => {
  it('H5 is nothing while AWS denies everything', () => {
    const text = sentOn(journey(confirmed(ALL_DENIED), aUsableRecord()));
    expect(text).not.toMatch(/In your CloudTrail our checks/);
    expect(text).toContain('While AWS denies all our calls, it shows you none of them.');
  });

  it('H21 is only DescribeKey exactly while the state allows no tests', () => {
    expect(sentOn(journey([{ minutes: 1, says: DISABLED }]))).toContain('we only call DescribeKey');
    const importing = journey([
      { minutes: 1, says: { facts: someFacts({ keyState: 'PendingImport', origin: 'EXTERNAL' }) } },
    ]);
    expect(sentOn(importing)).not.toContain('we only call DescribeKey');
    // The refusal outweighs "Enabled", so no test follows it.
    const refused = journey([
      { minutes: 1, says: { generate: 'wrong_state:disabled', decrypt: 'wrong_state:disabled' } },
    ]);
    expect(sentOn(refused)).toContain('we only call DescribeKey');
  });
});

describe('an error from production', () => {
  const production = (asOf: Date) =>
    toldBy({
      productionErrors: [
        {
          asOf,
          content: {
            kind: 'production_error',
            errorName: 'AccessDeniedException',
            action: 'Encrypt',
            principalArn: null,
          },
        },
      ],
    });

  it('H14 is never answered with a test older than itself', () => {
    const key = journey(
      [{ minutes: 1, says: { kind: 'short' }, context: production(after(-MINUTE_MS)) }],
      aUsableRecord({ check: { actions: testedAt(after(-19 * HOUR_MS)) } }),
    );
    expect(key.record.verdict.cause).toBe('production_denied_probe_allowed');
    for (const words of [sentOn(key), adviceWords(key)]) {
      expect(words).toContain('is older (Fri 13 Mar 2026 14:12 UTC), so it says nothing about that error');
      expect(words).not.toMatch(/was allowed|are allowed/);
    }
  });

  it('H14 is compared with a newer test of the same action', () => {
    const key = journey([{ minutes: 10, says: {}, context: production(NOW) }], aUsableRecord());
    for (const words of [sentOn(key), adviceWords(key)])
      expect(words).toContain('Our own test of Sat 14 Mar 2026 09:22 UTC, a dry run, was allowed.');
  });
});

it('H2 a real call that failed is told with its time, and never beside "the key works"', () => {
  const failed: Visit = {
    minutes: 1,
    says: { kind: 'proof', encrypt: 'could_not_tell:unrecognised', decrypt: 'could_not_tell:unrecognised' },
  };
  const key = journey([failed, { minutes: 30, says: {} }], aUsableRecord());
  expect(key.record.verdict.cause).toBe('real_call_failed');
  const text = sentOn(key);
  expect(text).toContain('A real kms:Encrypt call with a test value of our own failed on Sat 14 Mar 2026 09:13 UTC.');
  expect(text).toContain(
    'In a dry run on Sat 14 Mar 2026 09:43 UTC AWS allowed the same action, but a dry run shows only the permission.',
  );
  expect(text).not.toMatch(NOTHING_TO_DO);
});

describe('the question whether data is lost', () => {
  const firstLines = (key: Journey): string => sentOn(key).split('\n- Key: ')[0] ?? '';
  const gone = journey(once(inState('PendingImport', { origin: 'EXTERNAL' })), aUsableRecord());
  const presumed = [...once(pendingUntil(after(4 * MINUTE_MS))), ...confirmed(ALL_DENIED)];

  it('is answered in the first lines where key material is missing, with a way for who has no copy', () => {
    expect(firstLines(gone)).toContain('Your data is not lost as long as a copy of the same key material exists');
    expect(sentOn(gone)).toMatch(/If you have no copy of the key material:\n\n1\. Delete nothing for now/);
    expect(adviceWords(gone)).toContain('do not call the data lost before they have looked');
  });

  it('H13 is answered as far as it is known where the key may be deleted', () => {
    const key = journey(presumed, aUsableRecord());
    expect(key.record.verdict.cause).toBe('presumed_deleted');
    expect(firstLines(key)).toContain('Whether data is lost is not known yet, and the output tells');
    const describeKey = { asOf: after(20 * MINUTE_MS), content: { kind: 'describe_key', exists: false } } as const;
    const told = journey(
      [...presumed, { minutes: 30, says: ALL_DENIED, context: toldBy({ describeKey }) }],
      aUsableRecord(),
    );
    expect(firstLines(told)).toContain('You told us that AWS finds no such key. If that is final');
  });

  it('is not asked of a key that is pending setup, because no backup exists with it', () => {
    const key = journey(once(inState('PendingImport', { origin: 'EXTERNAL' })), aRecord({ role: 'candidate' }));
    expect(sentOn(key)).not.toMatch(/data is (not )?lost|no copy of the key material/);
  });
});

describe('a policy of the customer’s organization that AWS names', () => {
  const BY = 'denied:resource_control_policy:explicit';
  const MANAGEMENT = '777788889999';
  const deniedBy = (policy: string) =>
    journey(
      confirmed((at) =>
        withMessage(
          aReport({ decrypt: BY }, at),
          `User: arn:aws:sts::444455556666:assumed-role/keydesk/keydesk-probe is not authorized to perform: kms:Decrypt with an explicit deny in a resource control policy${policy}`,
        ),
      ),
      aUsableRecord(),
    );
  const arnOf = (type: string, id: string) =>
    `: arn:aws:organizations::${MANAGEMENT}:policy/o-exampleorg1/${type}/${id}`;

  it('H6 is named to the customer and to staff by its ID, without the account and the organization of its ARN', () => {
    const key = deniedBy(arnOf('resource_control_policy', 'p-examp1e0'));
    const reply = sentOn(key);
    expect(reply).toContain(
      'whether it is intended that the resource control policy p-examp1e0 of your AWS organization',
    );
    expect(reply).toContain(
      'exempt our account 444455556666 (aws:PrincipalAccount) from the resource control policy p-examp1e0',
    );
    expect(adviceWords(key)).toContain('AWS names the resource control policy p-examp1e0.');
    for (const words of [reply, adviceWords(key)]) {
      expect(words).not.toContain(MANAGEMENT);
      expect(words).not.toContain('o-exampleorg1');
    }
  });

  it.each([
    ['AWS gives no ARN', ''],
    ['the ARN is of a policy that would be ours', arnOf('service_control_policy', 'p-examp1e0')],
    ['the ID is not in AWS’s format', arnOf('resource_control_policy', 'p-short')],
    ['the ID might be taken for an account', arnOf('resource_control_policy', `p-${MANAGEMENT}`)],
  ])('H6 is not named where %s, and the reply can be copied all the same', (_, policy) => {
    const reply = sentOn(deniedBy(policy));
    expect(reply).toContain('a resource control policy of your AWS organization');
    expect(reply).toContain('from the resource control policy that covers this key');
    expect(reply).not.toMatch(/\bp-/);
  });
});

describe('an explicit Deny', () => {
  const DENY = 'denied:resource_policy:explicit';
  const addsAllow = /"Effect": "Allow"|What to add to the key policy/;
  const asksToAllow = /ask the customer to allow|names what the key policy must allow/i;
  const said = (key: Journey) => ({ reply: sentOn(key), advice: adviceWords(key) });

  it.each([
    ['of a key that worked', aUsableRecord()],
    ['of a key that never gave access', aRecord()],
  ])('is repaired by its own steps and never by an added Allow (%s)', (_, record) => {
    const { reply, advice } = said(journey(confirmed({ decrypt: DENY }), record));
    expect(reply).toContain('A statement with "Effect": "Deny" refuses kms:Decrypt');
    expect(reply).toContain('What to change in the key policy');
    expect(reply).toContain('"aws:PrincipalAccount": "444455556666"');
    expect(reply).toMatch(/Answer 1, by mistake:\n\nOnly if it was a mistake/);
    expect(reply).not.toMatch(addsAllow);
    expect(advice).toContain('An explicit Deny refuses kms:Decrypt.');
    expect(advice).toContain('Only if it was a mistake, or another key replaces this one: narrow or remove');
    expect(advice).not.toMatch(asksToAllow);
  });

  it('leaves the Allow for the actions that no Deny refuses', () => {
    const key = journey(confirmed({ decrypt: DENY, generate: 'denied:resource_policy' }));
    const allow = jsonIn(sentOn(key)).find((one) => JSON.stringify(one).includes('"Allow"'));
    expect(JSON.stringify(allow)).toContain('kms:GenerateDataKey');
    expect(JSON.stringify(allow)).not.toContain('kms:Decrypt');
  });

  it('counts as well where only production was told of it, or the policy that the customer sent shows it', () => {
    const error = {
      kind: 'production_error',
      errorName: 'AccessDeniedException',
      action: 'Decrypt',
      principalArn: 'arn:aws:sts::444455556666:assumed-role/backup/run',
      deniedBy: 'resource_policy',
      explicitDeny: true,
    } as const;
    const policy: PolicyReading = {
      kind: 'key_policy',
      answers: {
        ...Object.fromEntries(Object.keys(testedAt(NOW)).map((action) => [action, 'allowed'])),
        Decrypt: 'denied',
      } as never,
      conditionKeys: [],
      grantsForAwsServices: true,
      moreThanNeeded: [],
      ownerKeepsControl: true,
      otherVendorAccounts: [],
    };
    const asOf = after(20 * MINUTE_MS);
    for (const evidence of [
      { productionErrors: [{ asOf, content: error }] },
      { keyPolicy: { asOf, content: policy } },
    ]) {
      const key = journey(
        [
          ...confirmed({ decrypt: CATCH_ALL }),
          { minutes: 30, says: { decrypt: CATCH_ALL }, context: toldBy(evidence) },
        ],
        aUsableRecord(),
      );
      const { reply, advice } = said(key);
      expect(reply).toContain('What to change in the key policy');
      expect(`${reply}${advice}`).not.toMatch(addsAllow);
      expect(advice).not.toMatch(asksToAllow);
    }
  });
});

describe('a key in a custom key store that fails', () => {
  const refused =
    (origin: string, real: boolean) =>
    (at: Date): ProbeReport => {
      const facts = someFacts({ origin, customKeyStoreId: 'cks-1' });
      const report = aReport({ facts, withoutPlaintext: 'wrong_state:unrecognised', real }, at);
      const error = { name: 'KMSInvalidStateException', message: 'The external key store proxy denied access.' };
      return { ...report, cells: report.cells.map((one) => (one.result === 'wrong_state' ? { ...one, error } : one)) };
    };
  const failing = (origin: string) => journey(once(refused(origin, true)), aUsableRecord());

  it.each([
    ['EXTERNAL_KEY_STORE', 'external key store', /external key store proxy/, /CloudHSM|kmsuser/],
    ['AWS_CLOUDHSM', 'AWS CloudHSM key store', /AWS CloudHSM cluster/, /external key|proxy/],
  ])('is named by its own kind of store, with the steps of that kind (%s)', (origin, name, own, another) => {
    const unavailable = journey(
      once(inState('Unavailable', { origin, customKeyStoreId: 'cks-1' })),
      aUsableRecord({ facts: someFacts({ origin, customKeyStoreId: 'cks-1' }) }),
    );
    for (const key of [failing(origin), unavailable])
      for (const words of [sentOn(key), adviceWords(key)]) {
        expect(words).toContain(name);
        expect(words).toMatch(own);
        expect(words).not.toMatch(another);
      }
  });

  it('is named by its kind also where it failed only once, which says nothing of the key', () => {
    const facts = someFacts({ origin: 'EXTERNAL_KEY_STORE', customKeyStoreId: 'cks-1' });
    const key = journey(once({ facts, withoutPlaintext: 'could_not_tell:key_store_fault' }), aUsableRecord({ facts }));
    expect(adviceWords(key)).toContain('Could not be checked: the external key store behind the key failed once.');
    expect(adviceWords(key)).not.toMatch(/CloudHSM/);
  });

  it('H27 is told once, with the name of the error, and not again as a real call that failed', () => {
    const key = failing('EXTERNAL_KEY_STORE');
    expect(adviceOn(key).map(({ finding }) => finding.code)).toEqual(['key_store_refuses']);
    const text = sentOn(key);
    expect(text).not.toContain('Also about this key');
    expect(text.match(/KMSInvalidStateException/g)).toHaveLength(1);
    expect(text).toContain('has an error code only if it failed');
  });

  it('still tells of a real call that a policy denied', () => {
    const denied: Visit = { minutes: 1, says: { kind: 'proof', encrypt: CATCH_ALL, decrypt: 'allowed' } };
    const withError = (at: Date): ProbeReport => {
      const report = aReport({ ...(denied.says as ReportWords) }, at);
      const error = { name: 'AccessDeniedException', message: 'not authorized' };
      return { ...report, cells: report.cells.map((one) => (one.result === 'denied' ? { ...one, error } : one)) };
    };
    const key = journey([...once(withError), ...once(refused('EXTERNAL_KEY_STORE', false))], aUsableRecord());
    expect(key.record.verdict.cause).toBe('key_store_refuses');
    expect(sentOn(key)).toContain('A real kms:Encrypt call');
  });
});

it('H16 without a proof of ownership there is no text, whatever else is known', () => {
  const key = journey([{ minutes: 1, says: DISABLED }], aRecord());
  expect(replyOn({ ...key, source: { ...key.source, ownershipProven: false } })).toMatchObject({
    reason: 'ownership_unproven',
  });
});
