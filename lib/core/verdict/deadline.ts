import { findingRecord, type Finding, type FindingCode } from '#lib/core/finding/all-findings.ts';
import type { KnownKey } from '#lib/core/finding/circumstances.ts';
import { expiresSoon } from '#lib/core/finding/key/material.ts';
import { keyWorks, type Verdict } from '#lib/core/finding/verdict.ts';
import type { KeyRecord } from '#lib/core/verdict/key-record.ts';

/** A status of a key that cannot be used, or may not be. "Unknown" is neither. */
const isBad = (verdict: Verdict): boolean => verdict.status !== 'unverified' && !keyWorks(verdict);

const callsAllowed = ({ cause }: Verdict): boolean =>
  cause !== null && findingRecord(cause).traits.callsAllowed === true;

/**
 * The start of the unbroken time in which a key has not been usable, whatever the causes were. It begins with the first
 * denial or the first bad status, goes on while the status is Unknown, and ends when the key works.
 */
export function notUsableSince(
  record: Pick<KeyRecord, 'notUsableSince' | 'verdict' | 'verdictSince'>,
  verdict: Verdict,
  deniedSince: Date | null,
  now: Date,
): Date | null {
  if (keyWorks(verdict) || callsAllowed(verdict)) return null;
  if (record.notUsableSince !== null && record.notUsableSince <= now) return record.notUsableSince;
  if (!isBad(verdict)) return null;
  // A denial under which the calls went on, such as DescribeKey's, did not begin it.
  const known = [now, ...(deniedSince === null || callsAllowed(record.verdict) ? [] : [deniedSince])];
  // A key of an earlier version has no start stored. Its status began when it began.
  if (isBad(record.verdict)) known.push(record.verdictSince);
  return new Date(Math.min(...known.map((at) => at.getTime())));
}

/**
 * The one date by which somebody must have acted: the earliest of what the cause of the status counts down to and the
 * expiry of imported material, whatever the cause is. List, page, reply and alerts show this one (H27).
 */
export function deadlineOf(
  { verdict, findings, record }: { verdict: Verdict; findings: readonly Finding[]; record: KnownKey },
  now: Date,
): Date | null {
  const { facts } = record;
  const expiry = facts !== null && expiresSoon(facts, now) ? facts.materialExpiresAt : null;
  const known = [verdict.cause === null ? null : causeDeadline(verdict.cause, findings, record, now), expiry];
  const times = known.flatMap((at) => at?.getTime() ?? []);
  return times.length === 0 ? null : new Date(Math.min(...times));
}

function causeDeadline(cause: FindingCode, findings: readonly Finding[], record: KnownKey, now: Date): Date | null {
  const { deadline, fromRecord } = findingRecord(cause);
  const detail = findings.find(({ code }) => code === cause)?.detail ?? fromRecord(record, now);
  return deadline?.(detail, record, now) ?? null;
}
