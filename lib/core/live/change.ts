/** What can change under an open page. A new kind is added here; tabs ignore kinds that they don't know. */
export type ChangeKind =
  'key' | 'region' | 'customer' | 'setup' | 'import' | 'departure' | 'replacement' | 'ticket' | 'handover';

/** A change as a process announces it, or `many`: anything may have changed. */
export type Change = { kind: ChangeKind; id: string } | { kind: 'many' };

/** A change as a process or a tab hears it. The announcing process may be of a newer version. */
export type HeardChange = { readonly kind: string; readonly id?: string };

export const MANY: HeardChange = { kind: 'many' };

/** A session that ended, or a member of staff whose sessions did: for the server's streams, never for tabs. */
export type SessionNotice = { kind: 'session' | 'staff'; id: string };

/** Whether a heard change is about sessions and stays on the server. */
export const isSessionNotice = ({ kind }: HeardChange): boolean => kind === 'session' || kind === 'staff';

/** Reads a notification. One that is not understood, such as an earlier version's, means that anything may have changed. */
export function readChange(payload: string | undefined): HeardChange {
  try {
    const read: unknown = JSON.parse(payload ?? '');
    if (typeof read !== 'object' || read === null || !('kind' in read) || typeof read.kind !== 'string') return MANY;
    if (read.kind === 'many') return MANY;
    return 'id' in read && typeof read.id === 'string' ? { kind: read.kind, id: read.id } : MANY;
  } catch {
    return MANY;
  }
}
