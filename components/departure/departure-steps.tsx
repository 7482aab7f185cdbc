import clsx from 'clsx';
import { TextArea } from '#components/ui/field.tsx';
import { Form } from '#components/ui/form.tsx';
import { HiddenFields } from '#components/ui/hidden-fields.tsx';
import { Instant } from '#components/ui/instant.tsx';
import { Section } from '#components/ui/section.tsx';
import { SubmitButton } from '#components/ui/submit-button.tsx';
import { GUARDED_STEPS } from '#lib/core/departure/departure.ts';
import { KEPT_NOW, STEP_HINT, STEP_TITLE } from '#lib/core/departure/departure-words.ts';
import type { DeparturePage, DepartureStepView } from '#lib/core/pages/departure-page.ts';
import { departureFields, type DepartureActions } from './departure-actions.ts';

const STATE_WORD = { done: 'done', current: 'now', later: 'to come' } as const;
const MARK = { done: '✓', current: '●', later: '○' } as const;

/** The numbered steps, each with who, when and what they saw; the next one has its form. */
export function DepartureSteps({ page, actions }: { page: DeparturePage; actions: DepartureActions }) {
  return (
    <Section title="Steps" aside="In this order. Only after the last one may the customer cut our access">
      <ol aria-label="Steps" className="divide-y divide-line">
        {page.steps.map((step, index) => (
          <li key={step.step} aria-current={step.state === 'current' ? 'step' : undefined} className="py-2.5">
            <p
              className={clsx(
                'relative pl-5',
                step.state === 'current' ? 'font-semibold' : step.state === 'later' && 'text-subtle',
              )}
            >
              <span aria-hidden="true" className="absolute left-0">
                {MARK[step.state]}
              </span>
              {index + 1} {STEP_TITLE[step.step]}
              <span className="sr-only">, {STATE_WORD[step.state]}</span>
              {step.done !== null && (
                <span className="font-normal text-subtle">
                  {' '}
                  · {step.done.by}, <Instant at={step.done.at} now={page.now} />
                </span>
              )}
            </p>
            {step.done !== null && <p className="mt-0.5 max-w-prose pl-5 wrap-anywhere">{step.done.evidence}</p>}
            {step.state === 'current' && <StepForm page={page} step={step} actions={actions} />}
          </li>
        ))}
      </ol>
    </Section>
  );
}

function StepForm({
  page,
  step: { step },
  actions,
}: {
  page: DeparturePage;
  step: DepartureStepView;
  actions: DepartureActions;
}) {
  const isLast = step === 'statement_may_go';
  const kept =
    GUARDED_STEPS.includes(step) &&
    page.keys.some((key) => key.kept.length > 0) &&
    page.exceptions.every(({ inForce }) => !inForce);
  const blocked = isLast ? actions.releaseBlocks : actions.runBlocks;
  return (
    <Form key={step} action={isLast ? actions.lastStep : actions.step} doneWords="Recorded." className="mt-2 pl-5">
      {kept && <p className="max-w-prose text-warning-text">{KEPT_NOW}</p>}
      <HiddenFields values={isLast ? departureFields(page) : { ...departureFields(page), step }} />
      <TextArea name="evidence" label="What did you see, and where?" hint={STEP_HINT[step]} rows={2} required />
      <SubmitButton pendingWords="Recording" blockedReason={blocked ?? undefined}>
        {`Record: ${STEP_TITLE[step]}`}
      </SubmitButton>
    </Form>
  );
}
