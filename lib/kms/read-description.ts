import { DescribeKeyCommand } from '@aws-sdk/client-kms';
import { shownCode, type ReadDescription } from '#lib/core/customer/ownership.ts';
import type { DenialSource } from '#lib/core/probe/report.ts';
import { ask } from './ask.ts';
import { classify } from './classify.ts';
import { beginProbe, type ProbeKeyDeps } from './probe.ts';

const TIMEOUT_MS = 5_000;

/** Denials that name a policy of our own role or account: the key's owner can do nothing about them (H12). */
const OURS: readonly DenialSource[] = [
  'identity_policy',
  'permissions_boundary',
  'session_policy',
  'service_control_policy',
  'vpc_endpoint_policy',
];

/** Whether an error means that the key's side doesn't let us make the call. Anything else is no answer. */
export function isKeysDenial(error: unknown): boolean {
  const classified = classify(error);
  return classified.result === 'denied' && !OURS.includes(classified.denial);
}

/**
 * The gateway's port that looks for a code in a key's description. The description, the key's state and AWS's message
 * never leave this function: an unproven key may be somebody else's (H16).
 */
export const createReadDescription =
  (deps: ProbeKeyDeps): ReadDescription =>
  async ({ arn, region }, codes) => {
    const regional = deps.clientOf(region);
    if (regional === null) return { answer: 'could_not_check' };
    const asked = beginProbe(regional, arn, TIMEOUT_MS, deps);
    try {
      await regional.signIn(asked.end);
      const command = new DescribeKeyCommand({ KeyId: arn });
      const { KeyMetadata: key } = await ask(asked, command, (client, ...sent) => client.send(...sent));
      if (key?.Arn !== arn) return { answer: 'could_not_check' };
      const code = shownCode(key.Description ?? '', codes);
      return code === null ? { answer: 'not_seen' } : { answer: 'seen', code };
    } catch (error) {
      return { answer: isKeysDenial(error) ? 'not_readable' : 'could_not_check' };
    }
  };
