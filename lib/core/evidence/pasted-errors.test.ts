import { describe, expect, it } from 'vitest';
import type { ProductionError } from '#lib/core/finding/evidence.ts';
import { errorWords } from './error-words.ts';
import { refusalWords } from './evidence-refusal.ts';
import { SUBJECT } from './evidence.test-support.ts';
import pasted from './pasted/errors.json' with { type: 'json' };
import { readEvidence } from './read-evidence.ts';

const ROLE = 'arn:aws:sts::444455556666:assumed-role';
const USER = 'arn:aws:iam::444455556666:user';

type Expected = Partial<ProductionError> & {
  /** What the words for staff say, and what they must not say. */
  says: RegExp;
  neverSays?: RegExp;
};

/** What must be read of each error, whatever prints it: the type is found out. */
const READ: Partial<Record<keyof typeof pasted, Expected>> = {
  E01: {
    errorName: 'AccessDeniedException',
    action: 'GenerateDataKey',
    principalArn: `${ROLE}/backup-worker/run-7`,
    namesThisKey: false,
    service: 'S3',
    operation: 'PutObject',
    deniedBy: 'cross_account_catch_all',
    says: /proves none of them.*Customer, likely/,
    neverSays: /was deleted|certain|confirmed/,
  },
  E03: {
    errorName: 'AccessDeniedException',
    action: 'GenerateDataKey',
    principalArn: `${USER}/lake-writer`,
    namesThisKey: true,
    deniedBy: null,
    says: /does not say which policy.*Unclear/,
  },
  E05: {
    action: 'GetKeyRotationStatus',
    principalArn: `${USER}/audit-reader`,
    namesThisKey: true,
    deniedBy: 'resource_policy',
    says: /Backups don’t need kms:GetKeyRotationStatus.*Customer, only if they want to/,
  },
  E07: {
    errorName: 'InvalidCiphertextException',
    action: null,
    principalArn: null,
    says: /Neither a permission nor a key state.*Us, likely/,
  },
  E08: {
    errorName: 'AccessDeniedException',
    action: 'Decrypt',
    principalArn: null,
    service: 'Lambda',
    says: /function’s role.*Us, likely: if the function’s role was re-created/,
  },
  E10: {
    errorName: 'AccessDeniedException',
    action: 'Decrypt',
    service: 'S3',
    deniedBy: 'cross_account_catch_all',
    says: /KMS refused the call/,
    neverSays: /was deleted/,
  },
  E14: {
    errorName: 'Client.InvalidKMSKey.InvalidState',
    action: null,
    service: 'EC2 Auto Scaling',
    state: null,
    says: /does not tell which.*Unclear: check the key state first, then kms:CreateGrant/,
  },
  E16: {
    action: 'GenerateDataKeyWithoutPlaintext',
    principalArn: `${ROLE}/node-scaler/run-7`,
    namesThisKey: true,
    service: 'EC2',
    deniedBy: 'identity_policy',
    says: /IAM policy of our own.*Us, confirmed/,
    neverSays: /key policy/,
  },
  E17: {
    action: 'Decrypt',
    principalArn: `${ROLE}/sealed-worker/run-7`,
    namesThisKey: true,
    deniedBy: 'resource_policy',
    explicitDeny: true,
    says: /A Deny in the key policy.*An added Allow does not help.*Customer, confirmed/,
  },
  E19: {
    errorName: 'AccessDeniedException',
    action: null,
    service: 'SQS',
    operation: 'SendMessage',
    deniedBy: null,
    says: /does not say which policy/,
  },
  E20: {
    errorName: 'KMSInvalidStateException',
    action: null,
    namesThisKey: true,
    state: 'pending_deletion',
    says: /ask whether it was intended.*cancel-key-deletion.*then enable the key/,
  },
  E22: {
    errorName: 'KMSInternalException',
    action: 'Encrypt',
    state: null,
    keyStore: 'external_key_store',
    says: /neither a permission nor a fault of AWS KMS.*Customer.*pass by itself/,
  },
  E23: { errorName: 'InvalidCiphertextException', action: 'Decrypt', says: /Neither a permission nor a key state/ },
  E27: {
    errorName: 'InvalidKeyUsageException',
    action: null,
    state: 'wrong_key_type',
    says: /never changes.*Customer: create a new symmetric encryption key/,
  },
  E29: { errorName: 'ThrottlingException', action: null, says: /Our own request rate.*Us: retry more slowly/ },
  E32: {
    action: 'GenerateDataKey',
    principalArn: `${ROLE}/backup-worker/run-7`,
    namesThisKey: true,
    deniedBy: 'service_control_policy',
    policyArn: 'arn:aws:organizations::777788889999:policy/o-exampleorg1/service_control_policy/p-examp1e0',
    says: /organization, which is ours.*Us, confirmed/,
    neverSays: /key policy/,
  },
  E33: {
    action: 'GenerateDataKey',
    principalArn: `${ROLE}/backup-worker/run-7`,
    namesThisKey: true,
    deniedBy: 'resource_policy',
    says: /no Allow.*Customer/,
  },
  E36: {
    errorName: 'KMSKeyNotAccessibleFault',
    action: null,
    namesThisKey: true,
    service: 'RDS',
    operation: 'CopyDBClusterSnapshot',
    says: /does not tell which.*check the key state first, then kms:CreateGrant/,
    neverSays: /does not exist/,
  },
  E37: {
    errorName: 'RDS-EVENT-0419',
    action: null,
    service: 'RDS',
    says: /Our own permissions are not concerned.*urgent/,
  },
  E39: {
    errorName: 'KMSInvalidStateException',
    action: 'Decrypt',
    namesThisKey: true,
    state: 'pending_deletion',
    otherErrors: ['IncorrectKeyException', 'DisabledException'],
    says: /cancel-key-deletion.*then enable the key/,
  },
  E40: {
    errorName: 'AccessDeniedException',
    action: 'ReEncryptTo',
    principalArn: `${ROLE}/backup-worker/run-7`,
    namesThisKey: true,
    deniedBy: 'resource_policy',
    says: /Customer, likely: add kms:ReEncrypt\* to the statement/,
  },
};

