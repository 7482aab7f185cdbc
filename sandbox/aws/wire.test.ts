import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CUSTOMER, REGION, startTestSandbox, type TestSandbox } from './sandbox.test-support.ts';

let aws: TestSandbox;
beforeAll(async () => {
  aws = await startTestSandbox();
});
afterAll(() => aws.close());

const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/;

interface RawRequest {
  readonly operation?: string;
  readonly body?: string;
  readonly headers?: Record<string, string>;
  readonly service?: string;
}

async function post({ operation = 'ListKeys', body = '{}', headers = {}, service = 'kms' }: RawRequest = {}) {
  const response = await fetch(aws.endpoint, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/x-amz-json-1.1',
      'X-Amz-Target': `TrentService.${operation}`,
      Authorization: `AWS4-HMAC-SHA256 Credential=${CUSTOMER}/20261123/${REGION}/${service}/aws4_request, SignedHeaders=host, Signature=0`,
      ...headers,
    },
    body,
  });
  const text = await response.text();
  return { response, body: text === '' ? null : (JSON.parse(text) as Record<string, unknown>) };
}

function amzDate(epochMs: number): string {
  return new Date(epochMs).toISOString().replaceAll(/[-:]|\.\d{3}/g, '');
}

describe('every answer', () => {
  it('has a request id, the current date and the content type of AWS JSON 1.1', async () => {
    for (const operation of ['ListKeys', 'DescribeKey']) {
      const { response } = await post({ operation });
      expect(response.headers.get('x-amzn-requestid')).toMatch(UUID);
      expect(response.headers.get('content-type')).toBe('application/x-amz-json-1.1');
      expect(Math.abs(Date.parse(response.headers.get('date') ?? '') - Date.now())).toBeLessThan(5000);
    }
  });
});

describe('a request is refused with AWS’s error', () => {
  it.each<[string, RawRequest, string]>([
    ['for an operation that KMS does not have', { operation: 'x' }, 'UnknownOperationException'],
    [
      'for an operation that the sandbox does not implement',
      { operation: 'CreateCustomKeyStore' },
      'UnknownOperationException',
    ],
    ['for a body that is not JSON', { body: '{' }, 'SerializationException'],
    ['for a body that is not an object', { body: '[]' }, 'SerializationException'],
    ['for a member of another type', { operation: 'DescribeKey', body: '{"KeyId":7}' }, 'SerializationException'],
    ['for a signature of another service', { service: 's3' }, 'InvalidSignatureException'],
    [
      'for a malformed signature header',
      { headers: { Authorization: 'AWS4-HMAC-SHA256 x' } },
      'IncompleteSignatureException',
    ],
    [
      'for a signature older than five minutes',
      { headers: { 'X-Amz-Date': amzDate(Date.now() - 600_000) } },
      'InvalidSignatureException',
    ],
    [
      'for a signature from the future',
      { headers: { 'X-Amz-Date': amzDate(Date.now() + 600_000) } },
      'InvalidSignatureException',
    ],
  ])('%s', async (_, request, name) => {
    const { response, body } = await post(request);
    expect([response.status, body?.['__type']]).toEqual([400, name]);
  });

  it.each(['Sign', 'GenerateMac', 'GetPublicKey', 'GenerateDataKeyPair'])(
    'for %s, which the sandbox does not implement',
    async (operation) => {
      const { response, body } = await post({ operation });
      expect([response.status, body]).toEqual([
        400,
        { __type: 'UnknownOperationException', message: `The AWS sandbox does not implement ${operation}.` },
      ]);
    },
  );

  it('without a signature', async () => {
    const response = await fetch(aws.endpoint, {
      method: 'POST',
      headers: { 'X-Amz-Target': 'TrentService.ListKeys' },
    });
    expect(await response.json()).toEqual({
      __type: 'MissingAuthenticationTokenException',
      message: 'Missing Authentication Token',
    });
  });

  it('with all violated constraints at once', async () => {
    const { body } = await post({ operation: 'UpdateKeyDescription' });
    expect(body?.['message']).toBe(
      "2 validation errors detected: Value null at 'keyId' failed to satisfy constraint: Member must not be null; " +
        "Value null at 'description' failed to satisfy constraint: Member must not be null",
    );
  });
});

describe('the sandbox', () => {
  it('treats a null member as absent', async () => {
    const { response } = await post({ body: '{"Limit":null}' });
    expect(response.status).toBe(200);
  });

  it('refuses a body that is too large for any KMS request', async () => {
    const { response } = await post({ body: JSON.stringify({ Padding: 'x'.repeat(1_000_001) }) });
    expect(response.status).toBe(413);
  });

  it('tells a browser what it is', async () => {
    const response = await fetch(aws.endpoint);
    expect([response.status, await response.text()]).toEqual([404, expect.stringContaining('AWS sandbox')]);
  });
});
