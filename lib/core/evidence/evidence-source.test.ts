import { expect, it } from 'vitest';
import type { ProductionError } from '#lib/core/finding/evidence.ts';
import { evidenceSource, evidenceTitle } from './evidence-source.ts';

const error: ProductionError = {
  kind: 'production_error',
  errorName: 'AccessDeniedException',
  action: 'Decrypt',
  principalArn: null,
};

it('calls an error of our own caller that of our production, and no word of the customer', () => {
  for (const ours of [
    { ...error, principalArn: 'arn:aws:sts::444455556666:assumed-role/backup-worker/run-7' },
    { ...error, byOurAccount: true as const },
  ]) {
    expect(evidenceTitle(ours)).toBe('Error from our production');
    expect(evidenceSource(ours)).toBe('From our production');
  }
});

it('does not say whose call an error was that names no caller', () => {
  expect(evidenceTitle(error)).toBe('Error from production');
  expect(evidenceSource(error)).toBe('From production, caller not named');
});

it('keeps what the customer sent as their word', () => {
  expect(evidenceSource({ kind: 'describe_key', exists: false })).toBe('Said by the customer');
});
