import { instantsOf, timeZoneNamed } from '#lib/core/customer/time-zone.ts';
import { keyText, type KeyTextSource } from '#lib/core/customer-text/key-text.ts';
import { restoreText } from '#lib/core/customer-text/restore-text.ts';
import { findingRecord } from '#lib/core/finding/all-findings.ts';
import type { RestoreAnswer, RestoreKeyView } from '#lib/core/pages/restore-answer.ts';
import { policyOf } from '#lib/core/probe/schedule.ts';
import { restoreKey, type RestoreCandidate } from '#lib/core/service/restore-key.ts';
import {
  restoreKeyWords,
  restoreUse,
  RESTORE_POINTS_WORD,
  UNCLEAR_TIME_WORDS,
} from '#lib/core/service/restore-words.ts';
import { can } from '#lib/core/staff/capability.ts';
import type { StaffRole } from '#lib/core/staff/staff-actions.ts';
import { instantWords } from '#lib/core/text/time-words.ts';
import { shownVerdict } from '#lib/core/verdict/freshness.ts';
import { workspacesNamed } from '#lib/db/customer/customer-page.ts';
import { findCustomer } from '#lib/db/customer/customers.ts';
import { restoreHistoryOf } from '#lib/db/customer/restore-history.ts';
import { findKeyTextSource } from '#lib/db/customer-text/key-text.ts';
import type { ReadDeps } from '#lib/queries/key/key-list.ts';

/** Which key a restore of a customer's backup needs, whether it can be used, and the text where it can't; null without such a workspace. */
export async function readRestoreAnswer(
  deps: ReadDeps,
  staff: { role: StaffRole },
  { customerId, workspaceId, local, zone }: { customerId: string; workspaceId: string; local: string; zone: string },
): Promise<RestoreAnswer | null> {
  if (!can(staff.role, 'keys:read')) throw new Error(`The role ${staff.role} may not read customers.`);
  const now = deps.clock();
  const [customer, workspaces] = await Promise.all([
    findCustomer(deps.db, customerId),
    workspacesNamed(deps.db, customerId),
  ]);
  if (customer === null || !workspaces.some(({ id }) => id === workspaceId)) return null;
  const { timeZone } = customer;
  const [at, other] = timeZoneNamed(zone) === null ? [] : instantsOf(local, zone);
  if (at === undefined || other !== undefined)
    return {
      kind: 'unclear',
      at: null,
      words: UNCLEAR_TIME_WORDS[at === undefined ? 'never' : 'twice'],
      keys: [],
      reply: null,
    };
  const answer = restoreKey(await restoreHistoryOf(deps.db, customerId), workspaceId, at, now);
  const nameOf = (id: string): string => {
    const named = workspaces.find((workspace) => workspace.id === id);
    return named === undefined ? 'another workspace' : `${named.name}, ${named.region}`;
  };
  const found = await Promise.all(
    answer.keys.map(async (key) => ({ key, source: await findKeyTextSource(deps.db, key.keyId) })),
  );
  const keys = found.flatMap(({ key, source }) =>
    source === null ? [] : [keyView(deps, key, source, { customerId, timeZone, now })],
  );
  const own = found.flatMap(({ source }) =>
    source !== null && source.customerId === customerId && source.ownershipProven ? [source] : [],
  );
  return {
    kind: answer.kind,
    at: instantWords(at, timeZone),
    words: restoreKeyWords(answer, nameOf, timeZone),
    keys,
    reply:
      own.length < answer.keys.length
        ? null
        : restoreText({
            answer,
            at,
            workspace: nameOf(answer.workspaceId),
            contactName: own[0]?.contactName ?? null,
            timeZone,
            arns: own.map(({ record }) => record.arn),
          }),
  };
}

function keyView(
  deps: ReadDeps,
  { keyId, restorePoints }: RestoreCandidate,
  source: KeyTextSource,
  { customerId, timeZone, now }: { customerId: string; timeZone: string | null; now: Date },
): RestoreKeyView {
  const { record, ownershipProven: isProven } = source;
  const { role, check, arn } = record;
  const shown = shownVerdict(record.verdict, check.lastConclusiveAt, policyOf(role, deps.policy).intervalMinutes, now);
  const { verdict, freshness, asOf } = shown;
  const holder = source.customerId === customerId ? null : source.customerName;
  const use = restoreUse({ isProven, role, verdict, decrypt: check.actions.Decrypt ?? null }, now, timeZone);
  return {
    id: keyId,
    arn,
    role,
    holder,
    status:
      isProven && role !== 'retired'
        ? {
            status: verdict.status,
            cause: verdict.cause === null ? null : findingRecord(verdict.cause).word,
            freshness,
            asOf: asOf?.toISOString() ?? null,
          }
        : null,
    can: use.can,
    useWords: use.words,
    restorePoints: RESTORE_POINTS_WORD[restorePoints],
    text: use.can === 'yes' ? null : holder === null ? textOf(keyText(source, deps, now)) : textForHolder(holder),
  };
}

/** A reply about a key goes to its holder: on the page of another customer it is not shown (H6). */
const textForHolder = (holder: string): RestoreKeyView['text'] => ({
  kind: 'blocked',
  words: `The reply is for ${holder}, who holds the key: copy it on the key’s page.`,
});

const textOf = (text: ReturnType<typeof keyText>): RestoreKeyView['text'] =>
  text.kind === 'blocked'
    ? { kind: 'blocked', words: text.words }
    : { kind: 'text', subject: text.subject, body: text.body, caution: text.caution };
