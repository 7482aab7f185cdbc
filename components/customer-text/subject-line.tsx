/** The subject of a text, above its words. */
export const SubjectLine = ({ of = 'Subject for a new ticket', subject }: { of?: string; subject: string }) => (
  <p className="max-w-prose text-table text-subtle">
    {of}: <span className="text-default">{subject}</span>
  </p>
);
