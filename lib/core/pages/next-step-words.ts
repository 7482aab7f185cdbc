import { sendReply } from '#lib/core/finding/advice-words.ts';
import { instantWords } from '#lib/core/text/time-words.ts';

/** The first step for a key that is needed again after its release: its owner may do anything with it until they know. */
export const SEND_NEEDED_AGAIN = sendReply('It asks the customer to keep the key enabled. Do it now.');

/** In place of sending the reply, while nothing changed since the customer was told. */
export const toldWords = (at: Date): string =>
  `The customer was told ${instantWords(at)}. Wait for their answer; check again once they have answered.`;
