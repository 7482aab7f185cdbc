import { z } from 'zod';
import { parseKeyArn } from '#lib/core/key/key-arn.ts';
import type { HostingRegion } from '#lib/core/key/region.ts';

const ROLE_ARN = /^arn:aws:iam::(\d{12}):role\/[\w+=,.@/-]+$/;

const text = (missing = 'is missing') =>
  z.string({ error: ({ input }) => (input === undefined ? missing : 'must be text') });

const hostingRegion = z
  .strictObject(
    {
      code: z
        .string({ error: 'is missing' })
        .regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'must be a region code such as eu-west-1'),
      name: text().trim().min(1, 'is empty').max(60, 'is too long'),
      vendorAccount: text('is missing: give the 12 digits of the AWS account that hosts this region, as text').regex(
        /^\d{12}$/,
        'must be the 12 digits of an AWS account',
      ),
      roleArn: text().regex(ROLE_ARN, 'must be the ARN of an IAM role'),
      externalId: z.string().min(2, 'is too short').max(1224, 'is too long').optional(),
      controlKeyArn: z.string().optional(),
      encryptionContext: z.record(z.string().min(1), z.string(), 'must map text to text').optional(),
      roleCoversEveryKey: z.boolean('must be true or false').default(false),
    },
    {
      error: (issue) =>
        issue.code === 'unrecognized_keys' ? `has unknown fields: ${issue.keys.join(', ')}` : 'must be an object',
    },
  )
  .superRefine((region, context) => {
    if (ROLE_ARN.exec(region.roleArn)?.[1] !== region.vendorAccount)
      context.addIssue({ code: 'custom', path: ['roleArn'], message: 'is not a role of vendorAccount' });
    if (region.controlKeyArn === undefined) return;
    const controlKey = parseKeyArn(region.controlKeyArn);
    if (!controlKey.ok || controlKey.value.region !== region.code)
      context.addIssue({
        code: 'custom',
        path: ['controlKeyArn'],
        message: 'must be the ARN of a KMS key in this region',
      });
  })
  .transform(({ vendorAccount, externalId, controlKeyArn, encryptionContext, ...rest }): HostingRegion => ({
    ...rest,
    vendorAccountId: vendorAccount,
    externalId: externalId ?? null,
    controlKeyArn: controlKeyArn ?? null,
    encryptionContext: encryptionContext ?? null,
  }));

/** The schema of `HOSTING_REGIONS`, parsed as JSON. A missing account number is an error, never filled in. */
export const hostingRegions = z
  .array(hostingRegion, 'must be a JSON array of regions')
  .min(1, 'names no region')
  .refine(
    (regions) => new Set(regions.map(({ code }) => code)).size === regions.length,
    'names one region code more than once',
  );
