import { CHECK_WITHDRAWN_WORDS } from '#lib/core/form/ownership-refusals.ts';
import { CHECK_REFUSAL_WORDS, PROVE_REFUSAL_WORDS } from '#lib/core/form/refusal-words.ts';
import type { KeyRole } from '#lib/core/key/role.ts';

/** Why nobody may check a key now, and why nobody may really use it; null where only the person's role decides. */
export type KeyBlocks = { check: string | null; use: string | null };

/** @param ownership whether ownership is proven now, or its proof was withdrawn */
export function keyBlocks(role: KeyRole, ownership: 'proven' | 'unproven' | 'withdrawn'): KeyBlocks {
  const use = role === 'released' ? PROVE_REFUSAL_WORDS.released : null;
  if (role === 'retired') return { check: CHECK_REFUSAL_WORDS.retired, use };
  if (ownership === 'unproven') return { check: CHECK_REFUSAL_WORDS.ownership_unproven, use };
  return { check: ownership === 'withdrawn' ? CHECK_WITHDRAWN_WORDS : null, use };
}
