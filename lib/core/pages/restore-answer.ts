import type { RestoreKey } from '#lib/core/service/restore-key.ts';
import type { VerdictStatus } from '#lib/core/finding/status.ts';
import type { Freshness } from '#lib/core/verdict/freshness.ts';
import type { KeyRole } from '#lib/core/key/role.ts';

/** The text for the customer about a key that a restore can't use, or why there is none. */
export type RestoreText =
  { kind: 'text'; subject: string; body: string; caution: string | null } | { kind: 'blocked'; words: string };

/** A key that a restore may need. */
export type RestoreKeyView = {
  id: string;
  arn: string;
  role: KeyRole;
  /** Who holds it, where that is not the customer. */
  holder: string | null;
  /** Null until its ownership is proven (H16), and of a retired key. */
  status: { status: VerdictStatus; cause: string | null; freshness: Freshness; asOf: string | null } | null;
  can: 'yes' | 'no' | 'unknown';
  useWords: string;
  restorePoints: string;
  /** Null where a restore can use it. */
  text: RestoreText | null;
};

/** The answer to which key a restore needs. */
export type RestoreAnswer = {
  /** `unclear`: the time names no single instant. */
  kind: RestoreKey['kind'] | 'unclear';
  /** When the backup was made, in UTC and in the customer's zone. */
  at: string | null;
  words: string;
  keys: readonly RestoreKeyView[];
  /** The same for the customer; null where no key is known, or where one is another’s or not proven to be theirs. */
  reply: { subject: string; body: string } | null;
};
