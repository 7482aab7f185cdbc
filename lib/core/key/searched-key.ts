/** What a typed text may say of a key besides names. Key ids are in lower case. */
export type SearchedKey = {
  /** A whole ARN, as typed. */
  arn: string | null;
  /** How an account begins: four to twelve digits. */
  account: string | null;
  /** How a key id may begin, and how it may end. */
  idStarts: readonly string[];
  idEnds: readonly string[];
  /** Of a shortened id, as screens show it ("1a2b…9f0e"): how the ids that begin like this end. */
  alsoEnds: string | null;
  /** False for ARNs, whole accounts, and eight characters and more of a key id. */
  mayBeName: boolean;
};

const ID_PART = /^(?:mrk-)?[0-9a-f-]{4,36}$/;
const WHOLE_ID = /^(?:mrk-[0-9a-f]{32}|[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})$/;
const NO_NAME = /^(?:mrk-[0-9a-f]{4}|[0-9a-f]{8}[0-9a-f-]*$)/;
/** What stands before a key id in an ARN, in an address of the console, and on our screens. */
const BEFORE_ID = /^.*\bkey\//;
const ELLIPSIS = /…|\.{3}/;
/** The console prints accounts in groups of four. */
const BETWEEN_GROUPS = /[\s\p{Dash}]/gu;
const WHOLE_ACCOUNT = 12;

/** A key id has dashes after these many characters, and so before these many of its end. */
const DASHES_AFTER = [8, 12, 16, 20];
const ID_DIGITS = 32;

const withDashes = (digits: string, firstAt: number): string =>
  digits.replaceAll(/./g, (digit, at: number) => (at > 0 && DASHES_AFTER.includes(firstAt + at) ? `-${digit}` : digit));

/** A part of an id as typed, and with the dashes that were left out. */
const partsOf = (part: string, place: 'start' | 'end'): string[] => {
  if (!ID_PART.test(part)) return [];
  if (!/^[0-9a-f]{4,32}$/.test(part)) return [part];
  return [...new Set([part, withDashes(part, place === 'start' ? 0 : ID_DIGITS - part.length)])];
};

/**
 * Reads a search as a person copies it: accounts in groups, key ids with or without dashes, with `key/` or an ARN before
 * them, whole or shortened by an ellipsis.
 */
export function readSearchedKey(search: string): SearchedKey {
  const typed = search.trim();
  const text = typed.toLowerCase();
  const isArn = text.startsWith('arn:');
  const id = text.replace(BEFORE_ID, '');
  const hasPrefix = id !== text;
  const [start = '', end = ''] = id.split(ELLIPSIS);
  const digits = text.replaceAll(BETWEEN_GROUPS, '');
  const account = /^\d{4,12}$/.test(digits) ? digits : null;
  // A whole id in an ARN is this one key: a multi-Region key has the same id in other Regions.
  const idStarts = isArn && (!hasPrefix || WHOLE_ID.test(id)) ? [] : partsOf(start, 'start');
  return {
    arn: isArn ? typed : null,
    account,
    idStarts,
    idEnds: hasPrefix || isArn ? [] : start === '' ? partsOf(end, 'end') : end === '' ? partsOf(start, 'end') : [],
    alsoEnds: idStarts.length > 0 && ID_PART.test(end) ? end : null,
    mayBeName: !(isArn || (hasPrefix && idStarts.length > 0) || NO_NAME.test(id) || account?.length === WHOLE_ACCOUNT),
  };
}
