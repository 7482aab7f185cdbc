import { expect, it } from 'vitest';
import { combinedText, KEYS_OF_A_REPLY, type KeyToTell } from '#lib/core/customer-text/combined-text.ts';
import {
  confirmed,
  journey,
  once,
  REGION,
  type Journey,
  type Visit,
} from '#lib/core/customer-text/key-journey.test-support.ts';
import type { KeyArn } from '#lib/core/key/key-arn.ts';
import {
  aContext,
  after,
  aRegionView,
  aUsableRecord,
  CATCH_ALL,
  DAY_MS,
  HOUR_MS,
  inState,
  MINUTE_MS,
  pendingUntil,
  POLICY,
} from '#lib/core/verdict/checks.test-support.ts';

const arnOf = (index: number, account = '111122223333') =>
  `arn:aws:kms:eu-west-1:${account}:key/${String(index).padStart(8, '0')}-12ab-34cd-56ef-1234567890ab` as KeyArn;

const disabled = once(inState('Disabled'));
const pending = once(pendingUntil(after(9 * DAY_MS)));
const lost = confirmed({ decrypt: CATCH_ALL });
const confirming = once({ decrypt: CATCH_ALL });
const usable = once({ kind: 'short' });
const inIncident = once({ decrypt: CATCH_ALL }, () =>
  aContext(aRegionView({ incidentSince: after(2 * MINUTE_MS), deniedTogether: 5 })),
);

const keyOf = (index: number, visits: readonly Visit[], given: Partial<Journey['source']> = {}): KeyToTell => {
  const { source } = journey(visits, aUsableRecord({ arn: arnOf(index) }));
  return {
    id: `key-${index}`,
    source: { ...source, timeZone: 'Australia/Sydney', ...given },
  };
};
const textOf = (keys: readonly KeyToTell[], now = after(12 * MINUTE_MS)) =>
  combinedText(keys, { regions: [REGION], policy: POLICY }, now);
function sentOf(keys: readonly KeyToTell[], now?: Date) {
  const text = textOf(keys, now);
  if (text.kind === 'blocked') throw new Error(text.words);
  return text;
}
const wordsIn = (keys: readonly KeyToTell[], now?: Date): string => {
  const { subject, body } = sentOf(keys, now);
  return `Subject: ${subject}\n\n${body}`;
};

it.each([
  ['combined-asks', [keyOf(1, pending), keyOf(2, disabled), keyOf(3, lost)]],
  ['combined-asks-and-ours', [keyOf(1, confirming), keyOf(2, disabled), keyOf(3, usable)]],
  ['combined-ours', [keyOf(1, confirming), keyOf(2, inIncident)]],
] as const)('the reply %s is the one that was approved', async (name, keys) => {
  await expect(wordsIn(keys)).toMatchFileSnapshot(`./golden/${name}.txt`);
});

it('H27 puts the keys that need something first, whatever comes first in the list', () => {
  const { keyIds } = sentOf([keyOf(1, confirming), keyOf(2, disabled)]);
  expect(keyIds).toEqual(['key-2', 'key-1']);
});

it('says nothing of a usable key, and tells staff that it is left out', () => {
  const { body, leftOut } = sentOf([keyOf(1, disabled), keyOf(2, usable), keyOf(3, disabled)]);
  expect(body).not.toContain(arnOf(2));
  expect(leftOut).toEqual([expect.objectContaining({ id: 'key-2', words: expect.stringContaining('nothing to do') })]);
});

it('H16 says nothing of a key without proof of ownership', () => {
  const { body, leftOut } = sentOf([
    keyOf(1, disabled),
    keyOf(2, disabled, { ownershipProven: false }),
    keyOf(3, lost),
  ]);
  expect(body).not.toContain(arnOf(2));
  expect(leftOut).toEqual([expect.objectContaining({ id: 'key-2', words: expect.stringContaining('proof') })]);
});

it('gives the only key that needs a reply its own reply', () => {
  const { subject, body } = sentOf([keyOf(1, disabled), keyOf(2, usable)]);
  expect(subject).toContain('Your AWS KMS key is disabled');
  expect(body).not.toContain('Key 1 of');
});

it('has nothing to send where every key is usable', () => {
  expect(textOf([keyOf(1, usable), keyOf(2, usable)])).toMatchObject({ kind: 'blocked' });
});

it('H7 gives each key its own "as of", and asks to check the old ones first', () => {
  const [fresh, old] = [keyOf(1, disabled), keyOf(2, disabled)];
  const aged = {
    ...old.source,
    record: journey(disabled, aUsableRecord({ arn: arnOf(2) }), after(-2 * HOUR_MS)).record,
  };
  const { body, caution, asOf } = sentOf([fresh, { id: 'key-2', source: aged }], after(5 * MINUTE_MS));
  expect(body.match(/^Checked on /gm)).toHaveLength(1);
  expect(body.match(/^As of .*; not checked since\.$/gm)).toHaveLength(1);
  expect(caution).toContain('Key 2: ');
  expect(asOf).toEqual(after(3 * MINUTE_MS - 2 * HOUR_MS));
});

it('H6 names the accounts of all its keys, and is blocked by any other one', () => {
  const elsewhere = (account: string): KeyToTell => {
    const { source } = journey(disabled, aUsableRecord({ arn: arnOf(2, account) }));
    return { id: 'key-2', source: { ...source, awsAccountId: account } };
  };
  expect(textOf([keyOf(1, disabled), elsewhere('999900001111')]).kind).toBe('text');
  const named = { contactName: 'Dana 999900002222' };
  expect(textOf([keyOf(1, disabled, named), keyOf(2, disabled, named)])).toMatchObject({
    kind: 'blocked',
    words: expect.stringContaining('999900002222'),
  });
});

it('H6 is never made of the keys of two customers', () => {
  expect(() => textOf([keyOf(1, disabled), keyOf(2, disabled, { customerId: 'c2' })])).toThrow('one customer');
});

it('has at most twenty keys, and tells staff which ones are left out', () => {
  const keys = Array.from({ length: KEYS_OF_A_REPLY + 2 }, (_, index) => keyOf(index, disabled));
  const { keyIds, leftOut } = sentOf(keys);
  expect(keyIds).toHaveLength(KEYS_OF_A_REPLY);
  expect(leftOut.map(({ id }) => id)).toEqual(['key-20', 'key-21']);
});
