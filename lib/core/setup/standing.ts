import { afterWorkingDays, type WorkingTimes } from '#lib/core/customer/working-days.ts';
import { LINE_ATTENTION, WAITS_FOR, type LineAttention, type Stage, type WaitsFor } from './stage.ts';

/** Why a setup needs us, although it waited for somebody else or for a date. The gravest first. */
export const ATTENTION = [...LINE_ATTENTION, 'hold_over', 'remind'] as const;
export type Attention = (typeof ATTENTION)[number];

/** The customer is reminded so many of their working days after they were last asked. */
export const REMIND_AFTER_DAYS = 3;
/** Stored as the date of the reminder of a setup whose reminders are switched off. */
export const REMINDERS_OFF = new Date('9999-12-31T00:00:00.000Z');

/** What the standing of a whole setup rests on, beside the stages of its lines. */
export type SetupFacts = WorkingTimes & {
  /** The date that a person chose; null for the usual one. */
  remindAt: Date | null;
  holdUntil: Date | null;
  /** When the customer was last told something of this setup; null where never. */
  lastToldAt: Date | null;
};

/** When to ask the customer again. `chosen` tells a person's date from the usual one. */
export type Reminder = { kind: 'off' } | { kind: 'on'; at: Date; due: boolean; chosen: boolean };

/** What a whole setup waits for, and why it needs us. */
export type Standing = {
  waitsFor: WaitsFor;
  waitsSince: Date;
  /** Whether nobody needs to look at it before `holdUntil`. */
  held: boolean;
  attention: readonly Attention[];
  /** Null while the setup waits for nothing from the customer. */
  reminder: Reminder | null;
};

/** What the customer is reminded of. The first backup has a date of its own. */
const asksCustomer = ({ step, waitsFor }: Stage): boolean => waitsFor === 'customer' && step !== 'first_backup';

/** When the customer is to be asked again; null while a setup waits for nothing from them. */
export function reminderOf(facts: SetupFacts, stages: readonly Stage[], now: Date): Reminder | null {
  const { remindAt, holdUntil, lastToldAt } = facts;
  const waiting = stages.filter(asksCustomer).map(({ waitsSince }) => waitsSince.getTime());
  if (waiting.length === 0) return null;
  if (remindAt !== null && remindAt >= REMINDERS_OFF) return { kind: 'off' };
  const asked = new Date(Math.max(Math.min(...waiting), lastToldAt?.getTime() ?? 0));
  // A date from before the customer was last asked was about something else.
  const chosen = remindAt !== null && remindAt > asked;
  const wanted = chosen ? remindAt : afterWorkingDays(asked, REMIND_AFTER_DAYS, facts);
  const at = holdUntil !== null && holdUntil > wanted ? holdUntil : wanted;
  return { kind: 'on', at, due: at <= now, chosen };
}

/** What is told even while a setup is on hold: data may be unprotected, or the key another's. */
const DESPITE_HOLD: readonly LineAttention[] = ['other_key', 'ownership_withdrawn'];

type Waiting = { waitsFor: WaitsFor; waitsSince: Date };

/** What waits for us, else for the account executive, else for the customer; of those, what waits longest. */
export const mostWaiting = (waiting: readonly Waiting[]): Waiting | null =>
  waiting.toSorted(
    (a, b) =>
      WAITS_FOR.indexOf(a.waitsFor) - WAITS_FOR.indexOf(b.waitsFor) || a.waitsSince.getTime() - b.waitsSince.getTime(),
  )[0] ?? null;

/**
 * Where a whole setup stands.
 * @param stages those of its lines that are neither finished nor ended
 * @returns null where there is none
 */
export function standingOf(facts: SetupFacts, stages: readonly Stage[], now: Date): Standing | null {
  const { holdUntil } = facts;
  const held = holdUntil !== null && holdUntil > now;
  const reminder = reminderOf(facts, stages, now);
  const found = new Set<Attention>(
    stages.flatMap(({ attention }) =>
      attention === null || (held && !DESPITE_HOLD.includes(attention)) ? [] : [attention],
    ),
  );
  const forUs: Waiting[] = [];
  if (holdUntil !== null && !held) {
    found.add('hold_over');
    forUs.push({ waitsFor: 'us', waitsSince: holdUntil });
  }
  if (reminder?.kind === 'on' && reminder.due) {
    found.add('remind');
    forUs.push({ waitsFor: 'us', waitsSince: reminder.at });
  }
  const most = mostWaiting([...stages, ...forUs]);
  if (most === null || stages.length === 0) return null;
  const attention = ATTENTION.filter((one) => found.has(one));
  return { ...most, held: held && attention.length === 0, attention, reminder };
}
