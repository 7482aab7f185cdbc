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
        <p className="mb-1 max-w-prose text-table text-subtle">
          Subject for a new ticket: <span className="text-default">{subject}</span>
        </p>
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
