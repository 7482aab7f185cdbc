import { expect, it } from 'vitest';
import { ARN } from '#lib/core/verdict/checks.test-support.ts';
import { evidenceCommands } from './evidence-commands.ts';

it('H1 asks the customer only for commands that change nothing, for this key in its region', () => {
  const commands = evidenceCommands({ arn: ARN, region: 'eu-west-1' }).map(({ command }) => command);
  expect(commands.map((command) => command.split(' ').slice(0, 3).join(' '))).toEqual([
    'aws kms describe-key',
    'aws kms get-key-policy',
    'aws kms list-key-rotations',
  ]);
  for (const command of commands) expect(command).toContain(` --region eu-west-1 --key-id ${ARN} `);
});
