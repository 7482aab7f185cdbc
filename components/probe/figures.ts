/** "1,234": whole calls and keys. */
export const countWords = (count: number): string => Math.round(count).toLocaleString('en-GB');

/** A number with a fixed count of digits: a value too small for them is never written as zero (H15). */
const atLeast = (value: number, digits: number): string => {
  const least = 10 ** -digits;
  if (value === 0) return '0';
  return value < least
    ? `under ${least}`
    : value.toLocaleString('en-GB', { minimumFractionDigits: digits, maximumFractionDigits: digits });
};

/** "3.47" of calls a second. */
export const rateWords = (perSecond: number): string => atLeast(perSecond, 2);

/** "13.9 %" for a share, where 1 is all. A share above 100 % is never rounded down to 100 %. */
export const shareWords = (share: number): string =>
  `${atLeast(share > 1 ? Math.ceil(share * 1_000) / 10 : share * 100, 1)} %`;

/** "6,912.00" of US dollars. */
export const usdWords = (usd: number): string => atLeast(usd, 2);
