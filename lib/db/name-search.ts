import { sql, type SQL } from 'drizzle-orm';
import { customers } from '#drizzle/schema/customers.ts';

/** The trigram index needs three letters in a row. Other searches match only the beginning of names. */
const HAS_TRIGRAM = /[\p{L}\p{N}]{3}/u;
/** From so many characters on, a name that is exactly the text is what was meant. */
const EXACT_FROM = 8;
const LOWER_NAME = sql`lower(${customers.name})`;

/** A text as the beginning of a LIKE pattern: no sign of it is a wildcard. */
export const escapeLike = (text: string): string => text.replaceAll(/[\\%_]/g, (sign) => `\\${sign}`);

/** True where a search can find anything: names, ids and ARNs have letters or digits. */
export const isSearchable = (text: string): boolean => /[\p{L}\p{N}]/u.test(text);

/**
 * The customers whose name begins with a text, in the order of the names, and those that contain it, as queries without a
 * limit. Nothing is sorted that no index sorts. A long text that is a whole name finds no other parts of names. Several
 * spaces count as one, and as they are typed.
 */
export const customersNamed = (search: string, selected: SQL): SQL[] =>
  [...new Set([search.trim().replaceAll(/\s+/g, ' '), search.trim()])].flatMap((text) => namedLike(text, selected));

function namedLike(text: string, selected: SQL): SQL[] {
  const name = escapeLike(text);
  const beginning = sql`select ${selected} from ${customers} where ${LOWER_NAME} like lower(${`${name}%`})
    order by ${LOWER_NAME} using ~<~`;
  if (!HAS_TRIGRAM.test(text)) return [beginning];
  // A long text costs the index one look-up per letter.
  const unlessExact =
    text.length < EXACT_FROM
      ? sql`true`
      : sql`not exists (select from customers as exact where lower(exact.name) = lower(${text}))`;
  return [
    beginning,
    sql`select ${selected} from ${customers} where ${LOWER_NAME} like lower(${`%${name}%`}) and ${unlessExact}`,
  ];
}
