import { createHash } from 'node:crypto';
import { namesToLookUp } from '#lib/core/customer-text/added-text.ts';
import {
  changedInReply,
  combinedText,
  toldByReply,
  type CombinedText,
  type KeyToTell,
} from '#lib/core/customer-text/combined-text.ts';
import { whyNotToCopyEditedOf } from '#lib/core/customer-text/edited-combined-text.ts';
import { foreignNameWords } from '#lib/core/customer-text/edited-text.ts';
import { SECRET_IN_EDIT } from '#lib/core/customer-text/edited-text-words.ts';
import { toldByText } from '#lib/core/customer-text/key-text.ts';
import type { HostingRegion } from '#lib/core/key/region.ts';
import type { CheckPolicy } from '#lib/core/probe/schedule.ts';
import { ok, refuse, type Result } from '#lib/core/result.ts';
import { secretIn } from '#lib/core/ticket/note.ts';
import type { StaffActor } from '#lib/core/staff/audit.ts';
import { announceChange } from '#lib/db/announce.ts';
import { findCustomer, otherCustomersNamed } from '#lib/db/customer/customers.ts';
import { keysToTellOf } from '#lib/db/customer-text/combined-texts.ts';
import { insertKeyText, sameUnsentText } from '#lib/db/customer-text/key-texts.ts';
import type { Database, Executor } from '#lib/db/database.ts';
import { appendAudit } from '#lib/db/staff/audit.ts';
import type { ChangedMeanwhile, EditRefused } from './copy-text.ts';

export type CopyCombinedTextDeps = {
  db: Database;
  clock: () => Date;
  regions: readonly HostingRegion[];
  policy: CheckPolicy;
};

export type CopiedCombinedText = { textId: string; subject: string; body: string };
export type CopyCombinedTextRefusal = { reason: 'not_found' } | { reason: 'nothing_to_send'; words: string };

type MadeReply = Extract<CombinedText, { kind: 'text' }>;

const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');

/** Why an edited reply may not leave: what it says of its keys, a secret in it, and the name of another customer (H6). */
async function problemsOf(
  db: Executor,
  {
    customerId,
    customerName,
    keys,
    made,
    edited,
  }: {
    customerId: string;
    customerName: string;
    keys: readonly KeyToTell[];
    made: MadeReply;
    edited: string;
  },
  deps: CopyCombinedTextDeps,
  at: Date,
): Promise<string[]> {
  const problems = whyNotToCopyEditedOf(keys, made, edited, deps, at);
  if (problems.length > 0) return problems;
  if (secretIn(edited) !== null) return [SECRET_IN_EDIT];
  const names = await otherCustomersNamed(db, customerId, namesToLookUp(`${made.body}\n${customerName}`, edited));
  return names.slice(0, 1).map((name) => foreignNameWords(edited, name));
}

/**
 * Gives out one reply about all keys of a customer that need one, and keeps it with the keys that it is about. It is made
 * again from the present records, so what is kept is exactly what is copied.
 * @param input `edited` is the body as the person changed it, and `tells` what the reply told from which they began
 */
export async function copyCombinedText(
  deps: CopyCombinedTextDeps,
  { customerId, edited = null }: { customerId: string; edited?: { body: string; tells: string } | null },
  actor: StaffActor,
  requestId: string | null = null,
): Promise<
  Result<CopiedCombinedText, never> | ({ ok: false } & CopyCombinedTextRefusal) | EditRefused | ChangedMeanwhile
> {
  const at = deps.clock();
  return deps.db.transaction(async (tx) => {
    const customer = await findCustomer(tx, customerId);
    if (customer === null) return refuse('not_found');
    const keys = await keysToTellOf(tx, customerId);
    const text = combinedText(keys, deps, at);
    if (text.kind === 'blocked') return { ok: false, reason: 'nothing_to_send', words: text.words };
    const { subject, asOf, keyIds } = text;
    const tells = toldByReply(keys, keyIds, at);
    const isEdited = edited !== null && edited.body !== text.body;
    if (edited !== null && edited.tells !== tells)
      return {
        ok: false,
        reason: 'changed_meanwhile',
        changes: changedInReply(edited.tells, tells),
        tells,
      } satisfies ChangedMeanwhile;
    const about = { customerId, customerName: customer.name, keys, made: text };
    const problems = isEdited ? await problemsOf(tx, { ...about, edited: edited.body }, deps, at) : [];
    if (problems.length > 0) return { ok: false, reason: 'edit_refused', problems } satisfies EditRefused;
    const body = isEdited ? edited.body : text.body;
    const copied = {
      customerId,
      subject,
      body,
      bodyBefore: isEdited ? text.body : null,
      asOf,
      copiedAt: at,
      copiedBy: { staffId: actor.staffId, name: actor.name },
      keys: keys.flatMap(({ id, source }) =>
        keyIds.includes(id) ? [{ keyId: id, tellDigest: toldByText(source, at) }] : [],
      ),
    };
    // Who presses twice has copied one text.
    const textId = (await sameUnsentText(tx, copied)) ?? (await insertKeyText(tx, copied));
    await appendAudit(
      tx,
      {
        action: 'customer.text_copied',
        actor,
        targetType: 'customer',
        targetId: customerId,
        customerId,
        before: null,
        after: {
          textId,
          keys: keyIds.length,
          asOf: asOf?.toISOString() ?? null,
          sha256: sha256(body),
          ...(isEdited && { editedFrom: sha256(text.body) }),
        },
        reason: null,
      },
      at,
      requestId,
    );
    await announceChange(tx, { kind: 'customer', id: customerId });
    return ok({ textId, subject, body });
  });
}
