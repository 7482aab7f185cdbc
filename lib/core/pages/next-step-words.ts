import { sendReply, type Step, type StepBy } from '#lib/core/finding/advice-words.ts';
import { instantWords } from '#lib/core/text/time-words.ts';

/** The first step for a key that is needed again after its release: its owner may do anything with it until they know. */
export const SEND_NEEDED_AGAIN = sendReply('It asks the customer to keep the key enabled. Do it now.');

/** Who does a step, in front of it. */
export const STEP_BY_WORD = {
  us: 'Us',
  customer: 'Customer',
  aws: 'AWS',
} as const satisfies Record<StepBy, string>;

/** Before the reply is sent, where nobody has verified who reads it: the section of the reply says whom and how. */
export const VERIFY_FIRST: Step = {
  text: 'First verify who reads the reply, or choose a contact who is verified: the note above the reply says who and how.',
};

/** In place of sending the reply, while nothing changed since the customer was told. */
export const toldWords = (at: Date): string =>
  `The customer was told ${instantWords(at)}. Wait for their answer; check again once they have answered.`;

/** The first step while we owe the customer a text. The reply says what is known by then, also where nothing is new. */
export const writeAgainStep = (promisedFor: Date): Step => ({
  text: `Write to the customer again by ${instantWords(promisedFor)}, because we promised it, also if nothing has changed. Check the key shortly before.`,
});
