import { EmptyState } from '#components/ui/empty-state.tsx';
import { Section } from '#components/ui/section.tsx';
import { TOPIC_GROUPS, type Topic } from '#lib/core/answers/topic.ts';
import { TopicDetails } from './topic-details.tsx';

/** The topics that a question was recognized as, and below them all others by subject. */
export function AnswerList({
  question,
  found,
  topics,
  copyBlockedReason,
}: {
  question: string;
  found: readonly Topic[];
  topics: readonly Topic[];
  copyBlockedReason: string | null;
}) {
  const others = topics.filter(({ id }) => found.every((topic) => topic.id !== id));
  const listed = (some: readonly Topic[], firstOpen: boolean) => (
    <div className="divide-y divide-line">
      {some.map((topic, index) => (
        // The question is in the key, so that a new search opens its own best match.
        <TopicDetails
          key={`${topic.id} ${question}`}
          topic={topic}
          open={firstOpen && index === 0}
          copyBlockedReason={copyBlockedReason}
        />
      ))}
    </div>
  );
  return (
    <>
      {question !== '' && (
        <Section title="Best matches" aside={found.length === 0 ? undefined : 'Best first'}>
          {found.length === 0 ? (
            <EmptyState>
              No answer fits this question. Look through the subjects below, or use the reply on the key’s own page.
            </EmptyState>
          ) : (
            listed(found, true)
          )}
        </Section>
      )}
      {TOPIC_GROUPS.map((group) => {
        const ofGroup = others.filter((topic) => topic.group === group);
        return ofGroup.length === 0 ? null : (
          <Section key={group} title={group}>
            {listed(ofGroup, false)}
          </Section>
        );
      })}
    </>
  );
}
