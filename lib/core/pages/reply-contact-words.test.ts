import { expect, it } from 'vitest';
import { replyContactWords, setupContactWords } from './reply-contact-words.ts';

const contact = (name: string, role: string, verified: boolean) => ({
  name,
  role,
  lastConfirmedAt: verified ? new Date('2026-03-01T09:00:00Z') : null,
});
const DANA = 'Dana Ruiz';

it.each([
  [[contact(DANA, 'key_admin', true)]],
  [[contact(DANA, 'key_admin', true), contact('Bo Lee', 'security', false)]],
  [[contact('Bo Lee', 'security', true), contact('Ann Ours', 'account_executive', false)]],
])('says nothing where every reader of the reply is verified', (contacts) => {
  expect(replyContactWords(contacts)).toBeNull();
});

it('says that nobody has verified the contact whom the reply greets, and what to do', () => {
  expect(replyContactWords([contact(DANA, 'key_admin', false), contact('Ann Ours', 'account_executive', true)])).toBe(
    'Nobody has verified Dana Ruiz. Before you send the reply, verify them with a number or address from our own records or the contract.',
  );
});

it('H17 names a verified contact of the customer instead, and never our own account executive', () => {
  const words = replyContactWords([
    contact(DANA, 'key_admin', false),
    contact('Bo Lee', 'security', true),
    contact('Ann Ours', 'account_executive', true),
  ]);
  expect(words).toContain('Nobody has verified Dana Ruiz. Send the reply to Bo Lee, who is verified, or verify them');
  expect(words).not.toContain('Ann Ours');
});

it('says that there is nobody where our own account executive is the only contact', () => {
  expect(replyContactWords([contact('Ann Ours', 'account_executive', true)])).toContain('no contact on record');
});

it('H17 of a setup’s text, says that nobody has verified who asked for the setup, on record or not', () => {
  const VERIFY = 'verify them with a number or address from our own records or the contract.';
  const bo = contact('Bo Lee', 'key_admin', true);
  expect(setupContactWords([contact(DANA, 'security', true), contact('Bo Lee', 'key_admin', false)], DANA)).toBeNull();
  expect(setupContactWords([], DANA)).toBe(`Nobody has verified Dana Ruiz. Before you send the text, ${VERIFY}`);
  for (const contacts of [[bo], [bo, contact(DANA, 'key_admin', false)]])
    expect(setupContactWords(contacts, DANA)).toBe(
      `Nobody has verified Dana Ruiz. Send the text to Bo Lee, who is verified, or ${VERIFY}`,
    );
  expect(setupContactWords([bo, contact('Ann Ours', 'account_executive', true)], 'Ann Ours')).toBeNull();
});
