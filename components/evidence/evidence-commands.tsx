import { CommandText } from '#components/ui/command-text.tsx';
import { CopyButton } from '#components/ui/copy-button.tsx';
import { evidenceCommands } from '#lib/core/evidence/evidence-commands.ts';
import { EVIDENCE_KIND_WORD } from '#lib/core/evidence/evidence-words.ts';

/** The exact commands for the customer to run, each with a copy button. */
export function EvidenceCommands({ arn, region }: { arn: string; region: string }) {
  return (
    <div className="mb-5">
      <p className="mb-2 max-w-prose text-subtle">
        Ask an administrator of the key to run one of these commands in the AWS account that owns it, and to send the
        whole output, including errors. The commands change nothing.
      </p>
      <dl className="space-y-2">
        {evidenceCommands({ arn, region }).map(({ kind, name, command }) => (
          <div key={kind}>
            <dt className="text-table text-subtle">{EVIDENCE_KIND_WORD[kind]}</dt>
            <dd className="flex items-start gap-2">
              <CommandText command={command} />
              <CopyButton value={command} what={`${name} command`} />
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
