import { Identifier } from '#components/ui/identifier.tsx';
import { evidenceCommands } from '#lib/core/evidence/evidence-commands.ts';
import { EVIDENCE_KIND_WORD } from '#lib/core/evidence/evidence-words.ts';

/** The exact commands to ask the customer for, whole, each with its copy button. */
export function EvidenceCommands({ arn, region }: { arn: string; region: string }) {
  return (
    <div className="mb-5">
      <p className="mb-2 max-w-prose text-subtle">
        Ask somebody who administers the key to run one of these in the AWS account that owns it, and to send the output
        as it is, errors too. They change nothing.
      </p>
      <dl className="space-y-2">
        {evidenceCommands({ arn, region }).map(({ kind, name, command }) => (
          <div key={kind}>
            <dt className="text-table text-subtle">{EVIDENCE_KIND_WORD[kind]}</dt>
            <dd>
              <Identifier value={command} what={`${name} command`} whole />
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
