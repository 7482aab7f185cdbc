import { describe, expect, it } from 'vitest';
import { EnvError, readEnv } from './env.ts';

const REGION = {
  code: 'eu-west-1',
  name: 'Europe (Ireland)',
  vendorAccount: '111122223333',
  roleArn: 'arn:aws:iam::111122223333:role/keydesk-probe',
};

const GOOD = {
  DATABASE_URL: 'postgres://keydesk:hunter2hunter2@127.0.0.1:5432/keydesk',
  NEXTAUTH_URL: 'http://localhost:3000',
  NEXTAUTH_SECRET: 'q8Zr1mVx0sKd7YwLp3NfTb6HcJg2Ea9u',
  OIDC_ISSUER: 'https://login.acme.test/tenant/',
  OIDC_CLIENT_ID: 'keydesk',
  OIDC_CLIENT_SECRET: 'oidc-client-words',
  OIDC_ROLE_MAP: '{"keydesk-viewers":"viewer","keydesk-admins":"admin"}',
  HOSTING_REGIONS: JSON.stringify([REGION]),
};

const regions = (...changed: Record<string, unknown>[]) =>
  JSON.stringify(changed.map((change) => ({ ...REGION, ...change })));

function refusalOf(changed: Record<string, string | undefined>, process: 'web' | 'worker' = 'web'): EnvError {
  try {
    if (process === 'web') readEnv({ ...GOOD, ...changed });
    else readEnv({ ...GOOD, ...changed }, 'worker');
  } catch (error) {
    if (error instanceof EnvError) return error;
    throw error;
  }
  throw new Error('was accepted');
}

