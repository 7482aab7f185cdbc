import { z } from 'zod';
import type { OwnerDescription } from '#lib/core/finding/evidence.ts';
import { ok, refuse, type Result } from '#lib/core/result.ts';
import { AwsInstant, AwsWord, KeyMaterialId } from './aws-shapes.ts';
import { cliErrorsIn, type CliError } from './cli-error.ts';
import type { EvidenceRefusal } from './evidence-refusal.ts';
import { partsOf, type EvidenceSubject } from './evidence-subject.ts';
import { lookedUp } from './key-of-error.ts';
import { namesAnotherKey } from './other-keys-named.ts';
import { asObject, readJson, type Paste } from './pasted-text.ts';
import { squashed } from './plain-text.ts';
import { compareVisible, type Compared } from './visible-parts.ts';

const KeyMetadata = z.object({
  KeyState: AwsWord,
  DeletionDate: AwsInstant.nullish(),
  ValidTo: AwsInstant.nullish(),
  CurrentKeyMaterialId: KeyMaterialId.nullish(),
});

/**
 * Reads the owner's `aws kms describe-key`: its JSON, with or without `KeyMetadata`, or its NotFoundException. Only for
 * the owner does that error mean something: other accounts get "access denied" for a deleted key (H13).
 */
export function readDescribeKey(paste: Paste, subject: EvidenceSubject): Result<OwnerDescription, EvidenceRefusal> {
  const json = readJson(paste);
  if (!json.ok) {
    const errors = cliErrorsIn(paste.text);
    return errors.length > 0 ? readAbsence(paste.text, errors, subject) : json;
  }
  const { value, around } = json.value;
  const answer = asObject(value);
  const metadata = asObject(answer?.['KeyMetadata']) ?? answer;
  if (metadata === null) return refuse('not_this_command');
  if (isRelated(metadata, subject)) return refuse('related_multi_region_key');
  const about = comparedWith(metadata, subject);
  if (namesAnotherKey(around, subject) || about === 'differs') return refuse('about_another_key');
  // ScheduleKeyDeletion answers with a state too, and names the key by its ARN in KeyId.
  if (metadata['PendingWindowInDays'] !== undefined) return refuse('not_this_command');
  if (about === 'cannot_tell') return refuse('masked');
  const parsed = KeyMetadata.safeParse(withoutEnumObjects(metadata));
  if (!parsed.success) return refuse('not_this_command');
  if (typeof metadata['Arn'] !== 'string') return refuse('names_no_key');
  const { KeyState, DeletionDate, ValidTo, CurrentKeyMaterialId } = parsed.data;
  return ok({
    kind: 'describe_key',
    exists: true,
    keyState: KeyState,
    deletionAt: DeletionDate ?? null,
    materialExpiresAt: ValidTo ?? null,
    currentKeyMaterialId: CurrentKeyMaterialId ?? null,
  });
}

/** PowerShell prints the members of an enumeration as objects. */
const withoutEnumObjects = (metadata: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> => {
  const inner = asObject(metadata['KeyState'])?.['Value'];
  return inner === undefined ? metadata : { ...metadata, KeyState: inner };
};

/** Whether this is another of the related multi-Region keys of one account, which share the key ID and not the state. */
function isRelated(metadata: Readonly<Record<string, unknown>>, { arn }: EvidenceSubject): boolean {
  const { region, awsAccountId, kmsKeyId } = partsOf(arn);
  const [, partition, , inRegion, account, resource] = String(metadata['Arn']).split(':');
  const isSibling = partition === 'aws' && account === awsAccountId && resource === `key/${kmsKeyId}`;
  return kmsKeyId.startsWith('mrk-') && isSibling && inRegion !== region;
}

/** Related multi-Region keys share the key ID, so only the full ARN tells them apart. Parts of it may be hidden. */
function comparedWith(metadata: Readonly<Record<string, unknown>>, { arn }: EvidenceSubject): Compared {
  const { awsAccountId, kmsKeyId } = partsOf(arn);
  const compare = (name: string, expected: string): Compared[] => {
    const value = metadata[name];
    if (value === undefined || value === null) return [];
    if (typeof value !== 'string') return ['differs'];
    const [seen, whole] = [value.split(':'), expected.split(':')];
    if (seen.length !== whole.length) return [compareVisible(value, expected)];
    return seen.map((part, at) => compareVisible(part, whole[at] ?? ''));
  };
  const keyId = metadata['KeyId'] === arn ? arn : kmsKeyId;
  const parts = [...compare('Arn', arn), ...compare('AWSAccountId', awsAccountId), ...compare('KeyId', keyId)];
  return parts.includes('differs') ? 'differs' : parts.includes('cannot_tell') ? 'cannot_tell' : 'same';
}

const WHOLE_ARN = /:\d{12}:key\/[\w-]{36}'? does not exist/;

function readAbsence(
  text: string,
  errors: readonly CliError[],
  subject: EvidenceSubject,
): Result<OwnerDescription, EvidenceRefusal> {
  const messages = squashed(errors.map(({ message }) => message).join(' ')).toLowerCase();
  if (lookedUp(messages, subject) === 'in_our_account') return refuse('looked_up_in_our_account');
  if (namesAnotherKey(text, subject)) return refuse('about_another_key');
  if (errors.some(({ operation }) => operation !== 'DescribeKey')) return refuse('not_this_command');
  if (errors.some(({ name }) => name !== 'NotFoundException')) return refuse('error_says_nothing');
  // KMS writes the full ARN: "Key 'arn:…' does not exist". "Invalid arn us-west-2" comes from another region.
  const gone = new RegExp(`^Key '?${subject.arn}'? does not exist\\.?$`, 'i');
  if (errors.every(({ message }) => gone.test(message))) return ok({ kind: 'describe_key', exists: false });
  const isHidden = errors.some(({ message }) => /^Key '?arn:/.test(message) && !WHOLE_ARN.test(message));
  return refuse(isHidden ? 'masked' : 'not_found_elsewhere');
}
