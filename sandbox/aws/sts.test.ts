import { DescribeKeyCommand, KMSClient, ListKeysCommand } from '@aws-sdk/client-kms';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  allow,
  failureOf,
  REGION,
  rootArn,
  startTestSandbox,
  STRANGER,
  VENDOR,
  type TestSandbox,
} from './sandbox.test-support.ts';

let aws: TestSandbox;
beforeAll(async () => {
  aws = await startTestSandbox();
});
afterAll(() => aws.close());
beforeEach(async () => {
  await aws.control.reset();
  await aws.control.roles.declare({
    arn: ROLE,
    trustedAccounts: [VENDOR],
    externalId: 'keydesk-1',
    identityPolicy: allow(['kms:*', 'sts:AssumeRole']),
  });
});

const ROLE = `arn:aws:iam::${VENDOR}:role/probe`;
const DENIED = `is not authorized to perform: sts:AssumeRole on resource: ${ROLE}`;
const assume = (options: Partial<Parameters<TestSandbox['assumeRole']>[0]> = {}) =>
  aws.assumeRole({ arn: ROLE, externalId: 'keydesk-1', ...options })();

describe('AssumeRole', () => {
  it('returns credentials for an hour of real time, whatever the sandbox clock says', async () => {
    await aws.control.clock.advance(400 * 86_400_000);
    const credentials = await assume();
    expect(credentials).toMatchObject({ accessKeyId: expect.stringMatching(/^ASIA[A-Z2-7]{16}$/) });
    expect(Math.abs((credentials.expiration?.getTime() ?? 0) - Date.now() - 3_600_000)).toBeLessThan(10_000);
    const kms = new KMSClient({ endpoint: aws.endpoint, region: REGION, credentials });
    expect((await kms.send(new ListKeysCommand({}))).Keys).toEqual([]);
  });

  it.each([
    ['an undeclared role', { arn: `arn:aws:iam::${VENDOR}:role/none` }, rootArn(VENDOR), /role\/none$/],
    ['an account that the role does not trust', { from: STRANGER }, rootArn(STRANGER), /role\/probe$/],
    ['another external id', { externalId: 'keydesk-2' }, rootArn(VENDOR), /role\/probe$/],
  ])('denies %s', async (_, options, caller, resource) => {
    const failure = await failureOf(assume(options));
    expect(failure).toMatchObject({ name: 'AccessDenied', status: 403, message: expect.stringMatching(resource) });
    expect(failure.message).toMatch(
      `User: ${caller} is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::`,
    );
  });

  it('denies a missing external id', async () => {
    const failure = await failureOf(aws.assumeRole({ arn: ROLE })());
    expect(failure.message).toBe(`User: ${rootArn(VENDOR)} ${DENIED}`);
  });

  it.each([
    [
      { durationSeconds: 899 },
      "Value '899' at 'durationSeconds' failed to satisfy constraint: Member must have value greater than or equal to 900",
    ],
    [
      { durationSeconds: 43_201 },
      "Value '43201' at 'durationSeconds' failed to satisfy constraint: Member must have value less than or equal to 43200",
    ],
    [
      { sessionName: 'Session1:2' },
      String.raw`Value 'Session1:2' at 'roleSessionName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\w+=,.@-]*`,
    ],
    [
      { sessionName: 's'.repeat(65) },
      `Value '${'s'.repeat(65)}' at 'roleSessionName' failed to satisfy constraint: Member must have length less than or equal to 64`,
    ],
    [
      { arn: 'arn:aws', from: VENDOR },
      "Value 'arn:aws' at 'roleArn' failed to satisfy constraint: Member must have length greater than or equal to 20",
    ],
  ])('refuses %o as AWS does', async (options, constraint) => {
    expect(await failureOf(assume(options))).toEqual({
      name: 'ValidationError',
      message: `1 validation error detected: ${constraint}`,
      status: 400,
    });
  });

  it('refuses an invalid role ARN', async () => {
    expect((await failureOf(assume({ arn: 'nothing-valid-in-here', from: VENDOR }))).message).toBe(
      'nothing-valid-in-here is invalid',
    );
  });

  it('limits sessions to the maximum of the role', async () => {
    expect((await failureOf(assume({ durationSeconds: 7200 }))).message).toBe(
      'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
    );
    await aws.control.roles.declare({ arn: ROLE, trustedAccounts: [VENDOR], maxSessionSeconds: 43_200 });
    await assume({ durationSeconds: 43_200 });
  });

  it('limits chained sessions to one hour', async () => {
    const next = `arn:aws:iam::${STRANGER}:role/next`;
    await aws.control.roles.declare({ arn: next, trustedAccounts: [VENDOR], maxSessionSeconds: 43_200 });
    const chained = (DurationSeconds: number) =>
      query(
        new URLSearchParams({
          Action: 'AssumeRole',
          RoleArn: next,
          RoleSessionName: 'chained',
          DurationSeconds: String(DurationSeconds),
        }),
      );
    expect(await chained(3601)).toContain('exceeds the 1 hour session limit for roles assumed by role chaining.');
    expect(await chained(3600)).toContain(`assumed-role/next/chained</Arn>`);
  });
});

