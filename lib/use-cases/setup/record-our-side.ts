import { ok, refuse, type Result } from '#lib/core/result.ts';
import type { ByAnyone } from '#lib/core/staff/audit.ts';
import { findKey } from '#lib/db/key/keys.ts';
import { updateLine } from '#lib/db/setup/setups.ts';
import {
  changeSetup,
  openLine,
  type LineRefusal,
  type SetupDeps,
  type SetupInput,
  type UnseenSetup,
  type SetupRefusal,
} from './change-setup.ts';

export type OurSideRefusal = LineRefusal | SetupRefusal | 'no_key' | 'another_arn';

/**
 * Records that the workspace in our product uses this ARN, and that its role made one encrypt/decrypt call with it.
 * @param input `arn` as the page showed it: a key that came later is not covered; `how` says what was seen, and where
 */
export const recordOurSide = (
  deps: SetupDeps,
  input: (SetupInput | UnseenSetup) & { lineId: string; arn: string; how: string },
  by: ByAnyone,
): Promise<Result<null, OurSideRefusal>> =>
  changeSetup<null, Exclude<OurSideRefusal, SetupRefusal>>(deps, input, by, async (tx, held, at) => {
    const found = openLine(held, input.lineId);
    if (!found.ok) return found;
    const { id, keyId } = found.value;
    const key = keyId === null ? null : await findKey(tx, keyId);
    if (key === null) return refuse('no_key');
    if (key.record.arn !== input.arn) return refuse('another_arn');
    const { how, arn } = input;
    await updateLine(tx, id, { ourSideBy: by.actor.name, ourSideAt: at, ourSideHow: how, ourSideArn: arn });
    return ok({
      value: null,
      event: { kind: 'our_side_recorded', lineId: id, detail: { how } },
      audit: { action: 'setup.our_side_recorded', after: { lineId: id, arn, how } },
    });
  });
