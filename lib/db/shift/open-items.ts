import { and, asc, eq, exists, isNull, notInArray, or, sql } from 'drizzle-orm';
import { customers } from '#drizzle/schema/customers.ts';
import { replacementLines, replacements } from '#drizzle/schema/replacements.ts';
import { setupLines } from '#drizzle/schema/setup-lines.ts';
import { setups } from '#drizzle/schema/setups.ts';
import { ENDED_STATES, isOpen } from '#lib/core/replacement/replacement.ts';
import { NOT_ASKED_BY_VERIFIED, stateAndNext } from '#lib/core/replacement/next-words.ts';
import { LINE_ALARM_WORD, lineNextWords } from '#lib/core/replacement/replacement-words.ts';
import { isByStranger, standingOf } from '#lib/core/replacement/standing.ts';
import {
  ATTENTION_AND_NEXT,
  ENCRYPT_TEST_MISSING,
  failsTestsWords,
  STEP_AND_NEXT,
} from '#lib/core/setup/next-words.ts';
import { failsTests, stageOf } from '#lib/core/setup/stage.ts';
import { dueFirst, RANKS, type HandedOver } from '#lib/core/shift/handover.ts';
import {
  replacementItemWords,
  setupItemWords,
  ticketItemWords,
  toldTextWords,
  unsentTextWords,
  WRITE_AGAIN_WORDS,
} from '#lib/core/shift/handover-words.ts';
import { checkedWords, keysStateWords } from '#lib/core/shift/item-state-words.ts';
import { unsentTextsOf, waitedForOf } from '#lib/db/customer-text/key-texts.ts';
import type { Executor } from '#lib/db/database.ts';
import { instantOf, asMs } from '#lib/db/raw-instant.ts';
import { readReplacementLines } from '#lib/db/replacement/line-facts.ts';
import { endedUntold } from '#lib/db/replacement/list-reads.ts';
import { readLines } from '#lib/db/setup/line-facts.ts';
import { verdictOf } from '#lib/db/stored-vocabulary.ts';
import { openTicketsOf } from '#lib/db/ticket/tickets.ts';

/** So many of each kind are read: far more than one person has at once. */
export const MOST_OPEN = 500;

/** The setups that a person has and that aren't over, those started first coming first. */
export const openSetupsOf = (db: Executor, staffId: string) =>
  db
    .select({ id: setups.id, ticket: setups.ticket, customerId: setups.customerId, customerName: customers.name })
    .from(setups)
    .innerJoin(customers, eq(customers.id, setups.customerId))
    .where(
      and(
        eq(setups.ownerStaffId, staffId),
        isNull(setups.withdrawnAt),
        exists(
          db
            .select({ id: setupLines.id })
            .from(setupLines)
            .where(
              and(eq(setupLines.setupId, setups.id), isNull(setupLines.firstBackupAt), isNull(setupLines.endedAt)),
            ),
        ),
      ),
    )
    .orderBy(asc(setups.createdAt), asc(setups.id))
    .limit(MOST_OPEN);

/** The replacements that a person has and that aren't over, or of whose end the customer was not told. */
export const openReplacementsOf = (db: Executor, staffId: string) =>
  db
    .select({
      id: replacements.id,
      ticket: replacements.ticket,
      customerId: replacements.customerId,
      customerName: customers.name,
    })
    .from(replacements)
    .innerJoin(customers, eq(customers.id, replacements.customerId))
    .where(
      and(
        eq(replacements.ownerStaffId, staffId),
        exists(
          db
            .select({ id: replacementLines.id })
            .from(replacementLines)
            .where(
              and(
                eq(replacementLines.replacementId, replacements.id),
                or(notInArray(replacementLines.state, [...ENDED_STATES]), endedUntold),
              ),
            ),
        ),
      ),
    )
    .orderBy(asc(replacements.createdAt), asc(replacements.id))
    .limit(MOST_OPEN);

