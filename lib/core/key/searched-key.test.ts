import { describe, expect, it } from 'vitest';
import { readSearchedKey } from './searched-key.ts';

const ID = '1234abcd-12ab-34cd-56ef-1234567890ab';
const ARN = `arn:aws:kms:eu-west-1:111122223333:key/${ID}`;

describe('a typed search', () => {
  it.each(['111100000006', '1111-0000-0006', '1111 0000 0006', ' 1111\u00A00000\u00A00006 ', '1111‑0000‑0006'])(
    'is read as the account 111100000006 as the console prints it: %j',
    (typed) => {
      expect(readSearchedKey(typed)).toMatchObject({ account: '111100000006', mayBeName: false });
    },
  );

  it('is read as the beginning of an account from four digits on, and may then be a name too', () => {
    expect(readSearchedKey('1111-00')).toMatchObject({ account: '111100', mayBeName: true });
    expect(readSearchedKey('111').account).toBeNull();
    expect(readSearchedKey('1111-0000-0006-1').account).toBeNull();
    expect(readSearchedKey('Acme 2024').account).toBeNull();
  });

  it.each([
    ['key/1234abcd', ['1234abcd']],
    ['key/1234abcd…', ['1234abcd']],
    ['…:key/1234abcd', ['1234abcd']],
    ['arn:…:key/1234ABCD-12', ['1234abcd-12']],
    ['arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab', ['1234abcd-12ab']],
    [`key/${ID}`, [ID]],
    ['1234abcd12ab', ['1234abcd12ab', '1234abcd-12ab']],
  ])('finds by the beginning of the key id, whatever stands before it: %s', (typed, idStarts) => {
    expect(readSearchedKey(typed)).toMatchObject({ idStarts, mayBeName: false });
  });

  it.each([
    ['90ab', ['90ab']],
    ['…90ab', ['90ab']],
    ['...90AB', ['90ab']],
    ['56ef-1234567890ab', ['56ef-1234567890ab']],
    ['cd56ef1234567890ab', ['cd56ef1234567890ab', 'cd-56ef-1234567890ab']],
    [ID.replaceAll('-', ''), [ID.replaceAll('-', ''), ID]],
  ])('finds by the end of the key id, with and without its dashes: %s', (typed, idEnds) => {
    expect(readSearchedKey(typed).idEnds).toEqual(idEnds);
  });

  it('is read as a shortened key id as screens show it', () => {
    expect(readSearchedKey('key/1234…90ab')).toMatchObject({ idStarts: ['1234'], idEnds: [], alsoEnds: '90ab' });
  });

  it('of a whole ARN means this key alone, not a replica with the same id', () => {
    expect(readSearchedKey(ARN)).toEqual({
      arn: ARN,
      account: null,
      idStarts: [],
      idEnds: [],
      alsoEnds: null,
      mayBeName: false,
    });
  });

  it('that is a name is no part of a key', () => {
    for (const name of ['Acme Logistics', 'Key/Lock Ltd', 'monkey/business', 'key/', '…', '---'])
      expect(readSearchedKey(name)).toMatchObject({ arn: null, account: null, alsoEnds: null, mayBeName: true });
    expect(readSearchedKey('Acme Logistics')).toMatchObject({ idStarts: [], idEnds: [] });
  });
});
