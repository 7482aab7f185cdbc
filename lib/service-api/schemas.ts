import { z } from 'zod';
import { ASSIGNMENT_ROLES, KEY_ROLES } from '#lib/core/key/role.ts';
import { DEPENDENT_KINDS, DEPENDENT_KIND_WORDS } from '#lib/core/service/dependents.ts';
import { FIRST_JOB_REASONS } from '#lib/core/service/first-job.ts';

export type ServiceStatus = 'usable' | 'attention' | 'unusable' | 'unknown';

/** The database has no year 0, and a report from before computers is a mistake of its sender. */
const EARLIEST_INSTANT = '1970';
const Instant = z.iso
  .datetime()
  .max(40)
  .refine((text) => text >= EARLIEST_INSTANT, `This is before ${EARLIEST_INSTANT}.`)
  .meta({ description: 'An instant in UTC.', example: '2026-03-14T09:30:00.000Z' });
const KeyId = z
  .uuid()
  .meta({ description: 'The id of a key in Keydesk.', example: '0199d2a0-0000-7000-8000-000000000001' });
const WorkspaceId = z
  .uuid()
  .meta({ description: 'The id of a workspace in Keydesk.', example: '0199d2a0-0000-7000-8000-000000000002' });
const Arn = z
  .string()
  .max(2048)
  .regex(/^arn:[\x21-\x7e]+$/)
  .meta({
    description: 'The ARN of a KMS key.',
    example: 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab',
  });
const Region = z
  .string()
  .regex(/^[a-z]{2}(-[a-z]+)+-\d$/)
  .meta({ description: 'A hosting region.', example: 'eu-west-1' });
const ExternalId = z
  .string()
  .regex(/^[A-Za-z0-9._-]{1,64}$/)
  .meta({ description: 'The customer’s id in your systems.', example: 'acme-0042' });

const Status = z
  .object({
    status: z.enum(['usable', 'attention', 'unusable', 'unknown'] satisfies ServiceStatus[]),
    reason: z.string().nullable().meta({ description: 'Why the status is not usable, as a code; null where it is.' }),
    since: Instant.meta({ description: 'Since when this is the status.' }),
    asOf: Instant.nullable().meta({ description: 'The last check that gave an answer; null where none has.' }),
    stale: z.boolean().meta({ description: 'Whether the last answer is older than checks should be.' }),
  })
  .meta({
    id: 'Status',
    description:
      'What Keydesk last knew of a key. Age, an incident or a check without an answer never makes it "unusable".',
  });

const FirstJob = {
  firstJobAllowed: z.boolean().meta({
    description:
      'Whether a first backup or archive job may be created. Jobs and restores that exist never wait for Keydesk.',
  }),
  firstJobReason: z.enum(FIRST_JOB_REASONS),
};

const AssignedKey = z
  .object({ keyId: KeyId, arn: Arn, since: Instant })
  .meta({ id: 'AssignedKey', description: 'A key that protects a workspace, since when.' });

export const WorkspaceKey = z
  .object({
    workspaceId: WorkspaceId,
    name: z.string(),
    region: Region,
    ...FirstJob,
    active: AssignedKey.nullable().meta({ description: 'The key of new backups; null while none was cleared.' }),
    retained: z.array(AssignedKey).meta({ description: 'Keys that still decrypt older backups.' }),
    status: Status.nullable().meta({
      description: 'The active key’s status. Null without one, or while its ownership is not proven.',
    }),
  })
  .meta({ id: 'WorkspaceKey' });

export const CustomerKeys = z.object({ workspaces: z.array(WorkspaceKey) }).meta({ id: 'CustomerKeys' });

const Counts = z.partialRecord(z.enum(DEPENDENT_KINDS), z.int().min(0).max(1_000_000_000)).meta({
  id: 'DependentCounts',
  description: `How many of each kind depend on the key: ${DEPENDENT_KINDS.map((kind) => `${kind} (${DEPENDENT_KIND_WORDS[kind]})`).join(', ')}. A kind that is left out was never reported, which is not zero.`,
  example: { restore_points: 12, archives: 0, jobs: 1 },
});

