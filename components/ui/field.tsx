'use client';

import clsx from 'clsx';
import { type ComponentProps, type ReactNode, useContext, useId } from 'react';

import { FieldErrors } from './form-context.ts';
import { Icon } from './icon.tsx';

type Shared = {
  name: string;
  label: ReactNode;
  hint?: ReactNode;
};

type ControlProps<Element extends 'input' | 'textarea' | 'select'> = Omit<
  ComponentProps<Element>,
  keyof Shared | 'id'
> &
  Shared;

const controlClass = (...more: (string | false | undefined)[]): string =>
  clsx(
    'block rounded-md border border-line-strong bg-raised px-2.5 text-default transition-colors placeholder:text-subtle',
    'hover:border-subtle aria-invalid:border-danger-solid',
    ...more,
  );

/** The ids that tie label, hint and error to one control, and the error that the surrounding Form knows by its name. */
const useTies = ({ name, hint }: Pick<Shared, 'name' | 'hint'>) => {
  const ownId = useId();
  const problem = useContext(FieldErrors)[name];
  const hintId = hint === undefined ? undefined : `${ownId}-hint`;
  const errorId = problem === undefined ? undefined : `${ownId}-error`;
  return {
    problem,
    hintId,
    errorId,
    control: {
      id: ownId,
      name,
      'aria-invalid': problem !== undefined || undefined,
      'aria-describedby': clsx(hintId, errorId) || undefined,
    },
  };
};

function Around({
  ties,
  label,
  hint,
  children,
}: Pick<Shared, 'label' | 'hint'> & { ties: ReturnType<typeof useTies>; children: ReactNode }) {
  return (
    <div className="max-w-prose">
      <label htmlFor={ties.control.id} className="mb-1 block font-medium">
        {label}
      </label>
      {hint !== undefined && (
        <p id={ties.hintId} className="mb-1.5 text-table text-subtle">
          {hint}
        </p>
      )}
      {children}
      {ties.problem !== undefined && (
        <p id={ties.errorId} className="mt-1 text-table font-medium text-danger-text">
          {ties.problem}
        </p>
      )}
    </div>
  );
}

/** One line of text. Its label is always visible; a placeholder is never the label. */
export function TextField({ name, label, hint, className, ...input }: ControlProps<'input'>) {
  const ties = useTies({ name, hint });
  return (
    <Around ties={ties} label={label} hint={hint}>
      <input
        autoComplete="off"
        {...input}
        {...ties.control}
        className={controlClass('h-8 w-full read-only:bg-muted-surface', className)}
      />
    </Around>
  );
}

/** Several lines: a reason, a pasted error or policy. */
export function TextArea({
  name,
  label,
  hint,
  mono = false,
  className,
  ...area
}: ControlProps<'textarea'> & {
  /** Identifiers and pasted text. */
  mono?: boolean | undefined;
}) {
  const ties = useTies({ name, hint });
  return (
    <Around ties={ties} label={label} hint={hint}>
      <textarea
        rows={3}
        {...area}
        {...ties.control}
        className={controlClass(mono && 'font-mono text-mono', 'w-full py-1.5 read-only:bg-muted-surface', className)}
      />
    </Around>
  );
}

/** One of a few: `children` are native options. Of two, prefer two buttons; of many, a search. */
export function SelectField({ name, label, hint, className, ...select }: ControlProps<'select'>) {
  const ties = useTies({ name, hint });
  return (
    <Around ties={ties} label={label} hint={hint}>
      <select {...select} {...ties.control} className={controlClass('h-8 min-w-48 max-w-full pr-2', className)} />
    </Around>
  );
}

/** The search above a table: its label is for screen readers, `/` goes to it. */
export function SearchField({
  label,
  className,
  ...input
}: Omit<ComponentProps<'input'>, 'type' | 'aria-label'> & { label: string }) {
  return (
    <span className="relative inline-flex w-full md:w-72">
      <Icon name="search" className="pointer-events-none absolute top-2 left-2.5 text-subtle" />
      <input
        autoComplete="off"
        spellCheck={false}
        {...input}
        type="search"
        aria-label={label}
        className={controlClass('h-8 w-full pl-8', className)}
      />
    </span>
  );
}
