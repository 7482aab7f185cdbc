import { createHash } from 'node:crypto';
import type { StaffActor } from '#lib/core/staff/audit.ts';
import { namesToLookUp } from '#lib/core/customer-text/added-text.ts';
import { SECRET_IN_EDIT } from '#lib/core/customer-text/edited-text-words.ts';
import { foreignNameWords } from '#lib/core/customer-text/edited-text.ts';
import { keyText, toldByText, whyNotToCopyEdited, type KeyTextSource } from '#lib/core/customer-text/key-text.ts';
import { changedSinceTold } from '#lib/core/customer-text/told-words.ts';
import type { CopiedText, CustomerText, TextBlock } from '#lib/core/customer-text/text-input.ts';
import type { HostingRegion } from '#lib/core/key/region.ts';
import { ok, refuse, type Result } from '#lib/core/result.ts';
import type { CheckPolicy } from '#lib/core/probe/schedule.ts';
import { secretIn } from '#lib/core/ticket/note.ts';
import { otherCustomersNamed } from '#lib/db/customer/customers.ts';
import { insertKeyText, sameUnsentText } from '#lib/db/customer-text/key-texts.ts';
import { appendAudit } from '#lib/db/staff/audit.ts';
import type { Database, Executor } from '#lib/db/database.ts';
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

type MadeText = Extract<CustomerText, { kind: 'text' }>;

/** Why an edited reply may not leave: what it says, a secret in it, and the name of another customer (H6). */
async function problemsOf(
  db: Executor,
  { source, made, edited }: { source: KeyTextSource; made: MadeText; edited: string },
  deps: CopyTextDeps,
  at: Date,
): Promise<string[]> {
  const problems = whyNotToCopyEdited(source, made, edited, deps, at);
  if (problems.length > 0) return problems;
  if (secretIn(edited) !== null) return [SECRET_IN_EDIT];
  const names = await otherCustomersNamed(
    db,
    source.customerId,
    namesToLookUp(`${made.body}\n${source.customerName}`, edited),
  );
  return names.slice(0, 1).map((name) => foreignNameWords(edited, name));
}

/** What was wrong with an edited reply just before, and the text that it was compared with. */
type Checked = { madeBody: string; problems: readonly string[] };

/** Checks an edited reply before anything is locked. Null where there is no reply to compare it with. */
async function checkEdit(
  deps: CopyTextDeps,
  { customerKeyId, edited }: { customerKeyId: string; edited: string },
  at: Date,
): Promise<Checked | null> {
  const source = await findKeyTextSource(deps.db, customerKeyId);
  const made = source === null ? null : keyText(source, deps, at);
  if (source === null || made?.kind !== 'text') return null;
  const problems = edited === made.body ? [] : await problemsOf(deps.db, { source, made, edited }, deps, at);
  return { madeBody: made.body, problems };
}

/**
 * Gives out the reply to a customer, stores it and records that. Copying alone never counts as told. The reply is made
 * again from the present record, so what is stored is exactly what is copied, whatever the page showed before.
 * @param input `edited` is the body as the person changed it, and `tells` what the text told from which they began
 */
export async function copyText(
  deps: CopyTextDeps,
  input: { customerKeyId: string; edited?: { body: string; tells: string } | null },
  actor: StaffActor,
  requestId: string | null = null,
): Promise<Result<CopiedText, CopyTextRefusal> | EditRefused | ChangedMeanwhile> {
  const at = deps.clock();
  const { edited = null } = input;
  const checked =
    edited === null ? null : await checkEdit(deps, { customerKeyId: input.customerKeyId, edited: edited.body }, at);
  return deps.db.transaction(async (tx) => {
    const source = await findKeyTextSource(tx, input.customerKeyId);
    if (source === null) return refuse('not_found');
    const made = keyText(source, deps, at);
    if (made.kind === 'blocked') return refuse(made.reason);
    const tells = toldByText(source, at);
    const isEdited = edited !== null && edited.body !== made.body;
    if (edited !== null && edited.tells !== tells)
      return {
        ok: false,
        reason: 'changed_meanwhile',
        changes: changedSinceTold(edited.tells, tells),
        tells,
      } satisfies ChangedMeanwhile;
    const problems = !isEdited
      ? []
      : checked?.madeBody === made.body
        ? checked.problems
        : await problemsOf(tx, { source, made, edited: edited.body }, deps, at);
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