describe('GetCallerIdentity', () => {
  it('returns the session ARN, and the role id with the session name', async () => {
    const xml = await query(new URLSearchParams({ Action: 'GetCallerIdentity', Version: '2011-06-15' }));
    expect(xml).toContain(`<Arn>arn:aws:sts::${VENDOR}:assumed-role/probe/keydesk-probe</Arn>`);
    expect(xml).toMatch(/<UserId>AROA[A-Z2-7]{16}:keydesk-probe<\/UserId>/);
    expect(xml).toContain(`<Account>${VENDOR}</Account>`);
  });
});

describe('a session', () => {
  const listKeys = (kms: KMSClient) => kms.send(new ListKeysCommand({}));

  it('that expired is answered ExpiredTokenException', async () => {
    const kms = aws.kmsAs({ arn: ROLE, externalId: 'keydesk-1' });
    await listKeys(kms);
    expect(await aws.control.sessions.expire(ROLE)).toBe(1);
    expect(await failureOf(listKeys(kms))).toEqual({
      name: 'ExpiredTokenException',
      message: 'The security token included in the request is expired',
      status: 400,
    });
  });

  it('with a wrong token or of a removed role is not recognized', async () => {
    const credentials = await assume();
    const forged = new KMSClient({
      endpoint: aws.endpoint,
      region: REGION,
      credentials: { ...credentials, sessionToken: 'forged' },
    });
    expect((await failureOf(listKeys(forged))).name).toBe('UnrecognizedClientException');
    await aws.control.roles.remove(ROLE);
    const orphan = new KMSClient({ endpoint: aws.endpoint, region: REGION, credentials });
    expect((await failureOf(listKeys(orphan))).name).toBe('UnrecognizedClientException');
  });
});

describe('an access key', () => {
  it('that was never issued is not recognized', async () => {
    const kms = new KMSClient({
      endpoint: aws.endpoint,
      region: REGION,
      credentials: { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'x' },
    });
    expect(await failureOf(kms.send(new DescribeKeyCommand({ KeyId: 'x' })))).toEqual({
      name: 'UnrecognizedClientException',
      message: 'The security token included in the request is invalid.',
      status: 400,
    });
  });
});

/** An STS request signed by a session of the role. */
async function query(parameters: URLSearchParams): Promise<string> {
  const { accessKeyId, sessionToken = '' } = await assume();
  const response = await fetch(aws.endpoint, {
    method: 'POST',
    headers: {
      Authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20261123/${REGION}/sts/aws4_request, SignedHeaders=host, Signature=0`,
      'X-Amz-Security-Token': sessionToken,
    },
    body: parameters,
  });
  return response.text();
}
