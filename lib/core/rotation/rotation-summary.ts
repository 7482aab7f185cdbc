import type { KeyFacts } from '#lib/core/probe/report.ts';
import type { Arrival, RotationSources } from '#lib/core/rotation/observed-materials.ts';
import { instantWords } from '#lib/core/text/time-words.ts';

const NEW_KEY = 'To rotate such a key, the customer creates a new key with a new ARN.';

/** Why we can't see rotations of this key; null when KMS names its material. */
function cannotTellWords(facts: KeyFacts | null): string | null {
  if (facts === null) return 'Not known: DescribeKey has never answered.';
  if (facts.currentKeyMaterialId !== null) return null;
  if (facts.customKeyStoreId !== null)
    return `Not visible: KMS does not name the material of a key in a custom key store. ${NEW_KEY}`;
  return facts.keySpec !== null && facts.keySpec !== 'SYMMETRIC_DEFAULT'
    ? `Not visible: KMS does not name the material of a key of this type. ${NEW_KEY}`
    : 'Not visible: KMS did not name the key’s material.';
}

/**
 * The ledger in one sentence.
 * @param first when a material was first observed
 */
export function rotationSummary(
  sources: RotationSources,
  arrivals: readonly Arrival[],
  first: Date | undefined,
): string {
  const { facts, eventsCut } = sources;
  const cannotTell = cannotTellWords(facts);
  const changes = arrivals.filter(({ change }) => change !== null);
  const last = changes.at(-1);
  if (cannotTell !== null && last === undefined) return cannotTell;
  const cut = eventsCut ? ' Older entries are not shown.' : '';
  if (first === undefined) return `KMS names the key’s material, but when we first saw it is not on record.${cut}`;
  const since = `since ${instantWords(first)}`;
  if (last === undefined) return `The same key material at every check ${since}.${cut}`;
  const seen = changes.length === 1 ? 'One rotation' : `${changes.length} rotations`;
  const between =
    last.notBefore === null
      ? `the last before ${instantWords(last.at)}`
      : `the last between ${instantWords(last.notBefore)} and ${instantWords(last.at)}`;
  return `${seen} seen ${since}; ${between}.${cannotTell === null ? '' : ` ${cannotTell}`}${cut}`;
}
