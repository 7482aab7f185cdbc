import type { EvidenceKind } from '#lib/core/finding/evidence.ts';
import { failedCommand } from './own-command.ts';
import { formatOf } from './paste-format.ts';
import { asObject, type Paste } from './pasted-text.ts';
import { looksLikePolicy } from './policy-document.ts';

/** Whether a value is the answer of GetKeyRotationStatus: when the key will be rotated, not when it was. */
export const isRotationSchedule = (value: unknown): boolean => asObject(value)?.['KeyRotationEnabled'] !== undefined;

const isRotation = (value: unknown): boolean => {
  const row = asObject(value);
  return row?.['RotationDate'] !== undefined || row?.['KeyMaterialState'] !== undefined;
};

/** Which answer of KMS a JSON value is, or null if it is none of those that are evidence. */
export function kindOfValue(value: unknown): EvidenceKind | null {
  const object = asObject(value);
  if (object?.['KeyMetadata'] !== undefined || object?.['KeyState'] !== undefined) return 'describe_key';
  if (Array.isArray(object?.['Rotations']) || isRotationSchedule(value)) return 'key_rotations';
  if (Array.isArray(value) && value.length > 0 && value.every((item) => isRotation(item))) return 'key_rotations';
  return looksLikePolicy(value) ? 'key_policy' : null;
}

const WORDS: readonly (readonly [EvidenceKind, RegExp])[] = [
  ['key_rotations', /\bRotations\b|\bROTATIONS\b|RotationDate|list-key-rotations|get-key-rotation-status/],
  [
    'describe_key',
    /KeyMetadata|KEYMETADATA|\bKeyState\b|describe[-_]key\b|aws_kms_key|^Key (?:ARN|ID)\b|^\s{0,20}Status$/m,
  ],
  ['production_error', /\b\w{3,60}(?:Exception|Fault)\b|\b(?:ERROR|Error|error|FATAL|fatal):|\b[Aa]ccess [Dd]enied/],
  [
    'key_policy',
    /[“"']?Statement[”"'“]?\s{0,5}[:=]|"Effect|\bPolicy\b|get-key-policy|aws_iam_policy_document|jsonencode/,
  ],
];

/** Finds out what a paste is. @returns null if it is like no kind of evidence */
export function kindOfPaste({ text, json, errors, template }: Paste): EvidenceKind | null {
  const command = failedCommand(text);
  if (command !== null) return command;
  if (template() === 'terraform_state' && errors().length === 0) return 'describe_key';
  const found = json();
  if (found !== null) {
    const kinds = [found.value, ...found.others].flatMap((value) => kindOfValue(value) ?? []);
    if (kinds[0] !== undefined) return kinds[0];
  }
  if (text.includes('"eventName"') && text.includes('"eventSource"')) return 'production_error';
  if (text.includes('"detail-type"') && text.includes('"aws.kms"')) return 'production_error';
  // A policy or an answer in another format names no error, and code that failed is sent with its error.
  if (errors().length > 0) return 'production_error';
  const inWords = WORDS.find(([, pattern]) => pattern.test(text))?.[0] ?? null;
  return inWords ?? (template() !== null ? 'key_policy' : formatOf(text) !== null ? 'describe_key' : null);
}
