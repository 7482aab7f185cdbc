/**
 * Where a column can't be empty, the nil UUID says that the team has something.
 * https://www.rfc-editor.org/rfc/rfc9562.html#name-nil-uuid
 */
export const TEAM_ID = '00000000-0000-0000-0000-000000000000';

/** Who was given something, as it is stored, with what is known of this person. */
export type StoredOwner = {
  /** Null, or TEAM_ID, where the team has it. */
  staffId: string | null;
  name: string | null;
  /** Null where the person is enabled, or is no member of staff. */
  disabledAt: Date | null;
  awayUntil: Date | null;
};

/** Who has something now: a person, or the team, and then whom it came from. */
export type Owner =
  | { kind: 'person'; staffId: string; name: string }
  | { kind: 'team'; absent: { name: string; awayUntil: Date | null } | null };

const TEAM: Owner = { kind: 'team', absent: null };

/**
 * Who has something now. What belongs to somebody who is disabled or away belongs to the team. Nothing is written for
 * that, so it ends with the absence; whoever takes something meanwhile keeps it.
 */
export function ownerNow({ staffId, name, disabledAt, awayUntil }: StoredOwner, now: Date): Owner {
  if (staffId === null || staffId === TEAM_ID || name === null) return TEAM;
  if (disabledAt !== null) return { kind: 'team', absent: { name, awayUntil: null } };
  if (awayUntil !== null && awayUntil > now) return { kind: 'team', absent: { name, awayUntil } };
  return { kind: 'person', staffId, name };
}

/** The same where the standing of the owner comes beside the row that names them; null where nobody of staff does. */
export const ownerOf = (
  stored: { ownerStaffId: string | null; ownerName: string | null },
  standing: { disabledAt: Date | null; awayUntil: Date | null } | null,
  now: Date,
): Owner =>
  ownerNow(
    {
      staffId: stored.ownerStaffId,
      name: stored.ownerName,
      disabledAt: standing?.disabledAt ?? null,
      awayUntil: standing?.awayUntil ?? null,
    },
    now,
  );

/** The id of the person who has something; null where the team has it. */
export const ownerIdOf = (owner: Owner): string | null => (owner.kind === 'person' ? owner.staffId : null);
