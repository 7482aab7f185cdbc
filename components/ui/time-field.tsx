'use client';

import { type ComponentProps, useEffect, useRef, useState } from 'react';

import { TextField } from './field.tsx';
import { typedTimeWords } from './typed-time.ts';

/**
 * What a date or time field holds, in words that nobody reads with day and month the other way around. Browsers show the
 * field in their own order and don't follow `lang`.
 * @param utc whether it is a time in UTC
 * @returns the words, null while the field is empty, and what to give the input
 */
export function useTypedTime(given: string, utc = true) {
  const input = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState(given);
  useEffect(() => {
    const read = (): void => setTyped(input.current?.value ?? '');
    // The event comes before the values change.
    const readLater = (): number => window.setTimeout(read);
    const form = input.current?.form;
    form?.addEventListener('reset', readLater);
    // A browser that goes back fills the field by itself.
    const first = readLater();
    return () => {
      window.clearTimeout(first);
      form?.removeEventListener('reset', readLater);
    };
  }, []);
  return {
    words: typedTimeWords(typed, utc),
    control: { ref: input, onInput: () => setTyped(input.current?.value ?? '') },
  };
}

/** A date, or a time in UTC, with how it is read above it, from the first digit that makes it whole. */
export function TimeField({
  utc = true,
  hint,
  defaultValue = '',
  ...field
}: Omit<ComponentProps<typeof TextField>, 'type' | 'defaultValue' | 'ref' | 'onInput'> & {
  type: 'date' | 'datetime-local';
  defaultValue?: string | undefined;
  /** Left out for a day, and for a time in UTC. */
  utc?: boolean | undefined;
}) {
  const { words, control } = useTypedTime(defaultValue, utc);
  // The line is there from the start, so that the field doesn't move while somebody types.
  const none = field.type === 'date' ? 'No date yet' : 'No time yet';
  const empty = hint === undefined ? none : '\u00A0';
  return (
    <TextField
      {...field}
      {...control}
      defaultValue={defaultValue}
      hint={
        <>
          {hint}{' '}
          <span aria-live="polite" className="tabular-nums">
            {words === null ? empty : `Read as ${words}`}
          </span>
        </>
      }
    />
  );
}
