import { sql, type SQL } from 'drizzle-orm';
import { customers } from '#drizzle/schema/customers.ts';

/** The trigram index needs three characters. Shorter searches match only the beginning of names. */
const SUBSTRING_FROM = 3;
const LOWER_NAME = sql`lower(${customers.name})`;

/** A text as the beginning of a LIKE pattern: no sign of it is a wildcard. */
export const escapeLike = (text: string): string => text.replaceAll(/[\\%_]/g, (sign) => `\\${sign}`);

/** True where a search can find anything: names, ids and ARNs have letters or digits. */
export const isSearchable = (text: string): boolean => /[\p{L}\p{N}]/u.test(text);

/**
 * The customers whose name begins with a text, in the order of the names, and those that contain it, as queries without a
 * limit. Nothing is sorted that no index sorts.
 */
export function customersNamed(search: string, selected: SQL): SQL[] {
  const name = escapeLike(search.trim());
  const beginning = sql`select ${selected} from ${customers} where ${LOWER_NAME} like lower(${`${name}%`})
    order by ${LOWER_NAME} using ~<~`;
  if (Array.from(search.trim()).length < SUBSTRING_FROM) return [beginning];
  return [beginning, sql`select ${selected} from ${customers} where ${LOWER_NAME} like lower(${`%${name}%`})`];
}
