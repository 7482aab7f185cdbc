import type { Metadata } from 'next';
import { AnswerList } from '#components/answers/answer-list.tsx';
import { AnswerSearch } from '#components/answers/answer-search.tsx';
import { PageHeader } from '#components/ui/page-header.tsx';
import { ALL_TOPICS } from '#lib/core/answers/all-topics.ts';
import { findAnswers, LONGEST_QUESTION } from '#lib/core/answers/find-answers.ts';
import { blockedReason } from '#lib/core/staff/capability.ts';
import { requireStaff } from '#lib/http/require-staff.ts';
import { parametersOf, type SearchParams } from '#app/(staff)/search-params.ts';

export const metadata: Metadata = { title: 'Answers' };

export default async function AnswersPage({ searchParams }: { searchParams: SearchParams }) {
  const staff = await requireStaff('keys:read');
  const question = (parametersOf(await searchParams)('q') ?? '').trim().slice(0, LONGEST_QUESTION);
  return (
    <>
      <PageHeader
        title="Answers"
        summary="What customers ask about KMS in general. Where a key is registered, use the reply on its page: it has what we saw of that key."
      />
      <AnswerSearch question={question} />
      <AnswerList
        question={question}
        found={findAnswers(question)}
        topics={ALL_TOPICS}
        copyBlockedReason={blockedReason(staff.role, 'texts:copy')}
      />
    </>
  );
}
