/** One reply about all keys of a customer that need one, or why there is none, and the keys that it leaves out. */
export type CombinedReply = {
  now: string;
  text:
    | { kind: 'text'; subject: string; body: string; caution: string | null; keys: number }
    | { kind: 'blocked'; words: string };
  leftOut: readonly { id: string; arn: string; words: string }[];
};

/** Of a customer whose provider holds the keys: the reply about them goes to the provider (H6). */
export const ofProviderWords = (providerName: string): string =>
  `Nothing to send to this customer. The keys are held by ${providerName}, their service provider: the reply is on ${providerName}’s page.`;
