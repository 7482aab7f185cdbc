import { DecryptCommand, DescribeKeyCommand } from '@aws-sdk/client-kms';
import { timingSafeEqual } from 'node:crypto';
import { CODES_TRIED, type CiphertextAnswer, type DecryptProof } from '#lib/core/customer/ownership.ts';
import { CHECK_TIMEOUT_MS, mayAskCrypto } from '#lib/core/probe/probe-key.ts';
import { CODE_NAME } from '#lib/core/setup/template-description.ts';
import { ask, askCrypto, KeyOutOfUseError } from './ask.ts';
import { awsErrorOf, classify } from './classify.ts';
import { beginProbe, type Probe, type ProbeKeyDeps } from './probe.ts';
import { isKeysDenial } from './read-description.ts';
import { onceOnly, sleep, STORE_PACE_MS } from './store-turns.ts';

type Answer = CiphertextAnswer['answer'];

/** What a failed Decrypt says. Wrong key and wrong context are errors of their own; a state of the key isn't told (H16). */
function answerOf(error: unknown): Exclude<Answer, 'proven' | 'other_text'> {
  if (['InvalidCiphertextException', 'IncorrectKeyException'].includes(awsErrorOf(error).name))
    return 'not_decryptable';
  if (isKeysDenial(error)) return 'denied';
  if (error instanceof KeyOutOfUseError) return 'not_decryptable';
  return classify(error).result === 'wrong_state' ? 'not_decryptable' : 'could_not_check';
}

async function decryptWith(asked: Probe, ciphertext: Uint8Array, code: string): Promise<Answer> {
  try {
    const command = new DecryptCommand({
      KeyId: asked.arn,
      CiphertextBlob: ciphertext,
      EncryptionContext: { [CODE_NAME]: code },
    });
    const { KeyId, Plaintext } = await askCrypto(asked, command, (client, ...sent) => client.send(...sent));
    if (KeyId !== asked.arn || Plaintext === undefined) return 'could_not_check';
    const same = Plaintext.length === code.length && timingSafeEqual(Plaintext, Buffer.from(code));
    Plaintext.fill(0);
    return same ? 'proven' : 'other_text';
  } catch (error) {
    return answerOf(error);
  }
}

/** The probe to go on with, and the time between its calls. */
type Prepared = { asked: Probe; paceMs: number };

/**
 * Looks at the key before a cryptographic call is made: a disabled or pending one gets none (H21), and one in a custom
 * key store gets one a second and no retries (H24).
 * @returns why no call may be made, where none may
 */
async function prepare(asked: Probe, calls: number): Promise<Prepared | 'not_decryptable' | 'could_not_check'> {
  const once = onceOnly(asked);
  try {
    const command = new DescribeKeyCommand({ KeyId: asked.arn });
    const { KeyMetadata: key } = await ask(asked, command, (client, ...sent) => client.send(...sent));
    if (key?.Arn !== asked.arn) return 'could_not_check';
    if (!mayAskCrypto(key.KeyState ?? null)) return 'not_decryptable';
    if (key.CustomKeyStoreId === undefined) return { asked, paceMs: 0 };
    const withinMs = asked.endsAt - performance.now() - calls * STORE_PACE_MS;
    const waitMs = await asked.deps.reserveStoreCalls(key.CustomKeyStoreId, calls, withinMs);
    if (waitMs === null) return 'could_not_check';
    await sleep(waitMs);
    return { asked: once, paceMs: STORE_PACE_MS };
  } catch (error) {
    // Decrypt may be allowed where DescribeKey is not. Nobody knows then whether a key store is behind the key.
    return isKeysDenial(error) ? { asked: once, paceMs: STORE_PACE_MS } : 'could_not_check';
  }
}

/**
 * The gateway's port that really decrypts what a customer encrypted with the key, with the code as encryption context,
 * and compares it with the code. The plaintext, the key's state and AWS's message never leave this function (H16).
 */
export const createDecryptProof =
  (deps: ProbeKeyDeps): DecryptProof =>
  async ({ arn, region }, ciphertext, codes) => {
    const regional = deps.clientOf(region);
    if (regional === null) return { answer: 'could_not_check' };
    const tried = codes.slice(0, CODES_TRIED);
    const begun = beginProbe(regional, arn, CHECK_TIMEOUT_MS, deps);
    try {
      await regional.signIn(begun.end);
    } catch {
      return { answer: 'could_not_check' };
    }
    const prepared = await prepare(begun, tried.length);
    if (typeof prepared === 'string') return { answer: prepared };
    const { asked, paceMs } = prepared;
    for (const [index, code] of tried.entries()) {
      if (index > 0) await sleep(paceMs);
      const answer = await decryptWith(asked, ciphertext, code);
      if (answer === 'proven') return { answer, code };
      if (answer !== 'not_decryptable') return { answer };
    }
    return { answer: 'not_decryptable' };
  };
