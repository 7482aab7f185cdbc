import clsx from 'clsx';
import { CommandText } from '#components/ui/command-text.tsx';
import { CopyButton } from '#components/ui/copy-button.tsx';
import type { Step } from '#lib/core/finding/advice-words.ts';

/** What to do, in order, and who does it where that is given. A single step has no number. */
export const AdviceSteps = ({ steps }: { steps: readonly (Step & { who?: string | null })[] }) => (
  <ol
    className={clsx(
      'max-w-prose space-y-1.5 wrap-anywhere marker:text-subtle',
      steps.length > 1 && 'list-decimal pl-5',
    )}
  >
    {steps.map(({ text, command, who }) => (
      <li key={text} className={steps.length > 1 ? 'pl-1' : undefined}>
        {who && <strong className="font-semibold">{who}: </strong>}
        {text}
        {command !== undefined && (
          <div className="mt-1 flex items-start gap-2 rounded-md border border-line bg-sunken px-2.5 py-1">
            <p className="min-w-0 flex-1">
              <CommandText command={command} />
            </p>
            <CopyButton value={command} what="command" />
          </div>
        )}
      </li>
    ))}
  </ol>
);
