import type { KeyRole, AssignmentRole } from '#lib/core/key/role.ts';

/** A move of a workspace to another region, from the side of one of its keys, its setup or its customer. */
export type MoveView = {
  id: string;
  setupId: string;
  from: { name: string; region: string };
  to: { name: string; region: string };
  startedAt: Date;
  startedBy: string;
  oldKeyId: string | null;
  newKeyCleared: boolean;
  /** Whether the new key is in another AWS account and nobody confirmed that yet (H17). */
  needsConfirmation: boolean;
  confirmed: { at: Date; by: string; how: string } | null;
  retained: { at: Date; by: string; how: string } | null;
  ended: boolean;
};

/** What a key protects, and whether it may be released. */
export type KeyUsePage = {
  now: Date;
  keyId: string;
  role: KeyRole;
  workspaces: readonly { id: string; name: string; region: string; role: AssignmentRole; since: Date }[];
  /** Why it may not be released now, in words; null where it is no old key. */
  kept: readonly string[] | null;
  release: {
    releasedAt: Date;
    releasedBy: string;
    reason: string;
    departureId: string | null;
    unseenSince: Date | null;
    retired: { at: Date; words: string } | null;
  } | null;
  /** The departures of its workspaces, unless they were withdrawn. */
  departures: readonly { id: string; workspaceName: string; hasLeft: boolean }[];
  /** The requests in which it is the old or the new key, the newest first, each workspace in words. */
  replacements: readonly { lineId: string; replacementId: string; words: string }[];
  /** The form for a request to replace it; null where it is no workspace's active key, or all are in a request. */
  replaceHref: string | null;
  moves: readonly MoveView[];
};
