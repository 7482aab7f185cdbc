import { CODES_TRIED, readCiphertext, type CiphertextAnswer, type DecryptProof } from '#lib/core/customer/ownership.ts';
import { ok, refuse, type Result } from '#lib/core/result.ts';
import type { Actor } from '#lib/core/staff/audit.ts';
import type { Database } from '#lib/db/database.ts';
import { openCodesFor } from '#lib/db/ownership/codes.ts';
import { callsIn, reserveCallsOf } from '#lib/db/probe/call-budgets.ts';
import { claimUnproven, type AskRefusal } from './check-ownership.ts';
import { recordProof } from './record-proof.ts';

export type ProveByCiphertextDeps = { db: Database; clock: () => Date; decryptProof: DecryptProof };

export type CiphertextRefusal =
  AskRefusal | 'not_a_ciphertext' | 'no_open_code' | Exclude<CiphertextAnswer['answer'], 'proven'>;

const WHENEVER_MS = 24 * 3_600_000;

/**
 * Decrypts what a customer encrypted with their key, for real, and proves the key if it is an open code (H16). Nothing of
 * the paste is stored. It proves that it comes from somebody who may encrypt with this key.
 */
export async function proveByCiphertext(
  deps: ProveByCiphertextDeps,
  input: { customerKeyId: string; pasted: string },
  actor: Actor,
  requestId: string | null = null,
): Promise<Result<{ customerKeyId: string }, CiphertextRefusal>> {
  const ciphertext = readCiphertext(input.pasted);
  if (ciphertext === null) return refuse('not_a_ciphertext');
  const claimed = await claimUnproven(deps, input.customerKeyId);
  if (!claimed.ok) return claimed;
  const { key, askedAt } = claimed.value;
  const { region } = key.record;
  const codes = (await openCodesFor(deps.db, key, askedAt)).slice(0, CODES_TRIED);
  if (codes.length === 0) return refuse('no_open_code');
  await reserveCallsOf(deps.db, callsIn(region, 1, codes.length), askedAt, WHENEVER_MS);
  const decrypted = await deps.decryptProof(
    key.record,
    ciphertext,
    codes.map(({ code }) => code),
  );
  if (decrypted.answer !== 'proven') return refuse(decrypted.answer);

  const codeId = codes.find(({ code }) => code === decrypted.code)?.id ?? '';
  const proven = await deps.db.transaction((tx) =>
    recordProof(
      tx,
      key.customerKeyId,
      { kind: 'ciphertext', codeId, reason: null },
      { actor, at: deps.clock(), requestId },
    ),
  );
  if (proven.ok) return ok({ customerKeyId: key.customerKeyId });
  return refuse(proven.reason === 'code_used' ? 'superseded' : proven.reason);
}
