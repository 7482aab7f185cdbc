import { codePoint } from '#lib/core/key/visible-characters.ts';

/** Why text that reads like a key ARN is not exactly one. */
export type ArnFlaw =
  | { kind: 'capitals' }
  | { kind: 'space_in_key_id' }
  /** Characters of other scripts that look like the right ones, such as a Cyrillic letter or a typographic hyphen. */
  | { kind: 'look_alikes'; characters: readonly string[] }
  | { kind: 'partition' | 'region' | 'account'; value: string }
  | { kind: 'no_key_id' }
  | { kind: 'key_id_length'; length: number }
  | { kind: 'key_id_characters'; characters: readonly string[] }
  | { kind: 'attached'; text: string };

const KEY_ID_LENGTH = 36;
const EXACT =
  /^arn:aws(?:-[a-z]+){0,2}:kms:[a-z]{2,4}(?:-[a-z]+)+-\d+:\d{12}:key\/(?:mrk-[0-9a-f]{32}|[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})/;

const distinct = (characters: Iterable<string>): string[] => [...new Set(characters)].slice(0, 8);

/**
 * What is wrong with text that reads like a key ARN, most telling first.
 * @param given the text without white space; never a right ARN
 * @param attachedBefore what stands in front of it without a space
 */
export function arnFlaws(given: string, attachedBefore = ''): readonly ArnFlaw[] {
  const foreign = distinct(Array.from(given).filter((character) => character > '~'));
  if (foreign.length > 0)
    return [{ kind: 'look_alikes', characters: foreign.map((one) => `${one} (${codePoint(one)})`) }];
  const [exact] = EXACT.exec(given) ?? [];
  if (exact !== undefined) {
    const attached = attachedBefore || given.slice(exact.length);
    return attached === '' ? [{ kind: 'space_in_key_id' }] : [{ kind: 'attached', text: attached }];
  }
  const small = EXACT.exec(given.toLowerCase());
  if (small !== null) return [{ kind: 'capitals' }];
  const [, partition = '', , region = '', account = '', ...rest] = given.split(':');
  const resource = rest.join(':');
  const keyId = /^key\//i.test(resource) ? resource.slice('key/'.length) : null;
  return [
    ...(/^aws(?:-[a-z]+){0,2}$/.test(partition) ? [] : [{ kind: 'partition', value: partition } as const]),
    ...(/^[a-z]{2,4}(?:-[a-z]+)+-\d+$/.test(region) ? [] : [{ kind: 'region', value: region } as const]),
    ...(/^\d{12}$/.test(account) ? [] : [{ kind: 'account', value: account } as const]),
    ...keyIdFlaws(keyId),
  ];
}

function keyIdFlaws(keyId: string | null): readonly ArnFlaw[] {
  if (keyId === null || keyId === '') return [{ kind: 'no_key_id' }];
  if (keyId.length !== KEY_ID_LENGTH) return [{ kind: 'key_id_length', length: keyId.length }];
  const wrong = distinct(Array.from(keyId.replace(/^mrk-/, '')).filter((character) => !/[0-9a-f-]/.test(character)));
  if (wrong.length > 0) return [{ kind: 'key_id_characters', characters: wrong }];
  const exact = /^(?:mrk-[0-9a-f]{32}|[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})$/.test(keyId);
  return exact ? [] : [{ kind: 'key_id_characters', characters: ['-'] }];
}
