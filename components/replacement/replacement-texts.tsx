import { FrozenText } from '#components/customer-text/frozen-text.tsx';
import { RecordTold } from '#components/customer-text/record-told.tsx';
import { SubjectLine } from '#components/customer-text/subject-line.tsx';
import { thenCopied } from '#components/customer-text/make-text.ts';
import { Disclosure } from '#components/ui/disclosure.tsx';
import { Form } from '#components/ui/form.tsx';
import { HiddenFields } from '#components/ui/hidden-fields.tsx';
import { SubmitButton } from '#components/ui/submit-button.tsx';
import { REPLACEMENT_TEXT_WORDS } from '#lib/core/replacement/replacement-text-words.ts';
import { REPLACEMENT_TEXTS } from '#lib/core/replacement/replacement.ts';
import type { ReplacementPage } from '#lib/core/pages/replacement-page.ts';
import { requestFields, type ReplacementActions } from './replacement-actions.ts';

/** The texts that fit now, each frozen and copied with one press, and those that were made. */
export function ReplacementTexts({ page, actions }: { page: ReplacementPage; actions: ReplacementActions }) {
  const fitting = REPLACEMENT_TEXTS.flatMap((kind) => {
    const made = page.makeable[kind];
    return 'blocked' in made ? [] : [{ kind, ...made }];
  });
  const { both_stay: usual } = page.makeable;
  return (
    <>
      {!page.askedBy.verified && (
        <p className="mb-3 max-w-prose text-warning-text">
          That {page.askedBy.name} asked is not confirmed with a verified contact. Send texts to a contact whom we know,
          by the channel that we have on record, not into the thread in which this was asked for.
          {'body' in page.makeable.answer_to_asker &&
            ` Only “${REPLACEMENT_TEXT_WORDS.answer_to_asker}” belongs there: it names nothing of the customer.`}
        </p>
      )}
      <div className="mb-4 flex flex-wrap gap-3">
        {fitting.map(({ kind }) => (
          <Form key={kind} action={thenCopied(actions.makeText)}>
            <HiddenFields values={{ ...requestFields(page), kind }} />
            <SubmitButton kind="secondary" pendingWords="Making" blockedReason={actions.runBlocks ?? undefined}>
              {`Copy: ${REPLACEMENT_TEXT_WORDS[kind]}`}
            </SubmitButton>
          </Form>
        ))}
        {fitting.length === 0 && (
          <p className="max-w-prose text-subtle">{'blocked' in usual ? usual.blocked : 'No text fits now.'}</p>
        )}
      </div>
      {fitting.map(({ kind, subject, body }) => (
        <Disclosure key={kind} summary={`Read: ${REPLACEMENT_TEXT_WORDS[kind]}`} className="mb-2 text-table">
          {() => (
            <div className="mt-1 mb-4 max-w-prose">
              <SubjectLine of="Subject" subject={subject} />
              <p className="mt-2 wrap-anywhere whitespace-pre-line">{body}</p>
            </div>
          )}
        </Disclosure>
      ))}
      {page.texts.length === 0 ? (
        <p className="text-subtle">None made yet.</p>
      ) : (
        page.texts.map((text) => (
          <FrozenText
            key={text.id}
            title={REPLACEMENT_TEXT_WORDS[text.kind]}
            text={text}
            now={page.now}
            form={
              <RecordTold
                action={actions.told}
                fields={{ ...requestFields(page), textId: text.id }}
                hasTicket={page.ticket !== null}
                blockedReason={actions.runBlocks}
              />
            }
          />
        ))
      )}
    </>
  );
}
