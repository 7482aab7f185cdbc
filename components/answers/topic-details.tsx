import { SubjectLine } from '#components/customer-text/subject-line.tsx';
import { CopyButton } from '#components/ui/copy-button.tsx';
import { answerText } from '#lib/core/answers/answer-text.ts';
import type { Topic } from '#lib/core/answers/topic.ts';
import { ACTS_WORD } from '#lib/core/finding/status.ts';
import { nextActionWords } from '#lib/core/pages/next-action-words.ts';

/** One topic, folded under its question: facts, whose action is next, what to check first, and the text to copy. */
export function TopicDetails({
  topic,
  open,
  copyBlockedReason,
}: {
  topic: Topic;
  open: boolean;
  /** Why this person's role may not copy; null where it may. */
  copyBlockedReason: string | null;
}) {
  const text = answerText(topic);
  return (
    <details open={open} id={topic.id} className="py-2.5">
      <summary className="cursor-pointer font-medium">{topic.question}</summary>
      <div className="mt-2 mb-3 grid gap-x-8 gap-y-4 pl-4 lg:grid-cols-[5fr_6fr]">
        <div className="max-w-prose space-y-2">
          <ul aria-label="Facts" className="list-disc space-y-1 pl-5 marker:text-subtle">
            {topic.facts.map((fact) => (
              <li key={fact} className="pl-1">
                {fact}
              </li>
            ))}
          </ul>
          <p>
            {/* "Confirmed" is said only of what a check saw of one key. */}
            <strong className="font-semibold">
              {topic.confidence === 'certain' ? ACTS_WORD[topic.acts] : nextActionWords(topic)}.
            </strong>{' '}
            {topic.actsBecause}
            {topic.link !== undefined && (
              <>
                {' '}
                <a className="link" href={topic.link.href}>
                  {topic.link.words}
                </a>
              </>
            )}
          </p>
          {topic.ourSide.length > 0 && (
            <>
              <p className="font-medium">Check on our side first</p>
              <ul aria-label="Check on our side first" className="list-disc space-y-1 pl-5 marker:text-subtle">
                {topic.ourSide.map((check) => (
                  <li key={check} className="pl-1">
                    {check}
                  </li>
                ))}
              </ul>
            </>
          )}
          <p className="text-table text-subtle">
            AWS documentation:{' '}
            {topic.references.map(({ title, url }, index) => (
              <span key={url}>
                {index > 0 && ' · '}
                <a className="link" href={url} target="_blank" rel="noreferrer">
                  {title}
                </a>
              </span>
            ))}
          </p>
        </div>
        <div className="min-w-0 space-y-2">
          <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <CopyButton value={text} what="answer" blockedReason={copyBlockedReason ?? undefined}>
              Copy answer
            </CopyButton>
            <span className="text-table text-subtle">
              Names no customer. Replace what is in &lt;angle brackets&gt;.
            </span>
          </div>
          <SubjectLine subject={topic.reply.subject} />
          <pre className="rounded-md border border-line bg-sunken px-4 py-3 font-sans text-table whitespace-pre-wrap wrap-anywhere">
            {text}
          </pre>
        </div>
      </div>
    </details>
  );
}
