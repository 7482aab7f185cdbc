import { Button } from '#components/ui/button.tsx';

/** Under a list that is read page by page: reads the next page, or says that there was no answer. */
export function LoadMore({
  state,
  hasMore,
  label,
  more,
}: {
  state: 'reading' | 'idle' | 'failed';
  hasMore: boolean;
  label: string;
  more: () => void;
}) {
  return (
    <>
      {state === 'failed' && (
        <p role="alert" className="mt-2 text-danger-text">
          Keydesk did not answer.{' '}
          <Button size="small" onClick={more}>
            Try again
          </Button>
        </p>
      )}
      {state !== 'failed' && hasMore && (
        <p className="mt-2">
          <Button size="small" onClick={more} pending={state === 'reading' && 'Reading'}>
            {label}
          </Button>
        </p>
      )}
    </>
  );
}
