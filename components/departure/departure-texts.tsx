'use client';

import { FrozenText } from '#components/customer-text/frozen-text.tsx';
import { RecordTold } from '#components/customer-text/record-told.tsx';
import { thenCopied } from '#components/customer-text/make-text.ts';
import { Form } from '#components/ui/form.tsx';
import { HiddenFields } from '#components/ui/hidden-fields.tsx';
import { SubmitButton } from '#components/ui/submit-button.tsx';
import { DEPARTURE_TEXTS, type DepartureText } from '#lib/core/departure/departure.ts';
import { TEXT_TITLE } from '#lib/core/departure/departure-words.ts';
import type { DeparturePage } from '#lib/core/pages/departure-page.ts';
import { departureFields, type DepartureActions } from './departure-actions.ts';

const NOT_YET = 'Only after the last step.';

/** Makes a text for the customer: it is frozen, copied, and listed below, where somebody records that it was sent. */
export function DepartureTexts({ page, actions }: { page: DeparturePage; actions: DepartureActions }) {
  const isDone = page.steps.every(({ state }) => state === 'done');
  const isOpen = page.withdrawn === null;
  const reasonFor = (kind: DepartureText): string | undefined =>
    actions.runBlocks ?? (kind !== 'leaving' && !isDone ? NOT_YET : undefined);
  const hasReasonOfNext = (index: number): boolean => {
    const [kind, next] = DEPARTURE_TEXTS.slice(index);
    return kind !== undefined && next !== undefined && reasonFor(kind) === reasonFor(next);
  };
  return (
    <>
      {isOpen && (
        <div className="mb-4 flex flex-wrap gap-3">
          {DEPARTURE_TEXTS.map((kind, index) => (
            // On a phone a reason that several have is written under the last of them.
            <Form
              key={kind}
              action={thenCopied(actions.makeText)}
              className={hasReasonOfNext(index) ? 'reason-said' : undefined}
            >
              <HiddenFields values={{ ...departureFields(page), kind }} />
              <SubmitButton kind="secondary" pendingWords="Making" blockedReason={reasonFor(kind)}>
                {`Copy: ${TEXT_TITLE[kind]}`}
              </SubmitButton>
            </Form>
          ))}
        </div>
      )}
      {page.texts.length === 0 ? (
        <p className="text-subtle">None yet.</p>
      ) : (
        page.texts.map((text) => (
          <FrozenText
            key={text.id}
            title={TEXT_TITLE[text.kind]}
            text={text}
            now={page.now}
            form={
              isOpen && (
                <RecordTold
                  action={actions.told}
                  fields={{ ...departureFields(page), textId: text.id }}
                  hasTicket={page.ticket !== null}
                  blockedReason={actions.runBlocks}
                />
              )
            }
          />
        ))
      )}
    </>
  );
}
