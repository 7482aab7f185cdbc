import { describe, expect, it } from 'vitest';
import type { EvidenceContent, EvidenceKind } from '#lib/core/finding/evidence.ts';
import type { KeyArn } from '#lib/core/key/key-arn.ts';
import { refusalWords } from './evidence-refusal.ts';
import { KEY_ID, OWNER, SUBJECT } from './evidence.test-support.ts';
import pasted from './pasted/outputs.json' with { type: 'json' };
import { readEvidence } from './read-evidence.ts';

const READ: Partial<Record<keyof typeof pasted, Partial<EvidenceContent>>> = {
  D02: { kind: 'describe_key', exists: true, keyState: 'Disabled', deletionAt: null },
  D11: {
    kind: 'key_rotations',
    rotations: [
      { keyMaterialId: null, rotatedAt: new Date('2024-03-09T16:00:00Z'), type: 'AUTOMATIC', materialState: null },
      { keyMaterialId: null, rotatedAt: new Date('2025-03-09T16:00:00Z'), type: 'ON_DEMAND', materialState: null },
    ],
  },
  D12: { kind: 'key_rotations', rotations: [] },
};

const REFUSED: Partial<Record<keyof typeof pasted, [looksLike: EvidenceKind, reason: string, words: RegExp]>> = {
  D04: ['describe_key', 'other_output_format', /is a table.*--output json/],
  D05: ['describe_key', 'other_output_format', /is text output.*--output json/],
  D06: ['describe_key', 'other_output_format', /is YAML.*--output json/],
  D08: ['describe_key', 'other_output_format', /a Python value.*AWS CLI.*--output json/],
  D09: ['describe_key', 'terraform_state', /last recorded.*describe-key/],
  D10: ['key_rotations', 'rotation_schedule', /schedule.*list-key-rotations/],
  D17: ['describe_key', 'related_multi_region_key', /another Region.*its own state.*full ARN and Region/],
};

/** The one that is about a replica was asked for with the replica's ARN. */
const subjectOf = (name: string) =>
  name === 'D17'
    ? { ...SUBJECT, arn: `arn:aws:kms:eu-west-1:${OWNER}:key/mrk-${KEY_ID.replaceAll('-', '')}` as KeyArn }
    : SUBJECT;
const read = (name: string) => readEvidence(null, pasted[name as keyof typeof pasted], subjectOf(name));

describe('an output of KMS that support was sent', () => {
  it('is read or refused on purpose: every one of them', () => {
    expect([...Object.keys(READ), ...Object.keys(REFUSED)].toSorted()).toEqual(Object.keys(pasted).toSorted());
  });

  it.each(Object.entries(READ))('is read from its JSON, whatever stands around it: %s', (name, expected) => {
    expect(read(name)).toMatchObject({ ok: true, value: expected });
  });

  it.each(Object.entries(REFUSED))(
    'is refused with its format and what to ask for: %s',
    (name, [looksLike, reason, words]) => {
      const outcome = read(name);
      expect(outcome).toMatchObject({ ok: false, reason, looksLike });
      if (outcome.ok) return;
      expect(refusalWords(outcome)).toMatch(words);
      expect(refusalWords(outcome)).not.toMatch(/not complete|missing or was changed/);
    },
  );
});
