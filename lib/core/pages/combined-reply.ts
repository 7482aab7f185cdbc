/** Open work of the customer that has texts of its own, as a link. */
export type TextsElsewhere = { href: string; words: string };

/** One reply about all keys of a customer that need one, or why there is none, and the keys that it leaves out. */
export type CombinedReply = {
  now: string;
  text:
    | {
        kind: 'text';
        subject: string;
        body: string;
        caution: string | null;
        keys: number;
        /** What it tells, which a person sends back with an edited one. */
        tells: string;
      }
    | { kind: 'blocked'; words: string; elsewhere: readonly TextsElsewhere[] };
  leftOut: readonly { id: string; arn: string; words: string }[];
};

/** Of a customer whose provider holds the keys: the reply about them goes to the provider (H6). */
export const ofProviderWords = (providerName: string): string =>
  `Nothing to send to this customer. The keys are held by ${providerName}, their service provider: the reply is on ${providerName}’s page.`;

/** Where the texts of open work are: "Texts of the open replacement, ticket #61111". */
export const textsElsewhere = (
  work: 'setup' | 'replacement',
  { id, ticket }: { id: string; ticket: string | null },
): TextsElsewhere => ({
  href: `/${work}s/${id}`,
  words: `Texts of the open ${work}${ticket === null ? '' : `, ticket ${ticket}`}`,
});
