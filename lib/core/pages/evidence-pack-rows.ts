import type { EvidencePack, PackKey } from '#lib/core/pages/evidence-pack.ts';
import { KMS_CALLS } from '#lib/core/probe/calls.ts';

/** The columns of a pack as a table, which has one row for each fact. */
export const PACK_COLUMNS = ['Section', 'From or at (UTC)', 'To (UTC)', 'Key ARN', 'Workspace', 'What', 'By', 'Detail'];

/** What a pack says of time in which nobody checked a key. */
export const NOT_CHECKED = 'Not checked';
export const NO_REVIEW_DATE = 'No review date';
export const UNPROVEN_KEY = 'Ownership not proven: nothing else is shown of this key.';

type Row = [string, string, string, string, string, string, string, string];

/**
 * A pack as rows of text under `PACK_COLUMNS`, some at a time: those of a key together. A large pack has a million.
 * @param sha256 the hash of the same pack as JSON, which the last row names
 */
export function* packRows(pack: EvidencePack, sha256: string): Generator<Row[], void, undefined> {
  const { customer, period } = pack;
  yield [['Pack', period.from, period.to, '', '', customer.name, pack.madeBy, `Made ${pack.madeAt}`]];
  for (const key of pack.keys) yield keyRows(key);
  yield [
    ...pack.clearances.map((one): Row => {
      const told = one.toldAt === null ? 'The customer has not been told yet' : `Customer told ${one.toldAt}`;
      return ['Clearance', one.at, '', one.arn, one.workspace, `Cleared to start, ${one.region}`, one.by, told];
    }),
    ...pack.approvals.map((one): Row => [
      'Approval',
      one.at,
      '',
      '',
      '',
      `${one.what}: ${one.about}`,
      one.by,
      one.reason,
    ]),
    ...pack.exceptions.map((one): Row => {
      const review = one.reviewAt === null ? NO_REVIEW_DATE : `Review ${one.reviewAt}`;
      return [
        'Exception in force',
        one.at,
        one.reviewAt ?? '',
        '',
        '',
        `${one.what}: ${one.about}`,
        one.by,
        `${one.reason} (${review})`,
      ];
    }),
    ['Pack', '', '', '', '', 'SHA-256 of this pack as JSON', '', sha256],
  ];
}

function keyRows({ arn, heldBy, provenAt, ownership, roles, observed }: PackKey): Row[] {
  const held = heldBy === null ? '' : `Held by ${heldBy}`;
  return [
    ...(provenAt !== null && ownership.length === 0
      ? ([['Ownership', provenAt, '', arn, '', 'Proven before proofs were stored', '', '']] satisfies Row[])
      : []),
    ...ownership.map((one): Row => {
      const back = one.withdrawnAt === null ? '' : `Taken back ${one.withdrawnAt}. `;
      return [
        'Ownership',
        one.at,
        one.withdrawnAt ?? '',
        arn,
        '',
        one.words,
        one.by ?? '',
        `${back}${one.reason ?? ''}`,
      ];
    }),
    ...roles.map((one): Row => {
      const workspace = one.client === null ? one.workspace : `${one.workspace} of ${one.client}`;
      return [
        'Role',
        one.from,
        one.to ?? '',
        arn,
        workspace,
        one.role,
        '',
        [one.origin, held].filter(Boolean).join('. '),
      ];
    }),
    ...(observed === null
      ? ([['Status', '', '', arn, '', UNPROVEN_KEY, '', '']] satisfies Row[])
      : [
          ...observed.statuses.map((one): Row => [
            'Status',
            one.from,
            one.to,
            arn,
            '',
            one.status ?? NOT_CHECKED,
            '',
            '',
          ]),
          ...observed.rotations.map((one): Row => ['Rotation', one.at, '', arn, '', one.words, '', '']),
          ...observed.calls.flatMap((one): Row[] =>
            KMS_CALLS.flatMap((call) => (one[call] === undefined ? [] : [callRow(one.day, arn, call, one[call])])),
          ),
        ]),
  ];
}

const callRow = (day: string, arn: string, call: string, count: number): Row => [
  'Our calls',
  day,
  day,
  arn,
  '',
  call,
  '',
  String(count),
];
