import type { FormAction } from '#components/ui/form.tsx';
import type { ProvenKeyPage } from '#lib/core/pages/key-page.ts';
import { EvidenceCommands } from './evidence-commands.tsx';
import { EvidenceForm, type Added } from './evidence-form.tsx';
import { replaceHrefOf } from './other-key.tsx';

/** What to ask the customer for, and the form that takes what they send. */
export function AddEvidence<Problem extends string>({
  page,
  ...form
}: {
  page: ProvenKeyPage;
  action: FormAction<Added, Problem>;
  blockedReason: string | null;
}) {
  return (
    <div className="mt-3">
      <EvidenceCommands arn={page.arn} region={page.region} />
      <EvidenceForm customerKeyId={page.id} replaceHref={replaceHrefOf(page)} {...form} />
    </div>
  );
}
