'use client';

import Link from 'next/link';
import { Button } from '#components/ui/button.tsx';
import { TextArea } from '#components/ui/field.tsx';
import { Form } from '#components/ui/form.tsx';
import { HiddenFields } from '#components/ui/hidden-fields.tsx';
import { PastInstant } from '#components/ui/instant.tsx';
import { SubmitButton } from '#components/ui/submit-button.tsx';
import { shortenIdentifier } from '#components/ui/shorten-identifier.ts';
import type { NoteView } from '#lib/core/pages/ticket-view.ts';
import { LONGEST_NOTE } from '#lib/core/ticket/note.ts';
import { placeFields, type TicketActions, type TicketPlace } from './ticket-actions.ts';

function shortArn(arn: string): string {
  const { head, tail } = shortenIdentifier(arn);
  const start = head.replace(/^:/, '');
  return tail === '' ? start : `${start}…${tail}`;
}

/** The notes of staff about a key or a customer, newest first, and the form that adds one. */
export function NoteList({
  notes,
  more,
  now,
  place,
  actions,
  showAll,
}: {
  notes: readonly NoteView[];
  /** Whether there are older ones than are shown. */
  more: boolean;
  now: Date;
  place: TicketPlace;
  actions: TicketActions;
  /** Shows the older ones here; without it they are on the customer's page. */
  showAll?: (() => void) | undefined;
}) {
  return (
    <>
      {notes.length === 0 ? (
        <p className="text-subtle">No notes yet.</p>
      ) : (
        <ul aria-label="Notes" className="divide-y divide-line">
          {notes.map(({ id, at, by, body, key }) => (
            <li key={id} className="py-2">
              <p className="text-table text-subtle">
                {by}, <PastInstant at={at} now={now} />
                {key !== null && (
                  <>
                    , about key{' '}
                    <Link href={`/keys/${key.id}`} prefetch={false} className="link font-mono text-mono">
                      {shortArn(key.arn)}
                    </Link>
                  </>
                )}
              </p>
              <p className="max-w-prose whitespace-pre-line wrap-anywhere">{body}</p>
            </li>
          ))}
        </ul>
      )}
      {more && showAll !== undefined && (
        <Button size="small" kind="quiet" onClick={showAll}>
          Show older notes
        </Button>
      )}
      {more && showAll === undefined && place.customerKeyId !== null && (
        <p className="mt-1 text-table">
          <Link href={`/customers/${place.customerId}#notes`} prefetch={false} className="link">
            Older notes are on the customer’s page
          </Link>
        </p>
      )}
      <Form action={actions.addNote} doneWords="Note added." className="mt-3">
        <HiddenFields values={placeFields(place)} />
        <TextArea
          name="text"
          label="Add a note"
          hint="For staff only: notes never reach a customer. No passwords and no access keys."
          maxLength={LONGEST_NOTE}
          required
        />
        <SubmitButton kind="secondary" pendingWords="Adding" blockedReason={actions.noteBlocks ?? undefined}>
          Add the note
        </SubmitButton>
      </Form>
    </>
  );
}
