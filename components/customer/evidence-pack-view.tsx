'use client';

import { ExportButton } from '#components/ui/export-button.tsx';
import { Properties, Property } from '#components/ui/properties.tsx';
import { Section } from '#components/ui/section.tsx';
import { EmptyTable, Table, type Column } from '#components/ui/table.tsx';
import type {
  EvidencePack,
  PackApproval,
  PackClearance,
  PackException,
  PackKey,
  PackRole,
  PackStatus,
} from '#lib/core/pages/evidence-pack.ts';
import { NO_REVIEW_DATE, NOT_CHECKED, UNPROVEN_KEY } from '#lib/core/pages/evidence-pack-rows.ts';
import { KMS_CALLS, type CallCounts } from '#lib/core/probe/calls.ts';
import { durationWords, instantWords } from '#lib/core/text/time-words.ts';

const time = (at: string): string => instantWords(new Date(at));

const ROLES: readonly Column<PackRole>[] = [
  {
    id: 'workspace',
    title: 'Workspace',
    cell: ({ workspace, client }) => (client === null ? workspace : `${workspace} of ${client}`),
  },
  { id: 'role', title: 'Role', cell: ({ role }) => role },
  { id: 'from', title: 'From', labeled: true, cell: ({ from }) => time(from) },
  { id: 'to', title: 'To', labeled: true, cell: ({ to }) => (to === null ? 'still' : time(to)) },
  { id: 'origin', title: 'Set by', labeled: true, cell: ({ origin }) => origin },
];

const STATUSES: readonly Column<PackStatus>[] = [
  { id: 'status', title: 'Status', cell: ({ status }) => status ?? NOT_CHECKED },
  { id: 'from', title: 'From', labeled: true, cell: ({ from }) => time(from) },
  { id: 'to', title: 'To', labeled: true, cell: ({ to }) => time(to) },
  {
    id: 'for',
    title: 'For',
    labeled: true,
    numeric: true,
    cell: ({ from, to }) => (from === to ? 'seen once' : durationWords(Date.parse(to) - Date.parse(from))),
  },
];

const ROTATIONS: readonly Column<{ at: string; words: string }>[] = [
  { id: 'at', title: 'Seen', cell: ({ at }) => time(at) },
  { id: 'words', title: 'What', long: 'wraps', cell: ({ words }) => words },
];

type Day = { day: string } & CallCounts;

const CLEARANCES: readonly Column<PackClearance>[] = [
  { id: 'workspace', title: 'Workspace', cell: ({ workspace }) => workspace },
  { id: 'region', title: 'Region', unbroken: true, cell: ({ region }) => region },
  { id: 'at', title: 'Cleared', labeled: true, cell: ({ at }) => time(at) },
  { id: 'by', title: 'By', labeled: true, cell: ({ by }) => by },
  {
    id: 'told',
    title: 'Customer told',
    labeled: true,
    cell: ({ toldAt }) => (toldAt === null ? 'not yet' : time(toldAt)),
  },
  { id: 'arn', title: 'Key', long: 'wraps', cell: ({ arn }) => arn },
];

const DECIDED: readonly Column<PackApproval>[] = [
  { id: 'what', title: 'What', long: 'wraps', cell: ({ what }) => what },
  { id: 'about', title: 'About', long: 'wraps', cell: ({ about }) => about },
  { id: 'by', title: 'By', labeled: true, cell: ({ by }) => by },
  { id: 'at', title: 'When', labeled: true, unbroken: true, cell: ({ at }) => time(at) },
  { id: 'reason', title: 'Reason', long: 'wraps', cell: ({ reason }) => reason },
];

const EXCEPTIONS: readonly Column<PackException>[] = [
  ...(DECIDED as readonly Column<PackException>[]),
  {
    id: 'review',
    title: 'Review',
    labeled: true,
    cell: ({ reviewAt }) => (reviewAt === null ? NO_REVIEW_DATE : time(reviewAt)),
  },
];

