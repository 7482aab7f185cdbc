import { createHash } from 'node:crypto';
import type { Actor } from '#lib/core/staff/audit.ts';
import { keyText, toldByText, whyNotToCopyEdited } from '#lib/core/customer-text/key-text.ts';
import { changedSinceTold } from '#lib/core/customer-text/told-words.ts';
import type { CopiedText, TextBlock } from '#lib/core/customer-text/text-input.ts';
import type { HostingRegion } from '#lib/core/key/region.ts';
import { ok, refuse, type Result } from '#lib/core/result.ts';
import type { CheckPolicy } from '#lib/core/probe/schedule.ts';
import { insertKeyText, sameUnsentText } from '#lib/db/customer-text/key-texts.ts';
import { appendAudit } from '#lib/db/staff/audit.ts';
import type { Database } from '#lib/db/database.ts';
import { findKeyTextSource } from '#lib/db/customer-text/key-text.ts';

export type CopyTextDeps = {
  db: Database;
  clock: () => Date;
  regions: readonly HostingRegion[];
  policy: CheckPolicy;
};

export type CopyTextRefusal = 'not_found' | TextBlock;

/** An edited reply that must not leave, with each reason in words. */
export type EditRefused = { ok: false; reason: 'edit_refused'; problems: readonly string[] };
/** What the customer must be told changed while somebody edited the reply: read Keydesk's new one first. */
export type ChangedMeanwhile = { ok: false; reason: 'changed_meanwhile'; changes: readonly string[]; tells: string };

const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');

/**
 * Gives out the reply to a customer, stores it and records that. Copying alone never counts as told. The reply is made
 * again from the present record, so what is stored is exactly what is copied, whatever the page showed before.
 * @param input `edited` is the body as the person changed it, and `tells` what the text told from which they began
 */
export async function copyText(
  deps: CopyTextDeps,
  input: { customerKeyId: string; edited?: { body: string; tells: string } | null },
  actor: Extract<Actor, { kind: 'staff' }>,
  requestId: string | null = null,
): Promise<Result<CopiedText, CopyTextRefusal> | EditRefused | ChangedMeanwhile> {
  const at = deps.clock();
  return deps.db.transaction(async (tx) => {
    const source = await findKeyTextSource(tx, input.customerKeyId);
    if (source === null) return refuse('not_found');
    const made = keyText(source, deps, at);
    if (made.kind === 'blocked') return refuse(made.reason);
    const tells = toldByText(source, at);
    const { edited = null } = input;
    const isEdited = edited !== null && edited.body !== made.body;
    if (edited !== null && edited.tells !== tells)
      return {
        ok: false,
        reason: 'changed_meanwhile',
        changes: changedSinceTold(edited.tells, tells),
        tells,
      } satisfies ChangedMeanwhile;
    const problems = isEdited ? whyNotToCopyEdited(source, made, edited.body, deps, at) : [];
    if (problems.length > 0) return { ok: false, reason: 'edit_refused', problems } satisfies EditRefused;
    const { status, cause } = source.record.verdict;
    const { subject, asOf } = made;
    const body = isEdited ? edited.body : made.body;
    const text = {
      customerId: source.customerId,
      subject,
      body,
      bodyBefore: isEdited ? made.body : null,
      asOf,
      copiedAt: at,
      copiedBy: { staffId: actor.staffId, name: actor.name },
      keys: [{ keyId: input.customerKeyId, tellDigest: tells }],
    };
    // Who presses twice has copied one text.
    const textId = (await sameUnsentText(tx, text)) ?? (await insertKeyText(tx, text));
    await appendAudit(
      tx,
      {
        action: 'key.text_copied',
        actor,
        targetType: 'customer_key',
        targetId: input.customerKeyId,
        customerId: source.customerId,
        before: null,
        after: {
          status,
          cause,
          asOf: asOf?.toISOString() ?? null,
          sha256: sha256(body),
          ...(isEdited && { editedFrom: sha256(made.body) }),
        },
        reason: null,
      },
      at,
      requestId,
    );
    return ok({ textId, subject, body, asOf });
  });
}
