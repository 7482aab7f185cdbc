import { Form } from '#components/ui/form.tsx';
import { Identifier } from '#components/ui/identifier.tsx';
import { Section } from '#components/ui/section.tsx';
import { SubmitButton } from '#components/ui/submit-button.tsx';
import type { SetupPage } from '#lib/core/pages/setup-page.ts';
import { HiddenFields } from '#components/ui/hidden-fields.tsx';
import { dayWords } from '#lib/core/text/time-words.ts';
import type { SetupActions } from './setup-actions.ts';

/** The code with which the customer shows that they hold the account. It is for them alone (H16). */
export function CodeSection({ page, actions }: { page: SetupPage; actions: SetupActions }) {
  const { code, id } = page;
  const blockedReason = actions.runBlocks ?? undefined;
  return (
    <Section
      title="One-time code"
      aside="For this customer alone. It works once, for one key; that proof covers other keys of the same AWS account"
    >
      <div className="flex flex-wrap items-center gap-3">
        {code === null ? (
          <p className="text-subtle">None that the customer can still use.</p>
        ) : (
          <p>
            <Identifier value={code.code} whole what="code" /> valid until {dayWords(code.expiresAt)}
          </p>
        )}
        {code !== null && (
          <Form action={actions.extendCode} doneWords="The code lasts 30 days from now.">
            <HiddenFields values={{ setupId: id }} />
            <SubmitButton kind="secondary" size="small" pendingWords="Extending" blockedReason={blockedReason}>
              Extend by 30 days
            </SubmitButton>
          </Form>
        )}
        <Form action={actions.makeCode} doneWords="A new code is there.">
          <HiddenFields values={{ setupId: id }} />
          <SubmitButton kind="secondary" size="small" pendingWords="Making" blockedReason={blockedReason}>
            Make a new code
          </SubmitButton>
        </Form>
      </div>
    </Section>
  );
}
