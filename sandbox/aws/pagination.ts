import { AwsError } from './errors.ts';

export interface Page<T> {
  readonly items: readonly T[];
  /** The members that KMS puts beside the items; NextMarker only when there is more. */
  readonly continuation: { Truncated: boolean; NextMarker?: string };
}

/**
 * One page of an ordered list. The marker names the last item given, so that items made or deleted in between neither
 * repeat nor skip others. Throws InvalidMarkerException for a marker that this list did not give.
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
