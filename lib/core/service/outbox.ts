import type { DependentKind } from './dependents.ts';
import type { ServiceStatus } from './service-status.ts';

/** The version of each kind's payload. A change that a reader could trip over gets a new one. */
export const OUTBOX_VERSIONS = {
  key_cleared: 1,
  key_status_changed: 1,
  other_key_used: 1,
  key_switched: 1,
  switch_rolled_back: 1,
  key_released: 1,
  key_needed_again: 1,
  key_retired: 1,
} as const;

/** What happened to a key, for other systems. `subject` is the workspace or key that it is about. */
export type OutboxEvent = { subject: string; region: string } & (
  | { kind: 'key_cleared'; payload: { workspaceId: string; keyId: string; arn: string } }
  | { kind: 'key_status_changed'; payload: { keyId: string; status: ServiceStatus; reason: string | null } }
  | { kind: 'other_key_used'; payload: { workspaceId: string; keyId: string; arn: string } }
  // Both keys must stay enabled: new backups use the one, older ones need the other.
  | {
      kind: 'key_switched';
      payload: { workspaceId: string; keyId: string; arn: string; oldKeyId: string; oldArn: string };
    }
  | {
      kind: 'switch_rolled_back';
      payload: { workspaceId: string; keyId: string; arn: string; newKeyId: string; newArn: string };
    }
  | { kind: 'key_released'; payload: { keyId: string; arn: string } }
  | { kind: 'key_needed_again'; payload: { keyId: string; arn: string; kinds: readonly DependentKind[] } }
  | { kind: 'key_retired'; payload: { keyId: string; arn: string } }
);
