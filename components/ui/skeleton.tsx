import clsx from 'clsx';

/** A line of text on its way; give it the height and width of what will stand there. In tables use SkeletonRows. */
export function Skeleton({ className = 'h-3 w-40' }: { className?: string | undefined }) {
  return <span aria-hidden="true" className={clsx('block max-w-full animate-breathe rounded-sm bg-line', className)} />;
}

/** The head of a page and some lines, for `loading.tsx`. */
export function PageSkeleton({ lines = 6 }: { lines?: number | undefined }) {
  return (
    <div role="status" className="space-y-6">
      <span className="sr-only">Loading</span>
      <div className="space-y-3">
        <Skeleton className="h-5 w-48" />
        <Skeleton className="h-3 w-80" />
      </div>
      <div className="space-y-4">
        {Array.from({ length: lines }, (_, line) => (
          <Skeleton key={line} className={line % 3 === 2 ? 'h-3 w-2/3' : 'h-3 w-full'} />
        ))}
      </div>
    </div>
  );
}
