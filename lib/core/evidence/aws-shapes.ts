import { z } from 'zod';

const ISO = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:?\d\d)$/;
const LAST_SECOND = Date.UTC(9999, 11, 31);
/** Numbers above this are milliseconds: as seconds it would be the year 5138. */
const MOST_SECONDS = 100_000_000_000;

const OF_POWERSHELL = /^\/Date\((\d{1,15})\)\/$/;

const toDate = (value: string | number): Date =>
  typeof value === 'string'
    ? new Date(OF_POWERSHELL.test(value) ? Number(value.slice(6, -2)) : value.replace(' ', 'T'))
    : new Date(value > MOST_SECONDS ? value : value * 1000);

/** A time as command lines print it: ISO text with its offset, or seconds since 1970. */
export const AwsInstant = z
  .union([z.string().regex(ISO), z.string().regex(OF_POWERSHELL), z.number()])
  .transform(toDate)
  .refine((at) => at.getTime() >= 0 && at.getTime() <= LAST_SECOND);

/** A value of an AWS enumeration that may grow, such as a key state. Only letters, so no text of a customer's fits. */
export const AwsWord = z.string().regex(/^[A-Za-z][A-Za-z_]{0,39}$/);

export const KeyMaterialId = z.string().regex(/^[a-f0-9]{64}$/);