type State = Pick<HandedOver, 'state' | 'deadlineAt'>;
const capitalized = (words: string): string => `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
const UNKNOWN: State = { state: null, deadlineAt: null };
const earliest = (times: readonly (Date | null)[]): Date | null => {
  const known = times.flatMap((at) => at?.getTime() ?? []);
  return known.length === 0 ? null : new Date(Math.min(...known));
};

/** Where setups stand; of a key that fails its tests, that and its deadline. */
async function statesOfSetups(db: Executor, setupIds: readonly string[], now: Date): Promise<Map<string, State>> {
  const lines = setupIds.length === 0 ? [] : await readLines(db, { setupIds }, now);
  const open = lines.flatMap(({ setup, line, key, check, facts }) => {
    const stage = line.endedAt === null ? stageOf(facts, now) : null;
    if (stage === null) return [];
    const failing = key !== null && failsTests(facts, stage) ? verdictOf(key) : null;
    return [
      {
        setupId: setup.id,
        stage,
        failing,
        deadlineAt: failing === null ? null : (key?.deadlineAt ?? null),
        checkedAt: check?.lastConclusiveAt ?? null,
      },
    ];
  });
  return new Map(
    [...Map.groupBy(open, ({ setupId }) => setupId)].map(([setupId, ofSetup]) => {
      const wordsOf = ({
        failing,
        checkedAt,
        stage: { attention, step, waitsFor },
      }: (typeof ofSetup)[number]): string => {
        if (failing !== null && failing.cause !== null)
          return `${failsTestsWords(failing.cause)}, ${checkedWords(checkedAt, now)}${attention === null ? '' : `; ${ATTENTION_AND_NEXT[attention]}`}`;
        if (attention !== null) return ATTENTION_AND_NEXT[attention];
        return step === 'tests' && waitsFor === 'us' ? ENCRYPT_TEST_MISSING : STEP_AND_NEXT[step];
      };
      const rank = Math.min(
        ...ofSetup.map(({ failing, stage }) =>
          failing !== null
            ? RANKS[failing.status]
            : stage.attention !== null
              ? RANKS.attention
              : stage.waitsFor === 'us'
                ? RANKS.needs_us
                : RANKS.usable,
        ),
      );
      const words = [...new Set(ofSetup.map(wordsOf))].join('; ');
      const deadlineAt = earliest(ofSetup.map((one) => one.deadlineAt));
      return [setupId, { state: { words: capitalized(words), rank }, deadlineAt }];
    }),
  );
}

/** Where replacements stand, and by when something of them should be done. */
async function statesOfReplacements(db: Executor, ids: readonly string[], now: Date): Promise<Map<string, State>> {
  const lines = ids.length === 0 ? [] : await readReplacementLines(db, { replacementIds: ids }, now);
  return new Map(
    [...Map.groupBy(lines, ({ replacement }) => replacement.id)].map(([id, ofRequest]) => {
      const standings = ofRequest.map(({ facts }) => standingOf(facts, now));
      const alarms = standings.flatMap((standing) => standing.alarms);
      const words =
        alarms.length > 0
          ? alarms.map((alarm) => LINE_ALARM_WORD[alarm])
          : standings.map((standing) => stateAndNext(standing.state, lineNextWords(standing)));
      if (ofRequest.some(({ facts }) => isOpen(facts.state) && isByStranger(facts))) words.push(NOT_ASKED_BY_VERIFIED);
      const isOurs = standings.some(({ waitsFor }) => waitsFor === 'us' || waitsFor === 'approver');
      const rank = alarms.length > 0 ? RANKS.alarm : isOurs ? RANKS.needs_us : RANKS.usable;
      return [
        id,
        {
          state: { words: capitalized([...new Set(words)].join(' ').replace(/\.$/, '')), rank },
          deadlineAt: earliest(standings.map(({ dueAt }) => dueAt)),
        },
      ];
    }),
  );
}

type KeyOfItem = {
  itemId: string;
  verdict: string;
  cause: string | null;
  deadlineAt: number | null;
  checkedAt: number | null;
};

/** The worst status and the earliest deadline of the keys that items are about. Of an unproven key nothing is shown (H16). */
async function statesOfKeys(
  db: Executor,
  about: 'ticket' | 'text',
  ids: readonly string[],
  now: Date,
): Promise<Map<string, State>> {
  if (ids.length === 0) return new Map();
  const [table, column] = about === 'ticket' ? [sql`ticket_keys`, sql`ticket_id`] : [sql`key_text_keys`, sql`text_id`];
  const { rows } = await db.execute<KeyOfItem>(sql`
    select about.${column} as "itemId", key.verdict, key.cause, ${asMs(sql`key.deadline_at`)} as "deadlineAt",
      ${asMs(sql`checked.last_conclusive_at`)} as "checkedAt"
    from ${table} as about
    join customer_keys key on key.id = about.key_id and key.ownership_proven_at is not null
      and key.ownership_withdrawn_at is null and key.role not in ('retired', 'released')
    left join key_checks checked on checked.key_id = key.id
    where about.${column} = any(string_to_array(${ids.join(',')}, ',')::uuid[])`);
  return new Map(
    [...Map.groupBy(rows, ({ itemId }) => itemId)].map(([id, keys]) => {
      const [worst] = keys
        .map((key) => ({ ...key, is: verdictOf(key) }))
        .toSorted((a, b) => RANKS[a.is.status] - RANKS[b.is.status]);
      if (worst === undefined) return [id, UNKNOWN];
      const words = keysStateWords(worst.is, { keys: keys.length, checkedAt: instantOf(worst.checkedAt) }, now);
      return [
        id,
        {
          state: { words, rank: RANKS[worst.is.status] },
          deadlineAt: earliest(keys.map(({ deadlineAt }) => instantOf(deadlineAt))),
        },
      ];
    }),
  );
}

const OF_NO_TEXT = { copied: null, told: null, keyId: null } as const;

/** Everything that a person has open, by promise or deadline, then by how bad its state is. */
export async function openItemsOf(db: Executor, staffId: string, now: Date): Promise<HandedOver[]> {
  const tickets = await openTicketsOf(db, staffId, MOST_OPEN);
  const ofSetups = await openSetupsOf(db, staffId);
  const ofReplacements = await openReplacementsOf(db, staffId);
  const texts = await unsentTextsOf(db, staffId, now, { limit: MOST_OPEN });
  const told = await waitedForOf(db, staffId, now, MOST_OPEN);
  const idsOf = (rows: readonly { id: string }[]): string[] => rows.map(({ id }) => id);
  const states = new Map([
    ...(await statesOfKeys(db, 'ticket', idsOf(tickets.map(({ ticket }) => ticket)), now)),
    ...(await statesOfSetups(db, idsOf(ofSetups), now)),
    ...(await statesOfReplacements(db, idsOf(ofReplacements), now)),
    ...(await statesOfKeys(
      db,
      'text',
      [...texts, ...told].map(({ textId }) => textId),
      now,
    )),
  ]);
  const items: Omit<HandedOver, keyof State>[] = [
    ...tickets.map(({ ticket: { id, customerId, reference, promise, promisedFor }, customerName }) => ({
      kind: 'ticket' as const,
      id,
      customerId,
      customerName,
      what: ticketItemWords(reference),
      promise: promise === null || promisedFor === null ? null : { words: promise, until: promisedFor },
      ...OF_NO_TEXT,
    })),
    ...ofSetups.map(({ ticket, ...setup }) => ({
      kind: 'setup' as const,
      ...setup,
      what: setupItemWords(ticket),
      promise: null,
      ...OF_NO_TEXT,
    })),
    ...ofReplacements.map(({ ticket, ...replacement }) => ({
      kind: 'replacement' as const,
      ...replacement,
      what: replacementItemWords(ticket),
      promise: null,
      ...OF_NO_TEXT,
    })),
    ...texts.map(({ textId, customerId, customerName, subject, copiedBy, copiedAt }) => ({
      kind: 'unsent_text' as const,
      id: textId,
      customerId,
      customerName,
      what: unsentTextWords(subject),
      promise: null,
      ...OF_NO_TEXT,
      copied: { by: copiedBy, at: copiedAt },
    })),
    ...told.map(({ textId, customerId, customerName, sentAt, sentTo, sentChannel, promisedFor, keys }) => ({
      kind: 'told_text' as const,
      id: textId,
      customerId,
      customerName,
      what: toldTextWords(keys, promisedFor !== null),
      promise: promisedFor === null ? null : { words: WRITE_AGAIN_WORDS, until: promisedFor },
      copied: null,
      told: { to: sentTo, channel: sentChannel, at: sentAt },
      keyId: keys.length === 1 ? (keys[0]?.id ?? null) : null,
    })),
  ];
  return dueFirst(items.map((item) => ({ ...item, ...(states.get(item.id) ?? UNKNOWN) })));
}
