import type { VerdictStatus } from '#lib/core/finding/status.ts';
import type { EventGroup } from '#lib/core/verdict/event-groups.ts';
import type { EventWords } from './event-words.ts';

/** One event of a key's history; `status` is set where it is a change of status. */
export type KeyEventItem = { id: string; at: Date; words: EventWords; status: VerdictStatus | null };

/** A page of a key's history, newest first. */
export type KeyEventsPage = {
  events: KeyEventItem[];
  /** Where the next page begins; null on the last one. */
  after: string | null;
  now: Date;
};

/** What the history can be narrowed to, in words. */
export const EVENT_GROUP_WORD = {
  status: 'Status',
  permissions: 'Permissions',
  rotation: 'Rotation',
  dates: 'Key state and dates',
  evidence: 'Evidence',
  use: 'Encrypt/decrypt tests',
} as const satisfies Record<EventGroup, string>;