/** Why each of the others is no evidence about this key, and what staff are told. */
const REFUSED: Partial<Record<keyof typeof pasted, [reason: string, words: RegExp]>> = {
  E12: ['error_of_another_service', /kms\.amazonaws\.com at that minute/],
  E24: ['looked_up_elsewhere', /same key ID in another Region.*must be in one Region/],
  E31: ['about_another_key', /another key/],
  E34: ['foreign_principal', /not ours/],
};

describe('an error that support was sent', () => {
  it('is read or refused on purpose: every one of them', () => {
    expect([...Object.keys(READ), ...Object.keys(REFUSED)].toSorted()).toEqual(Object.keys(pasted).toSorted());
  });

  it.each(Object.entries(READ))('is read for what AWS says in it: %s', (name, { says, neverSays, ...expected }) => {
    const read = readEvidence(null, pasted[name as keyof typeof pasted], SUBJECT);
    expect(read).toMatchObject({ ok: true, value: { kind: 'production_error', ...expected } });
    if (!read.ok || read.value.kind !== 'production_error') return;
    const { means, nextAction } = errorWords(read.value);
    expect(`${means} ${nextAction}`).toMatch(says);
    if (neverSays) expect(`${means} ${nextAction}`).not.toMatch(neverSays);
  });

  it.each(Object.entries(REFUSED))('is refused with its reason and what to ask for: %s', (name, [reason, words]) => {
    const read = readEvidence(null, pasted[name as keyof typeof pasted], SUBJECT);
    expect(read).toEqual({ ok: false, reason, looksLike: 'production_error' });
    if (!read.ok) expect(refusalWords(read)).toMatch(words);
  });
});
