import { judgeIntake, type IntakeRefusal } from '#lib/core/key/intake.ts';
import type { HostingRegion } from '#lib/core/key/region.ts';
import { isOpen } from '#lib/core/replacement/replacement.ts';
import { ok, refuse, type Result } from '#lib/core/result.ts';
import type { By } from '#lib/core/staff/audit.ts';
import { violatedConstraint } from '#lib/db/database.ts';
import { findKey } from '#lib/db/key/keys.ts';
import { updateReplacementLine, voidApproval } from '#lib/db/replacement/replacements.ts';
import { takeInKey, type TakeInRefusal, type WhoseKey } from '#lib/use-cases/setup/take-in-key.ts';
import {
  changeReplacement,
  factsOfLine,
  lineOf,
  type ReplacementDeps,
  type ReplacementLineInput,
  type ReplacementRefusal,
} from './change-replacement.ts';

type NewKeyRefusal = 'no_such_line' | 'too_late' | 'same_key' | 'released_key' | IntakeRefusal | TakeInRefusal;
export type ReceiveNewKeyRefusal = ReplacementRefusal | NewKeyRefusal;

/**
 * Takes in the new key that a customer sent for one workspace, through the intake of setups. An approval of another key is
 * void, and so is what was tested and confirmed for it.
 */
export async function receiveNewKey(
  deps: ReplacementDeps & { regions: readonly HostingRegion[] },
  input: ReplacementLineInput & { arn: string; whose: WhoseKey },
  by: By,
): Promise<Result<{ customerKeyId: string }, ReceiveNewKeyRefusal>> {
  try {
    return await changeReplacement<{ customerKeyId: string }, NewKeyRefusal>(deps, input, by, async (tx, held, at) => {
      const found = lineOf(held, input.lineId);
      if (!found.ok) return found;
      const line = found.value;
      if (!isOpen(line.state)) return refuse('too_late');
      const intake = judgeIntake(input.arn, line.region, deps.regions);
      if (!intake.ok) return refuse(intake.reason);
      const stored = await factsOfLine(tx, line.id, at);
      if (stored === null) return refuse('no_such_line');
      const { arn } = intake.value;
      if (arn === stored.oldKey.record.arn) return refuse('same_key');
      const { customer } = held;
      const sent = { customerId: customer.id, whose: input.whose, parts: intake.value, alsoAsk: [], at };
      const taken = await takeInKey(tx, { ...sent, known: line.newKeyId }, by);
      if (!taken.ok) return taken;
      const { customerKeyId, others } = taken.value;
      // Its owner was told that nothing needs it.
      if ((await findKey(tx, customerKeyId))?.record.role === 'released') return refuse('released_key');
      if (line.approvalId !== null) await voidApproval(tx, line.approvalId, at, 'Another key was sent.');
      await updateReplacementLine(tx, line.id, {
        newKeyId: customerKeyId,
        keyReceivedAt: at,
        state: 'requested',
        stateAt: at,
        approvalId: null,
        moveTest: null,
        confirmedAt: null,
        confirmedBy: null,
        confirmedByStaffId: null,
        confirmedHow: null,
        confirmedContactId: null,
        askedAt: null,
        askedBy: null,
      });
      return ok({
        value: { customerKeyId },
        event: { kind: 'key_received', lineId: line.id, detail: { arn } },
        audit: {
          action: 'replacement.key_received',
          before: { newArn: stored.newKey?.record.arn ?? null },
          after: { lineId: line.id, arn, otherCustomers: others },
        },
        part: { part: 'edited', lineIds: [line.id] },
      });
    });
  } catch (error) {
    if (violatedConstraint(error) === 'customer_keys_one_owner') return refuse('key_held_by_another_customer');
    throw error;
  }
}
