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
  disabledAt: Date | string | null;
  awayUntil: Date | string | null;
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
  const until = awayUntil === null ? null : new Date(awayUntil);
  if (until !== null && until > now) return { kind: 'team', absent: { name, awayUntil: until } };
  return { kind: 'person', staffId, name };
}
