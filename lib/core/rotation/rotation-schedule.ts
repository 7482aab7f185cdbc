import type { ActionResult } from '#lib/core/probe/action-results.ts';
import type { KeyFacts, RotationStatus } from '#lib/core/probe/report.ts';

/** What we may say about automatic rotation. "Off" is one of seven states, and it must have been seen (H15). */
export type RotationSchedule =
  | {
      state: 'on';
      asOf: Date;
      periodInDays: number | null;
      nextRotationAt: Date | null;
      onDemandStartedAt: Date | null;
      /** AWS does not rotate a disabled key. It makes up for a missed date when the key is enabled. */
      keyDisabled: boolean;
    }
  | { state: 'off'; asOf: Date; onDemandStartedAt: Date | null }
  | { state: 'suspended_by_deletion' }
  | { state: 'not_visible'; asOf: Date }
  | { state: 'not_applicable'; why: 'imported' | 'key_store' | 'key_type' | 'not_supported' }
  | { state: 'not_asked' }
  | { state: 'could_not_tell' };

const IN_DELETION: readonly string[] = ['PendingDeletion', 'PendingReplicaDeletion'];

const notApplicable = ({ origin, customKeyStoreId, keySpec }: KeyFacts): RotationSchedule | null => {
  const why =
    customKeyStoreId !== null || origin === 'AWS_CLOUDHSM' || origin === 'EXTERNAL_KEY_STORE'
      ? 'key_store'
      : keySpec !== null && keySpec !== 'SYMMETRIC_DEFAULT'
        ? 'key_type'
        : origin === 'EXTERNAL'
          ? 'imported'
          : null;
  return why === null ? null : { state: 'not_applicable', why };
};

/**
 * Reads GetKeyRotationStatus together with the key's facts. AWS rotates only symmetric keys with its own material, and
 * reports a schedule that a deletion suspended as off.
 * Sources: KMS developer guide, "Rotate AWS KMS keys"; API reference, GetKeyRotationStatus.
 * @param asked the last conclusive result of GetKeyRotationStatus; undefined when there was none
 * @param rotation what it returned when it was last allowed
 */
export function rotationSchedule(
  facts: KeyFacts | null,
  asked: ActionResult | undefined,
  rotation: RotationStatus | null,
): RotationSchedule {
  if (facts !== null) {
    const none = notApplicable(facts);
    if (none !== null) return none;
    if (IN_DELETION.includes(facts.keyState)) return { state: 'suspended_by_deletion' };
  }
  if (asked === undefined) return { state: 'not_asked' };
  switch (asked.result) {
    case 'denied':
      return { state: 'not_visible', asOf: asked.at };
    case 'not_testable':
      return { state: 'not_applicable', why: 'not_supported' };
    case 'wrong_state':
      return { state: 'could_not_tell' };
    case 'allowed': {
      // Only DescribeKey could say whether a deletion suspended the schedule.
      if (rotation === null || facts === null) return { state: 'could_not_tell' };
      const { enabled, periodInDays, nextRotationAt, onDemandStartedAt } = rotation;
      return enabled
        ? {
            state: 'on',
            asOf: asked.at,
            periodInDays,
            nextRotationAt,
            onDemandStartedAt,
            keyDisabled: facts.keyState === 'Disabled',
          }
        : { state: 'off', asOf: asked.at, onDemandStartedAt };
    }
  }
}
