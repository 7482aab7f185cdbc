/** One reply about all keys of a customer that need one, or why there is none, and the keys that it leaves out. */
export type CombinedReply = {
  now: string;
  text:
    | { kind: 'text'; subject: string; body: string; caution: string | null; keys: number }
    | { kind: 'blocked'; words: string };
  leftOut: readonly { id: string; arn: string; words: string }[];
};