/** A customer's evidence pack, for the screen and for paper, with its files. */
export function EvidencePackView({
  pack,
  keysInFiles,
  address,
  exportBlocked,
}: {
  /** As `onPage` gives it. */
  pack: EvidencePack;
  keysInFiles: number;
  /** Where its files are read; the type is added. */
  address: string;
  exportBlocked: string | undefined;
}) {
  const { customer, period, madeAt } = pack;
  return (
    <>
      <Section
        title="Pack"
        aside={
          <span className="screen-only flex flex-wrap gap-2">
            <ExportButton
              address={`${address}&type=csv`}
              total={null}
              blockedReason={exportBlocked}
              label="Export CSV"
            />
            <ExportButton
              address={`${address}&type=json`}
              total={null}
              blockedReason={exportBlocked}
              label="Export JSON with its hash"
            />
          </span>
        }
      >
        <Properties>
          <Property label="Customer">{customer.name}</Property>
          <Property label="External ID" unknown={customer.externalId === null}>
            {customer.externalId ?? 'None'}
          </Property>
          {customer.provider !== null && <Property label="Provider">{customer.provider}</Property>}
          <Property label="Period">
            {period.from} to {period.to}, whole UTC days
          </Property>
          <Property label="Made">
            {time(madeAt)}, by {pack.madeBy}
          </Property>
        </Properties>
        {pack.moreKeys && (
          <p className="mt-2 font-semibold">This customer has more keys: the pack has the first {keysInFiles}.</p>
        )}
        {pack.keys.length < keysInFiles && (
          <p className="mt-2 font-semibold">
            This page shows the first {pack.keys.length} of {keysInFiles} keys, because it would be too long. The files
            have all of them. A shorter period shows more keys.
          </p>
        )}
      </Section>
      {pack.keys.length === 0 && <p className="mt-8 text-subtle">This customer has no key.</p>}
      {pack.keys.map((key) => (
        <KeyPart key={key.arn} packed={key} now={madeAt} />
      ))}
      <Section title="Clearances" aside="Who cleared which workspace to start in the period">
        <Table
          label="Clearances"
          columns={CLEARANCES}
          items={pack.clearances}
          now={madeAt}
          keyOf={({ at, workspace, region }) => `${at} ${region} ${workspace}`}
          empty={<EmptyTable>None in the period.</EmptyTable>}
        />
      </Section>
      <Section title="Approvals" aside="In the period">
        <Table
          label="Approvals"
          columns={DECIDED}
          items={pack.approvals}
          now={madeAt}
          keyOf={({ at, what, about }) => `${at} ${what} ${about}`}
          empty={<EmptyTable>None in the period.</EmptyTable>}
        />
      </Section>
      <Section title="Exceptions in force" aside="When the pack was made">
        <Table
          label="Exceptions in force"
          columns={EXCEPTIONS}
          items={pack.exceptions}
          now={madeAt}
          keyOf={({ at, what, about }) => `${at} ${what} ${about}`}
          empty={<EmptyTable>None.</EmptyTable>}
        />
      </Section>
    </>
  );
}

const SubHeading = ({ children }: { children: string }) => (
  <h3 className="mt-5 mb-1 text-table font-semibold">{children}</h3>
);

function KeyPart({ packed, now }: { packed: PackKey; now: string }) {
  const { arn, awsAccountId, heldBy, provenAt, ownership, roles, observed } = packed;
  return (
    <Section title={`Key ${arn}`}>
      <Properties>
        <Property label="AWS account">{awsAccountId}</Property>
        {heldBy !== null && <Property label="Held by">{heldBy}</Property>}
        <Property label="Ownership" unknown={provenAt === null}>
          {provenAt === null ? 'Not proven' : `Proven ${time(provenAt)}`}
          {ownership.length > 0 && (
            <ul>
              {ownership.map(({ words, at, by, reason, withdrawnAt }) => (
                <li key={at}>
                  {words}, {time(at)}
                  {by !== null && `, recorded by ${by}`}
                  {reason !== null && `. Reason: ${reason}`}
                  {withdrawnAt !== null && `. Taken back ${time(withdrawnAt)}`}
                </li>
              ))}
            </ul>
          )}
        </Property>
      </Properties>
      <div>
        <SubHeading>Roles over time</SubHeading>
        <Table
          label="Roles over time"
          columns={ROLES}
          items={roles}
          now={now}
          keyOf={({ workspace, client, from, role }) => `${client} ${workspace} ${from} ${role}`}
          empty={<EmptyTable>It protected no workspace in the period.</EmptyTable>}
        />
        {observed === null ? <p>{UNPROVEN_KEY}</p> : <Observed of={observed} now={now} />}
      </div>
    </Section>
  );
}

function Observed({
  of: { statuses, statusesFrom, rotations, calls },
  now,
}: {
  of: NonNullable<PackKey['observed']>;
  now: string;
}) {
  const called = KMS_CALLS.filter((call) => calls.some((day) => day[call] !== undefined));
  const columns: readonly Column<Day>[] = [
    { id: 'day', title: 'UTC day', cell: ({ day }) => day },
    ...called.map((call): Column<Day> => ({
      id: call,
      // So that a narrow header breaks between the words of a call's name.
      title: call.replaceAll(/(?<=[a-z])(?=[A-Z])/g, '\u200B'),
      numeric: true,
      labeled: true,
      cell: (day) => day[call] ?? 0,
    })),
  ];
  return (
    <>
      {statusesFrom !== null && (
        <p>Earlier statuses are left out, because there are too many: these begin {time(statusesFrom)}.</p>
      )}
      <SubHeading>Statuses</SubHeading>
      <Table
        label="Statuses"
        columns={STATUSES}
        items={statuses}
        now={now}
        keyOf={({ from, to }) => `${from} ${to}`}
        empty={<EmptyTable>Its ownership was proven after the period.</EmptyTable>}
      />
      <SubHeading>Rotations seen</SubHeading>
      <Table
        label="Rotations seen"
        columns={ROTATIONS}
        items={rotations}
        now={now}
        keyOf={({ at, words }) => `${at} ${words}`}
        empty={<EmptyTable>No rotation was seen in the period.</EmptyTable>}
      />
      <SubHeading>Our calls by day</SubHeading>
      <Table
        label="Our calls by day"
        columns={columns}
        items={calls}
        now={now}
        keyOf={({ day }) => day}
        empty={<EmptyTable>No call was counted in the period.</EmptyTable>}
      />
      <p className="mt-2 text-table text-subtle">
        Calls that AWS answered. The key owner’s CloudTrail doesn’t have those that AWS denied.
      </p>
    </>
  );
}
