import {
  DecryptCommand,
  EncryptCommand,
  GenerateDataKeyCommand,
  GenerateDataKeyWithoutPlaintextCommand,
  ReEncryptCommand,
} from '@aws-sdk/client-kms';
import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { RequiredAction } from '#lib/core/probe/actions.ts';
import { askCrypto } from './ask.ts';
import type { Probe } from './probe.ts';
import { MalformedAnswerError } from './read-key-facts.ts';

/**
 * The calls of a full check in their order, and the permissions that each one tests. ReEncrypt needs two. The call that
 * is a real one in a custom key store comes early, so that there is time to repeat it.
 */
export const ROWS_OF_CALL = {
  GenerateDataKey: ['GenerateDataKey'],
  GenerateDataKeyWithoutPlaintext: ['GenerateDataKeyWithoutPlaintext'],
  Encrypt: ['Encrypt'],
  Decrypt: ['Decrypt'],
  ReEncrypt: ['ReEncryptFrom', 'ReEncryptTo'],
} as const satisfies Record<string, readonly RequiredAction[]>;
export type CryptoCall = keyof typeof ROWS_OF_CALL;

/** Encrypt requires a plaintext, even in a dry run. */
const NOTHING = Uint8Array.of(0);
const NONCE_BYTES = 32;

/** The same context as in production. Without it, a policy condition would deny our tests and allow production (H23). */
const contextOf = ({ regional: { region } }: Probe): { EncryptionContext?: Record<string, string> } =>
  region.encryptionContext === null ? {} : { EncryptionContext: { ...region.encryptionContext } };

/**
 * Tests a permission without using it. A dry run always ends in an error; one of them means success (`classify`).
 * Decrypt and ReEncrypt need no ciphertext (KMS API reference, DryRunModifiers).
 */
export const sendDryRun = (call: CryptoCall, probe: Probe): Promise<never> => neverDone(call, dryRun(call, probe));

/**
 * Tests both permissions of a move of data keys in one dry run: ReEncryptFrom on the probe's key, ReEncryptTo on the
 * destination.
 */
export const sendMoveDryRun = (probe: Probe, destinationArn: string): Promise<never> =>
  neverDone('ReEncrypt', dryRunReEncrypt(probe, destinationArn));

async function neverDone(call: CryptoCall, sent: Promise<unknown>): Promise<never> {
  await sent;
  throw new MalformedAnswerError(`A dry run of ${call} was carried out as if it were none.`);
}

function dryRun(call: CryptoCall, probe: Probe): Promise<unknown> {
  const { arn } = probe;
  const request = { KeyId: arn, DryRun: true, ...contextOf(probe) };
  switch (call) {
    case 'Encrypt': {
      const command = new EncryptCommand({ ...request, Plaintext: NOTHING });
      return askCrypto(probe, command, (client, ...sent) => client.send(...sent));
    }
    case 'Decrypt': {
      const command = new DecryptCommand({ ...request, DryRunModifiers: ['IGNORE_CIPHERTEXT'] });
      return askCrypto(probe, command, (client, ...sent) => client.send(...sent));
    }
    case 'GenerateDataKey': {
      const command = new GenerateDataKeyCommand({ ...request, KeySpec: 'AES_256' });
      return askCrypto(probe, command, (client, ...sent) => client.send(...sent));
    }
    case 'GenerateDataKeyWithoutPlaintext': {
      const command = new GenerateDataKeyWithoutPlaintextCommand({ ...request, KeySpec: 'AES_256' });
      return askCrypto(probe, command, (client, ...sent) => client.send(...sent));
    }
    case 'ReEncrypt':
      return dryRunReEncrypt(probe, arn);
  }
}

function dryRunReEncrypt(probe: Probe, destinationArn: string): Promise<unknown> {
  const { EncryptionContext: both } = contextOf(probe);
  const contexts = both === undefined ? {} : { SourceEncryptionContext: both, DestinationEncryptionContext: both };
  const command = new ReEncryptCommand({
    SourceKeyId: probe.arn,
    DestinationKeyId: destinationArn,
    CiphertextBlob: undefined,
    DryRun: true,
    DryRunModifiers: ['IGNORE_CIPHERTEXT'],
    ...contexts,
  });
  return askCrypto(probe, command, (client, ...sent) => client.send(...sent));
}

/**
 * Makes a real data key and keeps nothing of it. Only this proves that the custom key store behind a key works (H2).
 * KMS returns no plaintext with it.
 * @returns AWS's request ID
 */
export async function makeDataKeyWithoutPlaintext(probe: Probe): Promise<string | null> {
  const { arn } = probe;
  const command = new GenerateDataKeyWithoutPlaintextCommand({ KeyId: arn, KeySpec: 'AES_256', ...contextOf(probe) });
  const answer = await askCrypto(probe, command, (client, ...sent) => client.send(...sent));
  if (answer.KeyId !== arn || !answer.CiphertextBlob?.length)
    throw new MalformedAnswerError('GenerateDataKeyWithoutPlaintext answered without a data key of this key.');
  return answer.$metadata.requestId ?? null;
}

/** A random value, and the calls that encrypt and decrypt it. `forget` erases it. */
export function aRoundTrip(probe: Probe) {
  const nonce = randomBytes(NONCE_BYTES);
  const { arn } = probe;
  const context = contextOf(probe);
  let ciphertext: Uint8Array | undefined;
  return {
    /** @returns AWS's request ID */
    async encrypt(): Promise<string | null> {
      const command = new EncryptCommand({ KeyId: arn, Plaintext: nonce, ...context });
      const answer = await askCrypto(probe, command, (client, ...sent) => client.send(...sent));
      if (answer.KeyId !== arn || !answer.CiphertextBlob?.length)
        throw new MalformedAnswerError('Encrypt answered without a ciphertext of this key.');
      ciphertext = answer.CiphertextBlob;
      return answer.$metadata.requestId ?? null;
    },
    /** @returns AWS's request ID; @throws MalformedAnswerError when something else comes back than was sent */
    async decrypt(): Promise<string | null> {
      const command = new DecryptCommand({ KeyId: arn, CiphertextBlob: ciphertext, ...context });
      const answer = await askCrypto(probe, command, (client, ...sent) => client.send(...sent));
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
