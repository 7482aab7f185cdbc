import { expect, it } from 'vitest';
import { confirmed, journey, once, replyOn, type Journey } from '#lib/core/customer-text/key-journey.test-support.ts';
import {
  aContext,
  aControl,
  after,
  ALL_DENIED,
  allCells,
  aRecord,
  aRegionView,
  aUsableRecord,
  CATCH_ALL,
  DAY_MS,
  HOUR_MS,
  inState,
  MINUTE_MS,
  NOT_RUN,
  NOW,
  pendingUntil,
  someFacts,
  testedAt,
  withMessage,
  type ReportWords,
} from '#lib/core/verdict/checks.test-support.ts';

/** What KMS denies when only DescribeKey is called, as after a state that allows no tests. */
const UNSEEN: ReportWords = { facts: null, describe: CATCH_ALL, ...NOT_RUN };
const controlled = (at: Date) => aContext(aRegionView({ control: aControl('allowed', at) }));
const incident = () => aContext(aRegionView({ incidentSince: after(2 * MINUTE_MS), deniedTogether: 5 }));
const imported = someFacts({ origin: 'EXTERNAL', materialExpiresAt: after(5 * HOUR_MS) });

/** Whole replies about keys after real checks, for a person to read. A change of words shows here what customers read. */
const GOLDEN: Readonly<Record<string, [Journey, laterMinutes?: number]>> = {
  'access-lost-likely': [journey(confirmed({ decrypt: CATCH_ALL }, controlled), aUsableRecord())],
  'access-lost-after-disabled': [journey([...once(inState('Disabled')), ...confirmed(UNSEEN)], aUsableRecord())],
  'no-access-yet': [journey(confirmed(ALL_DENIED))],
  'partial-access': [journey(confirmed({ generate: CATCH_ALL }))],
  'describe-denied': [journey(confirmed({ facts: null, describe: CATCH_ALL }), aUsableRecord())],
  'organization-denies': [
    journey(
      confirmed((at) =>
        withMessage(
          allCells('denied:resource_control_policy', at),
          'with an explicit deny in a resource control policy: arn:aws:organizations::777788889999:policy/o-exampleorg1/resource_control_policy/p-examp1e0',
        ),
      ),
      aUsableRecord(),
    ),
  ],
  'explicit-deny': [journey(confirmed({ decrypt: 'denied:resource_policy:explicit' }, controlled), aUsableRecord())],
  'key-not-found': [journey(confirmed({ ...ALL_DENIED, describe: 'denied:not_found' }), aUsableRecord())],
  'pending-deletion': [journey(once(pendingUntil(after(9 * DAY_MS))), aUsableRecord())],
  'pending-deletion-aged': [
    journey(
      [...once(pendingUntil(after(9 * DAY_MS))), { minutes: 60, says: { facts: null, ...NOT_RUN } }],
      aUsableRecord(),
    ),
  ],
  'denied-while-pending-deletion': [
    journey([...once(pendingUntil(after(9 * DAY_MS))), ...confirmed(UNSEEN)], aUsableRecord()),
  ],
  'presumed-deleted': [journey([...once(pendingUntil(after(4 * MINUTE_MS))), ...confirmed(UNSEEN)], aUsableRecord())],
  'key-disabled': [journey(once(inState('Disabled')), aUsableRecord())],
  'material-missing': [journey(once(inState('PendingImport', { origin: 'EXTERNAL' })), aUsableRecord())],
  'material-expiring': [journey(once({ facts: imported }), aUsableRecord())],
  'key-store-unavailable': [
    journey(once(inState('Unavailable', { origin: 'AWS_CLOUDHSM', customKeyStoreId: 'cks-1' })), aUsableRecord()),
  ],
  'external-key-store-refuses': [
    journey(
      once({
        facts: someFacts({ origin: 'EXTERNAL_KEY_STORE', customKeyStoreId: 'cks-1' }),
        withoutPlaintext: 'wrong_state:unrecognised',
        real: true,
      }),
      aUsableRecord(),
    ),
  ],
  'wrong-key-type': [journey(once({ facts: someFacts({ keySpec: 'RSA_2048' }), ...NOT_RUN }))],
  confirming: [journey(once({ decrypt: CATCH_ALL }), aUsableRecord())],
  incident: [journey(once(ALL_DENIED, incident), aUsableRecord())],
  'incident-and-expiring-material': [
    journey(once({ facts: imported, decrypt: CATCH_ALL }, incident), aUsableRecord({ facts: imported })),
  ],
  'our-side': [journey(once({ decrypt: 'denied:identity_policy' }), aUsableRecord())],
  'denied-in-production': [
    journey(
      once({ kind: 'short' }, () =>
        aContext(aRegionView(), {
          productionErrors: [
            {
              asOf: NOW,
              content: {
                kind: 'production_error',
                errorName: 'AccessDeniedException',
                action: 'Encrypt',
                principalArn: null,
              },
            },
          ],
        }),
      ),
      aUsableRecord({ check: { actions: testedAt(after(-19 * HOUR_MS)) } }),
    ),
  ],
  'real-call-failed': [
    journey(
      [
        ...once({ kind: 'proof', encrypt: 'could_not_tell:unrecognised', decrypt: 'could_not_tell:unrecognised' }),
        { minutes: 30, says: {} },
      ],
      aUsableRecord(),
    ),
  ],
  'pending-setup-usable': [journey(once({}), aRecord({ role: 'candidate' }))],
  'pending-setup-partial-access': [journey(confirmed({ generate: CATCH_ALL }), aRecord({ role: 'candidate' }))],
  'pending-setup-wrong-key-type': [
    journey(once({ facts: someFacts({ keySpec: 'RSA_2048' }), ...NOT_RUN }), aRecord({ role: 'candidate' })),
  ],
  'pending-setup-disabled': [journey(once(inState('Disabled')), aRecord({ role: 'candidate' }))],
  usable: [
    journey(
      once({ kind: 'short' }),
      aUsableRecord({ check: { actions: testedAt(after(-19 * HOUR_MS)), lastProofAt: after(-HOUR_MS) } }),
    ),
  ],
};

it.each(Object.entries(GOLDEN))('the reply %s is the one that was approved', async (name, [key, laterMinutes]) => {
  const text = replyOn({ ...key, source: { ...key.source, timeZone: 'Australia/Sydney' } }, laterMinutes);
  if (text.kind === 'blocked') throw new Error(text.words);
  await expect(`Subject: ${text.subject}\n\n${text.body}`).toMatchFileSnapshot(`./golden/${name}.txt`);
});
