import { randomInt } from 'node:crypto';

// Without letters that are easily misread or misheard.
const ALPHABET = '23456789ABCDEFGHJKMNPQRSTVWXYZ';
const LENGTH = 8;

/** A new reference for an unexpected error, such as "K7QX-2M9D". A person quotes it, and the log has it. */
export function newReference(): string {
  const letters = Array.from({ length: LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]);
  return `${letters.slice(0, LENGTH / 2).join('')}-${letters.slice(LENGTH / 2).join('')}`;
}

const REFERENCE = new RegExp(`^[${ALPHABET}]{4}-[${ALPHABET}]{4}$`);

/** Whether a text from a page's address has the form of a reference, and can be shown. */
export const isReference = (text: unknown): text is string => typeof text === 'string' && REFERENCE.test(text);
