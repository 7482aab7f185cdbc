import { cliErrorsIn } from './cli-error.ts';

/** The commands that customers are asked to run, and the ones with which they change a policy. */
const COMMANDS: Readonly<Record<string, 'describe_key' | 'key_policy' | 'key_rotations'>> = {
  DescribeKey: 'describe_key',
  GetKeyPolicy: 'key_policy',
  ListKeyPolicies: 'key_policy',
  PutKeyPolicy: 'key_policy',
  ListKeyRotations: 'key_rotations',
};
/** Only the owner's account can run these, whatever KMS answered. */
const OF_THE_OWNER = ['GetKeyPolicy', 'ListKeyPolicies', 'PutKeyPolicy', 'ListKeyRotations'];

const OWN_LINE = /^(?:aws: \[ERROR\]: )?An error occurred/;
const COMMAND_LINE = /^(?:.{0,120}[$#>%] ?)?aws (?:--?[\w-]{1,40}(?:[ =]\S{1,80})? )*kms [a-z-]{3,40}\b/m;

/**
 * Which command of the customer a text is, if it is nothing but that command and the error that it ended with, and not a
 * log; null if it is none, or if KMS's sentence names who called: then that decides.
 */
export function failedCommand(text: string): 'describe_key' | 'key_policy' | 'key_rotations' | null {
  const errors = cliErrorsIn(text);
  const [first] = errors;
  if (first === undefined || /User:\s{0,4}arn:/.test(text)) return null;
  const kind = Object.hasOwn(COMMANDS, first.operation) ? COMMANDS[first.operation] : undefined;
  const lines = text.split('\n', 400).filter((line) => line.includes('An error occurred'));
  if (kind === undefined || !lines.every((line) => OWN_LINE.test(line.trim()))) return null;
  if (errors.some(({ operation }) => COMMANDS[operation] !== kind)) return null;
  const isOwn =
    COMMAND_LINE.test(text) ||
    errors.every(({ name, operation }) => name === 'NotFoundException' || OF_THE_OWNER.includes(operation));
  return isOwn ? kind : null;
}
