import { AwsError } from './errors.ts';

export interface Page<T> {
  readonly items: readonly T[];
  /** The members that KMS adds to a page; NextMarker only if there are more items. */
  readonly continuation: { Truncated: boolean; NextMarker?: string };
}

/**
 * One page of an ordered list. The marker names the last item returned, so that items created or deleted in between don't
 * make others repeat or disappear. Throws InvalidMarkerException for an invalid marker.
 */
export function pageOf<T>(
  items: readonly T[],
  idOf: (item: T) => string,
  { limit, marker }: { limit: number; marker: string | undefined },
): Page<T> {
  const lastId = marker === undefined ? '' : decodeMarker(marker);
  const remaining = items.filter((item) => idOf(item) > lastId);
  const page = remaining.slice(0, limit);
  const last = page.at(-1);
  if (last === undefined || remaining.length <= limit) return { items: page, continuation: { Truncated: false } };
  return { items: page, continuation: { Truncated: true, NextMarker: encodeMarker(idOf(last)) } };
}

const PREFIX = 'after:';

function encodeMarker(id: string): string {
  return Buffer.from(`${PREFIX}${id}`).toString('base64url');
}

function decodeMarker(marker: string): string {
  const text = Buffer.from(marker, 'base64url').toString('utf8');
  if (!text.startsWith(PREFIX)) throw new AwsError('InvalidMarkerException', 'Invalid Marker');
  return text.slice(PREFIX.length);
}
