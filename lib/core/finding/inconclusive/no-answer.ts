import { inconclusive } from '#lib/core/finding/inconclusive/inconclusive.ts';

export const timedOut = inconclusive('timed_out', {
  faults: ['timed_out'],
  word: 'timed out',
  headline: 'Could not be checked: KMS did not answer in time.',
  cause: 'The check was ended after its time limit.',
});

export const unreachable = inconclusive('unreachable', {
  faults: ['unreachable'],
  word: 'unreachable',
  headline: 'Could not be checked: KMS could not be reached.',
  cause: 'The connection to KMS in this region failed.',
});
