import { Dialog } from '#components/ui/dialog.tsx';
import { TextArea, TextField } from '#components/ui/field.tsx';
import { Form } from '#components/ui/form.tsx';
import { HiddenFields } from '#components/ui/hidden-fields.tsx';
import { Instant } from '#components/ui/instant.tsx';
import { Section } from '#components/ui/section.tsx';
import { SubmitButton } from '#components/ui/submit-button.tsx';
import { TimeField } from '#components/ui/time-field.tsx';
import { utcWords } from '#components/ui/time-words.ts';
import type { DeparturePage } from '#lib/core/pages/departure-page.ts';
import { departureFields, type DepartureActions } from './departure-actions.ts';

type Part = { page: DeparturePage; actions: DepartureActions };

/** The signed request that data becomes unreadable: nothing cuts our access without it. */
export function SignedRequest({ page, actions }: Part) {
  const { request, now, withdrawn } = page;
  return (
    <Section title="Signed request" aside="That the data becomes unreadable">
      {request !== null ? (
        <p className="max-w-prose">
          Signed by {request.by}, <Instant at={request.at} now={now} />, kept at {request.reference}. Recorded by{' '}
          {request.recorded.by}, <Instant at={request.recorded.at} now={now} />.
        </p>
      ) : (
        withdrawn === null && (
          <Form action={actions.request} doneWords="Recorded.">
            <HiddenFields values={departureFields(page)} />
            <div className="flex flex-wrap gap-3">
              <TextField name="signedBy" label="Who signed it" required maxLength={200} />
              <TimeField name="signedAt" label="When, in UTC" type="datetime-local" required />
              <TextField name="reference" label="Where it is kept" required maxLength={200} />
            </div>
            <SubmitButton kind="secondary" pendingWords="Recording" blockedReason={actions.runBlocks ?? undefined}>
              Record the request
            </SubmitButton>
          </Form>
        )
      )}
    </Section>
  );
}

/** An approver's exceptions from what depends on the keys, with their review. */
export function Exceptions({ page, actions }: Part) {
  const { exceptions, now, next } = page;
  return (
    <Section
      title="Exceptions"
      aside={
        next === null ? undefined : (
          <Dialog
            trigger={{
              label: 'Record an exception',
              size: 'small',
              blockedReason: actions.exceptBlocks ?? undefined,
            }}
            title="Record an exception"
            description="The customer accepted in writing that what depends on their keys is lost. Nobody can bring it back."
          >
            <Form action={actions.except} doneWords="The exception is recorded.">
              <HiddenFields values={departureFields(page)} />
              <TextArea name="reason" label="Why, and what is lost" rows={3} required />
              <TextField name="acceptance" label="Where their written acceptance is kept" required maxLength={200} />
              <TimeField name="reviewAt" label="Holds until" hint="Then somebody looks again." type="date" required />
              <SubmitButton kind="danger" pendingWords="Recording">
                Record exception
              </SubmitButton>
            </Form>
          </Dialog>
        )
      }
    >
      {exceptions.length === 0 && <p className="text-subtle">None.</p>}
      <ul aria-label="Exceptions" className="divide-y divide-line">
        {exceptions.map(({ id, by, at, reason, acceptance, reviewAt, inForce }) => (
          <li key={id} className="max-w-prose py-2">
            <p className="font-medium">
              {inForce ? 'Holds' : 'Held'} until {utcWords(reviewAt.getTime())}
              <span className="font-normal text-subtle">
                {' '}
                · {by}, <Instant at={at} now={now} />
              </span>
            </p>
            <p className="wrap-anywhere">
              {reason} Acceptance: {acceptance}
            </p>
          </li>
        ))}
      </ul>
    </Section>
  );
}
