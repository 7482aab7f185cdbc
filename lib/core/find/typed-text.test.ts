import { globSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { COMMANDS, commandsFor, meansCommand } from '#lib/core/find/commands.ts';
import { LONGEST_SEARCH, MOST_NAMED, NOTHING_NAMED, readTypedText } from '#lib/core/find/typed-text.ts';
import { readWords } from '#lib/core/find/find-words.ts';

const OURS = '444455556666';
const REGIONS = [{ vendorAccountId: OURS }];
const read = (text: string) => readTypedText(text, REGIONS);
const arn = (end: string, account = '111122223333') =>
  `arn:aws:kms:eu-west-1:${account}:key/1a2b3c4d-1111-4222-8333-${end.padStart(12, '0')}`;
const DENIED = `2026-11-30T09:12:44Z ERROR backup-7f: An error occurred (AccessDeniedException) when calling the GenerateDataKey operation: User: arn:aws:sts::${OURS}:assumed-role/keydesk/backup is not authorized to perform: kms:GenerateDataKey on resource: ${arn('1')} because no resource-based policy allows the kms:GenerateDataKey action`;

describe('a text in "Find anything"', () => {
  it.each([
    'northwind',
    'C-4711',
    '#4711',
    '111122223333',
    '9f0e',
    'dana@example.com',
    'Policy Labs',
    'arn:aws:kms:eu-west-1:1111',
    'arn:…:key/1a2b…9f0e',
  ])('is only searched for where it is short and no error: %s', (text) => {
    expect(read(` ${text} `)).toEqual({ search: text, wants: null, paste: null, named: NOTHING_NAMED });
  });

  it('is what comes after "check" and "start a setup for" where a person wants that', () => {
    expect(read('check northwind')).toEqual({ search: 'northwind', wants: 'check', paste: null, named: NOTHING_NAMED });
    expect(read('Start a setup for northwind')).toEqual({
      search: 'northwind',
      wants: 'setup',
      paste: null,
      named: NOTHING_NAMED,
    });
    expect(read('replacement of C-17')).toEqual({
      search: 'C-17',
      wants: 'replacement',
      paste: null,
      named: NOTHING_NAMED,
    });
    expect(read('check')).toEqual({ search: 'check', wants: null, paste: null, named: NOTHING_NAMED });
    expect(read('checkmate')).toEqual({ search: 'checkmate', wants: null, paste: null, named: NOTHING_NAMED });
  });

  it('is nothing where it is empty, or longer than evidence may be', () => {
    for (const text of ['', ' \n ', '\u200b', 'x'.repeat(100_001)])
      expect(read(text)).toEqual({ search: null, wants: null, paste: null, named: NOTHING_NAMED });
  });

  it('names the key that it is the ARN of, also where a mail program divided it', () => {
    const broken = `${arn('1').slice(0, 50)}\n${arn('1').slice(50)}`;
    for (const text of [arn('1'), `"${arn('1')}",`, encodeURIComponent(arn('1')), broken])
      expect(read(text)).toMatchObject({ search: null, paste: { arns: [arn('1')], unread: null } });
  });

  it('is an error about the key in KMS’s own sentence, whatever other keys the log names', () => {
    const log = `INFO opened ${arn('2')}\n${DENIED}\nINFO next is ${arn('3')}`;
    expect(read(log).paste).toMatchObject({ kind: 'production_error' });
    expect(read(log).paste?.arns[0]).toBe(arn('1'));
    expect(read(log).paste?.arns).toHaveLength(3);
  });

  it('never takes our own accounts and keys for a customer’s', () => {
    expect(read(`${DENIED} ${arn('9', OURS)}`).paste?.arns).toEqual([arn('1')]);
    expect(read(`AccessDeniedException for ${OURS} and 777788889999`).named.accounts).toEqual(['777788889999']);
  });

  it('is a list of ARNs, of which so many are looked up', () => {
    const list = Array.from({ length: MOST_NAMED + 5 }, (_, n) => arn(String(n))).join('\n');
    expect(read(list).paste?.arns).toHaveLength(MOST_NAMED);
    expect(read(list).paste).toMatchObject({ more: true, kind: null });
  });

  it('is read for key IDs and accounts where it has no ARN', () => {
    const text = 'NotFoundException: Invalid keyId 1a2b3c4d-1111-4222-8333-444455559f0e\nin 111122223333';
    expect(read(text)).toMatchObject({
      paste: { arns: [], keyIds: ['1a2b3c4d-1111-4222-8333-444455559f0e'] },
      named: { accounts: ['111122223333'] },
    });
  });

  it('is a paste from the second line on, or where it is longer than any name', () => {
    expect(read('northwind\ntrading').search).toBeNull();
    expect(read('x'.repeat(LONGEST_SEARCH + 1)).search).toBeNull();
    expect(read('AccessDenied').search).toBe('AccessDenied');
  });

  it('names customers in a message: the capitalised words of a sentence, and accounts', () => {
    const mail = 'Hello,\nthis is the platform team of Woodgrove\nBank. Backups are red, and Bank of Fabrikam’s too.';
    const { names } = read(mail).named;
    expect(names).toContain('Woodgrove Bank');
    expect(names).toContain('Bank of Fabrikam');
    expect(names).not.toContain('Bank Backups');
    expect(read('see 1111-2222-3333 and 222233334444').named.accounts).toEqual(['111122223333', '222233334444']);
    expect(read(`account ${OURS} and 222233334444`).named.accounts).toEqual(['222233334444']);
    expect(read('Big Words '.repeat(9_000)).named.names.length).toBeLessThan(61);
    expect(read(Array.from({ length: 9_000 }, (_, n) => `Word${n}`).join(' ')).named.names).toHaveLength(60);
  });

  it.each([
    [
      'Umbra. The key ending in dfcc6a AGAIN. This is the fifth time in a month that your backup turns it off!!!',
      'dfcc6a',
    ],
    ['Umbra key dfcc6a', 'dfcc6a'],
    ['Which of our keys ends with 4821?', '4821'],
    ['Hello,\nyour AWS KMS key ending in 238A is scheduled for deletion', '238a'],
  ])('is read for the last characters of a key: %s', (text, end) => {
    expect(read(text).named.keyEnds).toEqual([end]);
  });

  it.each([
    'On 2026-11-30 at 14:30 we added 40 TB and 3d later the facade failed',
    'Please see ticket #4b0d or c0ffee@example.com about the feed',
    'dfcc6a',
  ])('takes no date, ticket or word for the end of a key: %s', (text) => {
    expect(read(text).named.keyEnds).toEqual([]);
  });

  it('is answered with what was read of it, and which key is not here', () => {
    const { paste } = read(DENIED);
    if (paste === null) throw new Error('It is a paste.');
    expect(readWords(paste, paste.arns)).toBe(
      'Read as: Error from production. It names one key. No customer’s key here has the ARN of key/1a2b3c4d-1111-4222-8333-000000000001 in account 111122223333.',
    );
  });
});

describe('commands', () => {
  it('open pages that exist', () => {
    const cwd = path.join(import.meta.dirname, '..', '..', '..');
    for (const command of COMMANDS)
      if ('href' in command)
        expect([
          command.href,
          globSync(`app/(staff)${command.href}/{page.tsx,(list)/page.tsx}`, { cwd }).length,
        ]).toEqual([command.href, 1]);
  });

  const labels = (typed: string, role: Parameters<typeof commandsFor>[1] = 'admin') =>
    commandsFor(typed, role).map(({ command }) => command.label);

  it('are found by how their words begin, in any order', () => {
    expect(labels('sign out')).toEqual(['Sign out']);
    expect(labels('key add')).toEqual(['Add a key']);
    expect(labels('cost')).toEqual(['Capacity']);
    expect(labels('%')).toEqual([]);
  });

  it('are offered with the reason where a role may not use them, and pages that it may not see are left out', () => {
    expect(labels('', 'viewer')).not.toContain('Audit log');
    const [addKey] = commandsFor('add a key', 'viewer');
    expect(addKey?.blockedReason).toBe('Your role is viewer. You need the role agent to add a key.');
    const [handOver] = commandsFor('hand over', 'viewer');
    expect(handOver?.blockedReason).toContain('Your role is viewer.');
    expect(commandsFor('add a key', 'agent')[0]?.blockedReason).toBeNull();
  });

  it('come first only where the text is how their name begins', () => {
    const [keys] = commandsFor('keys', 'viewer');
    if (keys === undefined) throw new Error('There is no such command.');
    expect(meansCommand('key', keys.command)).toBe(true);
    expect(meansCommand('ke', keys.command)).toBe(false);
    expect(meansCommand('keystone', keys.command)).toBe(false);
  });
});
