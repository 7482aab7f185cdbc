import { inconclusive } from '#lib/core/finding/inconclusive/inconclusive.ts';

export const ownConfiguration = inconclusive('own_configuration', {
  faults: ['own_configuration'],
  family: 'our_side',
  acts: 'vendor',
  reason: 'our_side',
  word: 'our own settings',
  headline: 'Could not be checked: Keydesk is not set up correctly for this region.',
  cause: 'The region is not in HOSTING_REGIONS, or our AWS client uses another region or a wrong endpoint.',
  steps: [
    { text: 'Give the error under Permissions to whoever runs Keydesk: HOSTING_REGIONS or the endpoint is wrong.' },
  ],
});
