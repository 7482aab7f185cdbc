import type { OutboxEvent } from './outbox.ts';

/** What each kind of event says, for the authors of other systems. */
export const OUTBOX_KIND_WORDS = {
  key_cleared: 'A setup is cleared: the workspace may use this key for new backups.',
  key_status_changed: 'A key has another status.',
  other_key_used: 'A first backup used another key than the one that was cleared.',
  key_switched:
    'A switch was ordered: use the new key (`keyId`, `arn`) for new backups of the workspace, and the old one (`oldKeyId`, `oldArn`) for those made before. Both stay enabled. Record the new key as in use once that is so.',
  switch_rolled_back:
    'A switch was rolled back: use the key before it (`keyId`, `arn`) for new backups again, and `newKeyId`, `newArn` for those made in between. Both stay enabled.',
  key_released: 'Nothing of ours uses this key any more. Make nothing new with it.',
  key_needed_again: 'Something depends on a released key again, by the kinds in `kinds`.',
  key_retired: 'A key is no longer checked.',
} as const satisfies Record<OutboxEvent['kind'], string>;
