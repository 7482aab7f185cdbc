'use client';

import { useEffect, useRef } from 'react';
import { textDifference } from '#lib/core/customer-text/text-difference.ts';
import { Button } from '#components/ui/button.tsx';
import { TextDifference } from './text-difference.tsx';

/** A reply as a person changes it, and the one of Keydesk that they began from. */
export type Edit = { body: string; from: string };

/**
 * The reply as a text that can be changed. It keeps what was typed, whatever Keydesk learns meanwhile: then it shows what
 * changed in Keydesk's own text, and offers that one.
 */
export function EditReply({
  edit: { body, from },
  made,
  change,
}: {
  edit: Edit;
  /** What Keydesk writes now; null while there is nothing to send. */
  made: string | null;
  /** Replaces the edit. */
  change: (edit: Edit) => void;
}) {
  const area = useRef<HTMLTextAreaElement>(null);
  useEffect(() => area.current?.focus(), []);
  const mine = made === null ? [] : textDifference(from, body);
  return (
    <>
      <textarea
        ref={area}
        value={body}
        onChange={(event) => change({ body: event.target.value, from })}
        maxLength={40_000}
        spellCheck
        aria-label="Text of the reply, edited"
        className="min-h-96 w-full grow basis-96 resize-none rounded-md border border-line-strong bg-raised px-4 py-3 text-table whitespace-pre-wrap text-default"
      />
      {made !== null && made !== from && (
        <div role="status" className="space-y-1 text-table">
          <p className="text-warning-text">Keydesk’s own text changed since you began. Your edit is kept.</p>
          <TextDifference parts={textDifference(from, made)} label="What changed in Keydesk’s text" />
          <span className="flex flex-wrap gap-2">
            <Button size="small" onClick={() => change({ body, from: made })}>
              Keep my edit
            </Button>
            <Button size="small" onClick={() => change({ body: made, from: made })}>
              Use Keydesk’s text
            </Button>
          </span>
        </div>
      )}
      {mine.length > 0 && (
        <details className="text-table">
          <summary className="w-fit text-subtle">Your changes</summary>
          <TextDifference parts={mine} label="Your changes" />
        </details>
      )}
    </>
  );
}
