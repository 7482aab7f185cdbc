import { judgeIntake, type IntakeRefusal } from '#lib/core/key/intake.ts';
import type { PolicyGap } from '#lib/core/setup/policy-gap.ts';
import type { HostingRegion } from '#lib/core/key/region.ts';
import { ok, refuse, type Result } from '#lib/core/result.ts';
import type { By } from '#lib/core/staff/audit.ts';
import { violatedConstraint } from '#lib/db/database.ts';
import { unprovenKeysOfSetup } from '#lib/db/ownership/asking.ts';
import { updateLine } from '#lib/db/setup/setups.ts';
import {
  changeSetup,
  openLine,
  type LineInput,
  type LineRefusal,
  type SetupDeps,
  type SetupRefusal,
} from './change-setup.ts';
import { takeInKey, type TakeInRefusal, type WhoseKey } from './take-in-key.ts';

type KeyRefusal = LineRefusal | IntakeRefusal | TakeInRefusal;
export type ReceiveKeyRefusal = SetupRefusal | KeyRefusal;

export type ReceiveKeyInput = LineInput & {
  /** What the person pasted, or the ARN that was read out of it. */
  arn: string;
  holder: WhoseKey;
  /** Whether the pasted policy has the grant statement; null where none was pasted. */
  grantStatement: boolean | null;
  /** What that policy lacks. */
  policyGap?: PolicyGap | null;
};

/**
 * Takes in the key that a customer sent for one line, or what a policy says of the key that it has. Nothing of the paste is
 * stored but the ARN and what the policy lacks. What our side had recorded for another key no longer counts. A key that
 * protects another customer of the same holder needs an approver.
 */
export async function receiveKey(
  deps: SetupDeps & { regions: readonly HostingRegion[] },
  input: ReceiveKeyInput,
  by: By,
): Promise<Result<{ customerKeyId: string }, ReceiveKeyRefusal>> {
  try {
    return await changeSetup<{ customerKeyId: string }, KeyRefusal>(deps, input, by, async (tx, held, at) => {
      const found = openLine(held, input.lineId);
      if (!found.ok) return found;
      const line = found.value;
      const intake = judgeIntake(input.arn, line.region, deps.regions);
      if (!intake.ok) return refuse(intake.reason);
      const { arn } = intake.value;
      const taken = await takeInKey(
        tx,
        {
          customerId: held.customer.id,
          whose: input.holder,
          parts: intake.value,
          known: line.keyId,
          alsoAsk: await unprovenKeysOfSetup(tx, held.setup.id),
          at,
        },
        by,
      );
      if (!taken.ok) return taken;
      const { customerKeyId, others } = taken.value;
      const isSame = customerKeyId === line.keyId;
      // Of the same key, what an earlier policy said goes on to count while no other is pasted.
      const grantStatement = input.grantStatement ?? (isSame ? line.grantStatement : null);
      await updateLine(tx, line.id, {
        keyId: customerKeyId,
        grantStatement,
        ...(!isSame && {
          keyReceivedAt: at,
          ourSideBy: null,
          ourSideAt: null,
          ourSideHow: null,
          ourSideArn: null,
        }),
      });
      const kind = isSame && input.grantStatement !== null ? 'policy_saved' : 'key_received';
      return ok({
        value: { customerKeyId },
        event: { kind, lineId: line.id, detail: { arn, ...input.policyGap } },
        audit: {
          action: 'setup.key_received',
          after: { lineId: line.id, arn, grantStatement, otherCustomers: others },
        },
      });
    });
  } catch (error) {
    if (violatedConstraint(error) === 'customer_keys_one_owner') return refuse('key_held_by_another_customer');
    throw error;
  }
}
