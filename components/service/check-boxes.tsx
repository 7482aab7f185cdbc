'use client';

import { useContext, useId, type ReactNode } from 'react';
import { FieldErrors } from '#components/ui/form-context.ts';

/** Any number of a few choices, sent under one name. An error of the name stands below them. */
export function CheckBoxes({
  name,
  legend,
  choices,
  className,
}: {
  name: string;
  legend: ReactNode;
  choices: readonly { value: string; words: ReactNode }[];
  className?: string | undefined;
}) {
  const errorId = useId();
  const problem = useContext(FieldErrors)[name];
  return (
    <fieldset className={className}>
      <legend className="mb-1 font-medium">{legend}</legend>
      <div className="space-y-1">
        {choices.map(({ value, words }) => (
          <label key={value} className="flex min-h-6 items-start gap-2">
            <input
              type="checkbox"
              name={name}
              value={value}
              aria-invalid={problem !== undefined || undefined}
              aria-describedby={problem === undefined ? undefined : errorId}
              className="mt-1"
            />
            <span className="max-w-prose">{words}</span>
          </label>
        ))}
      </div>
      {problem !== undefined && (
        <p id={errorId} className="mt-1 text-table font-medium text-danger-text">
          {problem}
        </p>
      )}
    </fieldset>
  );
}
