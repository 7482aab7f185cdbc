import { describe, expect, it } from 'vitest';
import { identifiersExcept } from '#lib/core/customer-text/foreign-identifiers.ts';
import { UNCONFIRMED_TEXTS } from './replacement.ts';
import { replacementText } from './replacement-texts.ts';
import { anInput, arnOf, oldKey, OLD, OWNER, textOf, WAITING, type Given } from './replacement-texts.test-support.ts';

const STRANGERS = arnOf(9, 'eu-west-1', '222233334444');
const unconfirmed = (...lines: readonly Given[]) => ({
  ...anInput(...lines),
  contactName: null,
  plannedFor: new Date('2026-03-15T00:00:00Z'),
  unconfirmed: true,
});
const SENT = unconfirmed({ newKey: { arn: STRANGERS, awsAccountId: '222233334444' } });
const whole = ({ subject, body }: { subject: string; body: string }): string => `${subject}\n${body}`;

describe('a request that nobody whom we know made', () => {
  it.each(UNCONFIRMED_TEXTS)(
    'H6 H17 %s names nothing of what was asked: no new key, no account, no date, no name',
    (kind) => {
      const text = whole(textOf(kind, SENT));
      expect(text).not.toContain(STRANGERS);
      expect(text).not.toContain('222233334444');
      expect(text).not.toContain('15 Mar');
      expect(text).toContain('Hello,');
    },
  );

  it('H17 asks a contact whether they asked, names the key in use, and takes the new ARN from them alone', () => {
    const { subject, body } = textOf('question_to_contact', SENT);
    expect(subject).toBe('Did you ask us to replace your AWS KMS key?');
    expect(body).toContain('Somebody asked us to, and we do not know whether the request is yours.');
    expect(body).toContain(`Key in use: ${OLD}`);
    expect(body).toContain('send us the ARN of the new key yourself, even if somebody has sent one before');
    expect(body).not.toMatch(/reply to this ticket|KD-1042/);
  });

  it('names each key in use once, whatever is known of its state', () => {
    const { body } = textOf(
      'question_to_contact',
      unconfirmed(WAITING, WAITING, { ...WAITING, ...oldKey({ arn: arnOf(3), keyState: 'Disabled' }) }),
    );
    expect(body.match(/Key in use:/g)).toHaveLength(2);
    expect(body).not.toMatch(/disabled|enable/i);
  });

  it('H16 H17 tells whoever asked nothing of the customer: no name, no key, no account, no contact, no region', () => {
    const text = whole(textOf('answer_to_asker', { ...SENT, customerName: 'Acme Logistics' }));
    expect(identifiersExcept(text, { arns: [], awsAccountIds: [] })).toEqual([]);
    expect(text).not.toMatch(/Acme|Dana|main|eu-west-1|Ireland|backup/i);
    expect(text).not.toContain(OWNER);
    expect(text).toContain('please reply to this ticket (KD-1042)');
  });

  it.each(UNCONFIRMED_TEXTS)('%s does not exist for a request that a verified contact made or confirmed', (kind) => {
    expect(replacementText(kind, anInput({}))).toMatchObject({ ok: false, words: /verified contact/ });
  });

  it('H6 a ticket with what must not leave blocks the answer, and a workspace the question', () => {
    expect(replacementText('answer_to_asker', { ...SENT, ticket: '999988887777' })).toMatchObject({ ok: false });
    expect(replacementText('question_to_contact', unconfirmed({ workspace: 'aws kms disable-key' }))).toMatchObject({
      ok: false,
    });
  });
});
