import type { Advice } from '#lib/core/finding/advise.ts';
import { nextActionWords } from '#lib/core/pages/next-action-words.ts';
import { AdviceSteps } from './advice-steps.tsx';

/** Why a finding says what it says: its cause, what that is based on, and AWS's page about it. */
export const AdviceReasons = ({ advice }: { advice: Advice }) => (
  <>
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
    {advice.reference !== null && (
      <p className="text-table">
        <a className="link" href={advice.reference} target="_blank" rel="noreferrer">
          AWS documentation
        </a>
      </p>
    )}
  </>
);

/** What one more finding means and what to do about it: the reasons, who acts next and how sure that is, the steps. */
export const AdviceBlock = ({ advice }: { advice: Advice }) => (
  <div className="max-w-prose space-y-2">
    <AdviceReasons advice={advice} />
    <p>
      <strong className="font-semibold">{nextActionWords(advice)}.</strong>
      {advice.settles !== null && <span className="text-subtle"> What would settle it: {advice.settles}</span>}
    </p>
    {advice.steps.length > 0 && <AdviceSteps steps={advice.steps} />}
  </div>
);