describe('readEnv', () => {
  it('reads a complete environment and fills in only safe defaults', () => {
    expect(readEnv(GOOD)).toEqual({
      databaseUrl: GOOD.DATABASE_URL,
      regions: [
        {
          code: 'eu-west-1',
          name: 'Europe (Ireland)',
          vendorAccountId: '111122223333',
          roleArn: REGION.roleArn,
          externalId: null,
          controlKeyArn: null,
          encryptionContext: null,
          roleCoversEveryKey: false,
        },
      ],
      checkIntervalMinutes: 60,
      awsEndpointUrl: null,
      sandboxClockFile: null,
      logLevel: 'info',
      origin: 'http://localhost:3000',
      authSecret: GOOD.NEXTAUTH_SECRET,
      oidc: {
        issuer: 'https://login.acme.test/tenant/',
        clientId: 'keydesk',
        clientSecret: 'oidc-client-words',
        roleClaim: 'groups',
        roleMap: new Map([
          ['keydesk-viewers', 'viewer'],
          ['keydesk-admins', 'admin'],
        ]),
      },
    });
  });

  it('requires no sign-in variables for the worker', () => {
    const { DATABASE_URL, HOSTING_REGIONS } = GOOD;
    expect(readEnv({ DATABASE_URL, HOSTING_REGIONS }, 'worker')).not.toHaveProperty('oidc');
  });

  it.each([
    ['DATABASE_URL', undefined, 'is missing'],
    ['DATABASE_URL', '  ', 'is missing'],
    ['DATABASE_URL', 'mysql://localhost/keydesk', 'PostgreSQL URL'],
    ['DATABASE_URL', 'postgres://localhost', 'names a database'],
    ['NEXTAUTH_URL', undefined, 'is missing'],
    ['NEXTAUTH_URL', 'http://keydesk.acme.test', 'http only on loopback'],
    ['NEXTAUTH_URL', 'http://127.0.0.1.evil.test', 'http only on loopback'],
    ['NEXTAUTH_URL', 'https://keydesk.acme.test/desk', 'without a path'],
    ['NEXTAUTH_URL', 'https://me:pw@keydesk.acme.test', 'without a path'],
    ['NEXTAUTH_URL', 'keydesk.acme.test', 'origin'],
    ['NEXTAUTH_SECRET', 'q8Zr1mVx0sKd7YwLp3NfTb6HcJg2Ea9', 'at least 32 bytes'],
    ['NEXTAUTH_SECRET', 'a'.repeat(64), 'placeholder'],
    ['NEXTAUTH_SECRET', 'please-change-me-to-something-long-0123', 'placeholder'],
    ['OIDC_ISSUER', 'http://login.acme.test', 'https URL'],
    ['OIDC_ISSUER', 'https://login.acme.test/?tenant=1', 'https URL'],
    ['OIDC_CLIENT_ID', undefined, 'is missing'],
    ['OIDC_CLIENT_SECRET', undefined, 'is missing'],
    ['OIDC_ROLE_MAP', undefined, 'is missing'],
    ['OIDC_ROLE_MAP', '{', 'not valid JSON'],
    ['OIDC_ROLE_MAP', '{}', 'names no group'],
    ['OIDC_ROLE_MAP', '["admin"]', 'JSON object'],
    ['OIDC_ROLE_MAP', '{"staff":"root"}', 'staff must be one of viewer, agent, approver, admin'],
    ['HOSTING_REGIONS', undefined, 'is missing'],
    ['HOSTING_REGIONS', 'eu-west-1', 'not valid JSON'],
    ['HOSTING_REGIONS', '[]', 'names no region'],
    ['HOSTING_REGIONS', '{}', 'must be a JSON array'],
    ['HOSTING_REGIONS', '[null]', '0 must be an object'],
    ['HOSTING_REGIONS', regions({ code: 'Ireland' }), '0.code must be a region code'],
    ['HOSTING_REGIONS', regions({ vendorAccount: undefined }), '0.vendorAccount is missing'],
    ['HOSTING_REGIONS', regions({ vendorAccount: 111122223333 }), '0.vendorAccount must be text'],
    ['HOSTING_REGIONS', regions({ vendorAccount: '11112222333' }), '0.vendorAccount must be the 12 digits'],
    ['HOSTING_REGIONS', regions({ vendorAccount: '999999999999' }), '0.roleArn is not a role of vendorAccount'],
    ['HOSTING_REGIONS', regions({ roleArn: 'keydesk-probe' }), '0.roleArn must be the ARN'],
    ['HOSTING_REGIONS', regions({}, {}), 'more than once'],
    ['HOSTING_REGIONS', regions({ rolearn: 'x' }), '0 has unknown fields: rolearn'],
    ['HOSTING_REGIONS', regions({ encryptionContext: { purpose: 1 } }), '0.encryptionContext'],
    [
      'HOSTING_REGIONS',
      regions({ controlKeyArn: 'arn:aws:kms:us-west-2:444455556666:key/1234abcd-12ab-34cd-56ef-1234567890ab' }),
      '0.controlKeyArn must be the ARN of a KMS key in this region',
    ],
    ['CHECK_INTERVAL_MINUTES', '0', '1 to 720'],
    ['CHECK_INTERVAL_MINUTES', '721', '1 to 720'],
    ['CHECK_INTERVAL_MINUTES', '1e2', '1 to 720'],
    ['AWS_ENDPOINT_URL', 'http://kms.acme.test', 'http only on loopback'],
    ['SANDBOX_CLOCK_FILE', 'clock.json', 'AWS_ENDPOINT_URL is on loopback'],
    ['LOG_LEVEL', 'loud', 'must be one of'],
    ['NODE_TLS_REJECT_UNAUTHORIZED', '0', 'must not be 0'],
    ['AUTH_TRUST_HOST', 'true', 'must not be set'],
    ['VERCEL', '1', 'must not be set'],
  ])('refuses %s = %j and says what is wrong', (variable, value, words) => {
    const { message, variables } = refusalOf({ [variable]: value });
    expect(variables).toEqual([variable]);
    expect(message).toContain(`  ${variable} `);
    expect(message).toContain(words);
  });

  it('allows the movable clock only with a loopback AWS endpoint', () => {
    const moved = { ...GOOD, SANDBOX_CLOCK_FILE: 'clock.json' };
    expect(readEnv({ ...moved, AWS_ENDPOINT_URL: 'http://127.0.0.1:4566' }).sandboxClockFile).toBe('clock.json');
    expect(refusalOf({ ...moved, AWS_ENDPOINT_URL: 'https://kms.acme.test' }).variables).toEqual([
      'SANDBOX_CLOCK_FILE',
    ]);
  });

  it('names every invalid variable at once, each on its own line, also those checked together', () => {
    const { message, variables } = refusalOf({
      DATABASE_URL: undefined,
      LOG_LEVEL: 'loud',
      HOSTING_REGIONS: '[]',
      SANDBOX_CLOCK_FILE: 'clock.json',
    });
    expect(variables).toHaveLength(4);
    expect(message.split('\n')).toHaveLength(5);
  });

  it('never repeats a refused value', () => {
    const { message } = refusalOf({
      DATABASE_URL: 'mysql://user:canary-1@host/db',
      NEXTAUTH_SECRET: 'canary-2',
      OIDC_ROLE_MAP: '{"canary-3":',
      HOSTING_REGIONS: 'canary-4',
    });
    expect(message).not.toMatch(/canary-/);
  });
});
