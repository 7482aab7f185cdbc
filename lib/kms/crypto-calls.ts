import {
  DecryptCommand,
  EncryptCommand,
  GenerateDataKeyCommand,
  GenerateDataKeyWithoutPlaintextCommand,
  ReEncryptCommand,
  type KMSClient,
} from '@aws-sdk/client-kms';
import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { RequiredAction } from '#lib/core/probe/actions.ts';
import { MalformedAnswerError } from './read-key-facts.ts';
import type { RegionalClient } from './regional-clients.ts';

/** The calls of a full check, and the permissions that each one tests. ReEncrypt needs two. */
export const ROWS_OF_CALL = {
  Encrypt: ['Encrypt'],
  Decrypt: ['Decrypt'],
  ReEncrypt: ['ReEncryptFrom', 'ReEncryptTo'],
  GenerateDataKey: ['GenerateDataKey'],
  GenerateDataKeyWithoutPlaintext: ['GenerateDataKeyWithoutPlaintext'],
} as const satisfies Record<string, readonly RequiredAction[]>;
export type CryptoCall = keyof typeof ROWS_OF_CALL;

/** Encrypt requires a plaintext, even in a dry run. */
const NOTHING = Uint8Array.of(0);
const NONCE_BYTES = 32;

type Sent = {
  client: KMSClient;
  arn: string;
  context: { EncryptionContext?: Record<string, string> };
  signal: AbortSignal;
};

const sentTo = ({ client, region }: RegionalClient, arn: string, signal: AbortSignal): Sent => ({
  client,
  arn,
  // The same context as in production. Without it, a policy condition would deny our tests and allow production (H23).
  context: region.encryptionContext === null ? {} : { EncryptionContext: { ...region.encryptionContext } },
  signal,
});

/** Ends the wait even when the SDK does not, as for a body that arrives very slowly. */
export async function withDeadline<T>(sent: Promise<T>, signal: AbortSignal): Promise<T> {
  sent.catch(() => undefined);
  return Promise.race([
    sent,
    new Promise<never>((_, reject) => {
      const abort = (): void => reject(new DOMException('KMS did not answer in time.', 'TimeoutError'));
      if (signal.aborted) abort();
      else signal.addEventListener('abort', abort, { once: true });
    }),
  ]);
}

/**
 * Tests a permission without using it. A dry run always ends in an error; one of them means success (`classify`).
 * Decrypt and ReEncrypt need no ciphertext (KMS API reference, DryRunModifiers).
 */
export async function sendDryRun(
  call: CryptoCall,
  regional: RegionalClient,
  arn: string,
  signal: AbortSignal,
): Promise<never> {
  await withDeadline(dryRun(call, sentTo(regional, arn, signal)), signal);
  throw new MalformedAnswerError(`A dry run of ${call} was carried out as if it were none.`);
}

function dryRun(call: CryptoCall, { client, arn, context, signal }: Sent): Promise<unknown> {
  const options = { abortSignal: signal };
  const request = { KeyId: arn, DryRun: true, ...context };
  switch (call) {
    case 'Encrypt':
      return client.send(new EncryptCommand({ ...request, Plaintext: NOTHING }), options);
    case 'Decrypt':
      return client.send(new DecryptCommand({ ...request, DryRunModifiers: ['IGNORE_CIPHERTEXT'] }), options);
    case 'GenerateDataKey':
      return client.send(new GenerateDataKeyCommand({ ...request, KeySpec: 'AES_256' }), options);
    case 'GenerateDataKeyWithoutPlaintext':
      return client.send(new GenerateDataKeyWithoutPlaintextCommand({ ...request, KeySpec: 'AES_256' }), options);
    case 'ReEncrypt': {
      const { EncryptionContext: both } = context;
      const contexts = both === undefined ? {} : { SourceEncryptionContext: both, DestinationEncryptionContext: both };
      return client.send(
        new ReEncryptCommand({
          SourceKeyId: arn,
          DestinationKeyId: arn,
          CiphertextBlob: undefined,
          DryRun: true,
          DryRunModifiers: ['IGNORE_CIPHERTEXT'],
          ...contexts,
        }),
        options,
      );
    }
  }
}

/**
 * Makes a real data key and keeps nothing of it. Only this proves that the custom key store behind a key works (H2).
 * KMS returns no plaintext with it.
 * @returns AWS's request ID
 */
export async function makeDataKeyWithoutPlaintext(
  regional: RegionalClient,
  arn: string,
  signal: AbortSignal,
): Promise<string | null> {
  const { client, context } = sentTo(regional, arn, signal);
  const command = new GenerateDataKeyWithoutPlaintextCommand({ KeyId: arn, KeySpec: 'AES_256', ...context });
  const answer = await withDeadline(client.send(command, { abortSignal: signal }), signal);
  if (answer.KeyId !== arn || !answer.CiphertextBlob?.length)
    throw new MalformedAnswerError('GenerateDataKeyWithoutPlaintext answered without a data key of this key.');
  return answer.$metadata.requestId ?? null;
}

/** A random value, and the calls that encrypt and decrypt it. `forget` erases it. */
export function aRoundTrip(regional: RegionalClient, arn: string, signal: AbortSignal) {
  const nonce = randomBytes(NONCE_BYTES);
  const { client, context } = sentTo(regional, arn, signal);
  const options = { abortSignal: signal };
  let ciphertext: Uint8Array | undefined;
  return {
    /** @returns AWS's request ID */
    async encrypt(): Promise<string | null> {
      const command = new EncryptCommand({ KeyId: arn, Plaintext: nonce, ...context });
      const answer = await withDeadline(client.send(command, options), signal);
      if (answer.KeyId !== arn || !answer.CiphertextBlob?.length)
        throw new MalformedAnswerError('Encrypt answered without a ciphertext of this key.');
      ciphertext = answer.CiphertextBlob;
      return answer.$metadata.requestId ?? null;
    },
    /** @returns AWS's request ID; @throws MalformedAnswerError when something else comes back than was sent */
    async decrypt(): Promise<string | null> {
      const command = new DecryptCommand({ KeyId: arn, CiphertextBlob: ciphertext, ...context });
      const answer = await withDeadline(client.send(command, options), signal);
      const plaintext = answer.Plaintext ?? new Uint8Array();
      const same = plaintext.length === nonce.length && timingSafeEqual(plaintext, nonce);
      plaintext.fill(0);
      if (!same) throw new MalformedAnswerError('Decrypt did not return what was encrypted.');
      return answer.$metadata.requestId ?? null;
    },
    hasCiphertext: (): boolean => ciphertext !== undefined,
    forget(): void {
      nonce.fill(0);
      ciphertext = undefined;
    },
  };
}
