import { CopyButton } from '#components/ui/copy-button.tsx';
import type { Advice } from '#lib/core/finding/advise.ts';
import { nextActionWords } from '#lib/core/pages/next-action-words.ts';

/** What a finding means and what to do: cause, who acts next and how sure that is, what would settle it, the steps. */
export function AdviceBlock({ advice }: { advice: Advice }) {
  return (
    <div className="max-w-prose space-y-2">
      <p>{advice.cause}</p>
      {advice.because.length > 0 && (
        <ul aria-label="What this is based on" className="list-disc space-y-1 pl-5 text-subtle marker:text-subtle">
          {advice.because.map((line) => (
            <li key={line} className="pl-1">
              {line}
            </li>
          ))}
        </ul>
      )}
      <p>
        <strong className="font-semibold">{nextActionWords(advice)}.</strong>
        {advice.settles !== null && <span className="text-subtle"> What would settle it: {advice.settles}</span>}
      </p>
      {advice.steps.length > 0 && (
        <ol className="list-decimal space-y-2 pl-5 marker:text-subtle">
          {advice.steps.map(({ text, command }) => (
            <li key={text} className="pl-1">
              {text}
              {command !== undefined && (
                <div className="mt-1 flex items-start gap-2 rounded-md border border-line bg-sunken px-2.5 py-1.5">
                  <code className="min-w-0 flex-1 font-mono text-mono wrap-anywhere">{command}</code>
                  <CopyButton value={command} what="command" />
                </div>
              )}
            </li>
          ))}
        </ol>
      )}
      {advice.reference !== null && (
        <p className="text-table">
          <a className="link" href={advice.reference} target="_blank" rel="noreferrer">
            AWS documentation
          </a>
        </p>
      )}
    </div>
  );
}
