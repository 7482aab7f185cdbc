import type { OwnershipAnswer } from '#lib/core/customer/customer.ts';
import type { KeyArn } from '#lib/core/key/key-arn.ts';

/** 32 letters and digits that nobody confuses when they read a code aloud. */
const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';
/** How many random bytes a code is made of: one a character. */
export const CODE_BYTES = 20;

/**
 * A one-time code of 100 random bits, which nobody guesses.
 * @param bytes `CODE_BYTES` bytes of a cryptographic generator
 */
export function codeFrom(bytes: Uint8Array): string {
  if (bytes.length !== CODE_BYTES) throw new Error(`A code is made of ${CODE_BYTES} bytes.`);
  // 256 is a multiple of 32, so every character is equally likely.
  return Array.from(bytes, (byte) => ALPHABET[byte % ALPHABET.length]).join('');
}

/**
 * The code that a description shows, whatever else it says; null if it shows none.
 * @param description free text of the customer: it goes no further than this function (H16)
 */
export function shownCode(description: string, codes: readonly string[]): string | null {
  const text = description.toLowerCase();
  return codes.find((code) => text.includes(code)) ?? null;
}

const SOON_MS = 5 * 60_000;
const SOON_FOR_MS = 2 * 3_600_000;
const LATER_MS = 3_600_000;

/**
 * When to ask AWS again for the code of an unproven key: every five minutes for two hours, then every hour.
 * @param since when we began to ask; in the future after a clock was set back, which counts as just now
 */
export const nextAskAt = (since: Date, now: Date): Date =>
  new Date(now.getTime() + (now.getTime() - since.getTime() < SOON_FOR_MS ? SOON_MS : LATER_MS));

/** At most one question about an unproven key in this time, whoever asks (H24). */
export const ASK_CLAIM_MS = 15_000;

/** An unproven key, as the gateway needs it. */
export type UnprovenKey = { arn: KeyArn; region: string };

/** Whether a key's description shows one of the codes. Nothing else of the key is told (H16). */
export type DescriptionAnswer = { answer: 'seen'; code: string } | { answer: Exclude<OwnershipAnswer, 'seen'> };

/** The port that asks AWS for the code in a key's description. It throws for no outcome of a call. */
export type ReadDescription = (key: UnprovenKey, codes: readonly string[]) => Promise<DescriptionAnswer>;

/**
 * How the decryption of a customer's ciphertext ended. `other_text`: it contains something else than the code.
 * `not_decryptable`: this key and this context don't decrypt it. `denied`: AWS doesn't let us decrypt with this key.
 */
export type CiphertextAnswer =
  { answer: 'proven'; code: string } | { answer: 'other_text' | 'not_decryptable' | 'denied' | 'could_not_check' };

/** The port that decrypts a customer's ciphertext and compares it with the codes. It throws for no outcome of a call. */
export type DecryptProof = (
  key: UnprovenKey,
  ciphertext: Uint8Array,
  codes: readonly string[],
) => Promise<CiphertextAnswer>;

/** The most codes that one ciphertext is tried with: each costs a call. */
export const CODES_TRIED = 5;

/** KMS makes no longer ciphertext (KMS API reference, Decrypt). */
const LONGEST_CIPHERTEXT = 6_144;
/** A paste with line breaks and some words around it. */
export const LONGEST_CIPHERTEXT_PASTE = 20_000;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/**
 * A pasted ciphertext as bytes: base64 as the AWS CLI prints it, also with line breaks, in quotes, or as the whole JSON.
 * Null where it is none.
 */
export function readCiphertext(pasted: string): Uint8Array<ArrayBuffer> | null {
  const inJson = /"CiphertextBlob"\s*:\s*"([^"]*)"/.exec(pasted)?.[1];
  const text = (inJson ?? pasted).replaceAll(/[\s"'\u200B\uFEFF]/g, '');
  if (text === '' || text.length > (LONGEST_CIPHERTEXT * 4) / 3 + 4 || !BASE64.test(text)) return null;
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}

/** An AWS account that is bound to a holder. */
export type BoundAccount = { customerId: string; sharedSince: Date | null };

/**
 * Whether a proven account covers a further key of a holder: only while it is bound to nobody else and not known to be
 * shared. Otherwise each key needs its own proof (H16).
 */
export const accountCovers = (bound: readonly BoundAccount[], customerId: string): boolean =>
  bound.length === 1 && bound[0]?.customerId === customerId && bound[0].sharedSince === null;
