/** A command to copy and run. A line of it breaks between its words, and inside one only where that alone is too long. */
export const CommandText = ({ command }: { command: string }) => (
  <code className="font-mono text-mono">
    {[...command.matchAll(/\S+\s*/g)].map(({ 0: word, index: at }) => (
      <span key={at} className="inline-block max-w-full whitespace-pre-wrap wrap-anywhere">
        {word}
      </span>
    ))}
  </code>
);
