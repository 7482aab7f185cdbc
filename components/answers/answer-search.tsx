import Form from 'next/form';
import { TextArea } from '#components/ui/field.tsx';
import { SubmitButton } from '#components/ui/submit-button.tsx';
import { LONGEST_QUESTION } from '#lib/core/answers/find-answers.ts';

/** Takes a customer's question. It is in the URL, so that a link opens the same answers. */
export function AnswerSearch({ question }: { question: string }) {
  return (
    <Form action="/answers" className="space-y-3" role="search">
      <TextArea
        key={question}
        name="q"
        label="Question"
        hint="Type it or paste what the customer wrote. AWS’s terms and plain words are recognized."
        rows={3}
        defaultValue={question}
        maxLength={LONGEST_QUESTION}
      />
      <SubmitButton pendingWords="Searching">Find answers</SubmitButton>
    </Form>
  );
}