const RunResult = z.enum(['succeeded', 'failed']);
const Dependents = {
  counts: Counts,
  oldestAt: Instant.nullable().meta({ description: 'When the oldest of them was made.' }),
  nextRunAt: Instant.nullable().meta({ description: 'When the next job runs.' }),
  lastBackup: z
    .object({ at: Instant, result: RunResult, arn: Arn })
    .strict()
    .nullable()
    .meta({ description: 'The last real backup, and the key that it used.' }),
  lastRestore: z.object({ at: Instant, result: RunResult }).strict().nullable(),
};

export const KeyPage = z
  .object({
    keyId: KeyId,
    arn: Arn,
    region: Region,
    role: z.enum(KEY_ROLES),
    workspaces: z.array(
      z.object({ workspaceId: WorkspaceId, name: z.string(), role: z.enum(ASSIGNMENT_ROLES), since: Instant }),
    ),
    status: Status.nullable(),
    dependents: z
      .object({ asOf: Instant, receivedAt: Instant, ...Dependents })
      .nullable()
      .meta({ description: 'The newest report of what depends on the key; null where none was ever sent.' }),
  })
  .meta({ id: 'Key' });

export const DependentsReport = z
  .object({
    reportId: z
      .string()
      .regex(/^[A-Za-z0-9._:-]{1,100}$/)
      .meta({
        description: 'Yours. The same report may be sent again; other content under the same id is refused.',
        example: 'nightly-2026-03-14',
      }),
    asOf: Instant.meta({ description: 'When you counted. An older report never replaces a newer one.' }),
    keys: z
      .array(z.object({ keyId: KeyId, ...Dependents }).strict())
      .min(1)
      .max(1000),
  })
  .strict()
  .meta({ id: 'DependentsReport' });

export const ReportTaken = z
  .object({ taken: z.int(), repeated: z.int().meta({ description: 'Keys whose report of this id was here before.' }) })
  .meta({ id: 'ReportTaken' });

export const KeyInUse = z
  .object({
    arn: Arn,
    how: z
      .string()
      .trim()
      .min(1)
      .max(500)
      .regex(/^[^\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}]*$/u)
      .meta({
        description:
          'What was done: that the workspace uses the key, and that its role encrypted and decrypted with it.',
        example: 'backup-eu-1 encrypted and decrypted a test value with the key',
      }),
  })
  .strict()
  .meta({ id: 'KeyInUse' });

export const KeyInUseTaken = z
  .object({ workspaceId: WorkspaceId, arn: Arn, recordedAt: Instant })
  .meta({ id: 'KeyInUseTaken' });

const Event = z
  .object({
    id: z.uuid(),
    kind: z
      .string()
      .meta({ description: 'What happened. Ignore kinds that you don’t know: new ones come.', example: 'key_cleared' }),
    version: z.int().meta({ description: 'The version of this kind’s payload.' }),
    subject: z.string().meta({ description: 'The id of the workspace or key that it is about.' }),
    region: Region,
    occurredAt: Instant,
    payload: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'Event' });

export const Events = z
  .object({
    events: z.array(Event),
    next: z
      .string()
      .meta({ description: 'Ask for the events after this next time. It stays the same while there are none.' }),
  })
  .meta({ id: 'Events' });

/** Where a reader of events stands, as `next` gave it. */
const Cursor = z
  .string()
  .regex(/^\d{1,19}\.\d{1,18}$/)
  .meta({ description: '`next` of the answer before; leave it out to begin with the oldest.', example: '7421.18' });

export const PARAMETERS = { KeyId, WorkspaceId, ExternalId, Region, Cursor };

export const Problem = z
  .object({
    type: z.string().meta({ description: 'The kind of problem, as a URN that the description lists.' }),
    title: z.string(),
    status: z.int(),
    detail: z.string().optional(),
    errors: z
      .array(z.object({ pointer: z.string().meta({ example: '/keys/3/keyId' }), detail: z.string() }))
      .optional()
      .meta({ description: 'What is wrong, and where: a JSON pointer into the body, or the name of a parameter.' }),
  })
  .meta({ id: 'Problem', description: 'An error as RFC 9457 has it.' });
