import { SubjectLine } from './subject-line.tsx';

/** The words of a text, to read before it is copied, or as it was copied. */
export function ReplyText({
  subject,
  body,
  label,
  rows = 14,
}: {
  /** Null where the page names it already. */
  subject: string | null;
  body: string;
  label: string;
  rows?: number;
}) {
  return (
    <>
      {subject !== null && (
        <div className="mb-1">
          <SubjectLine subject={subject} />
        </div>
      )}
      <textarea
        readOnly
        rows={rows}
        value={body}
        aria-label={label}
        className="w-full max-w-prose resize-y whitespace-pre-wrap rounded-md border border-line bg-sunken px-4 py-3 text-table text-default"
      />
    </>
  );
}
