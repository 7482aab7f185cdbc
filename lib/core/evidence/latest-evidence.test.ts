import { describe, expect, it } from 'vitest';
import { NO_EVIDENCE, type Evidence, type EvidenceContent } from '#lib/core/finding/evidence.ts';
import { after, ARN, HOUR_MS, MINUTE_MS } from '#lib/core/verdict/checks.test-support.ts';
import { contentOf, described, OTHER_ARN, ownerStatement, policy, useStatement } from './evidence.test-support.ts';
import { latestEvidence } from './latest-evidence.ts';

const stateOf = (KeyState: string) => contentOf('describe_key', described({ KeyState }));
const piece = (content: EvidenceContent, asOf: Date, given: Partial<Evidence> = {}): Evidence => ({
  id: `id-${asOf.getTime()}`,
  arn: ARN,
  asOf,
  addedAt: after(HOUR_MS),
  addedBy: 'Robin Agent',
  content,
  closed: null,
  ...given,
});

describe('the latest evidence', () => {
  it('is none when the customer sent none', () => {
    expect(latestEvidence([], ARN)).toEqual(NO_EVIDENCE);
  });

  it('is the one of each kind that was taken last, whenever it was added', () => {
    const older = piece(stateOf('Enabled'), after(-HOUR_MS), { addedAt: after(2 * HOUR_MS) });
    const newer = piece(stateOf('Disabled'), after(-MINUTE_MS));
    const copy = piece(contentOf('key_policy', policy(ownerStatement, useStatement())), after(-2 * HOUR_MS));
    expect(latestEvidence([older, copy, newer], ARN)).toEqual({
      describeKey: { asOf: newer.asOf, content: newer.content },
      keyPolicy: { asOf: copy.asOf, content: copy.content },
      productionErrors: [],
    });
  });

  it('is the one added later when two were taken at the same time', () => {
    const at = after(-HOUR_MS);
    const first = piece(stateOf('Enabled'), at, { addedAt: after(0) });
    const second = piece(stateOf('Disabled'), at, { addedAt: after(MINUTE_MS) });
    for (const given of [
      [first, second],
      [second, first],
    ])
      expect(latestEvidence(given, ARN).describeKey?.content).toBe(second.content);
  });

  it('is never about another ARN', () => {
    expect(latestEvidence([piece(stateOf('Disabled'), after(0), { arn: OTHER_ARN })], ARN)).toEqual(NO_EVIDENCE);
  });
});
