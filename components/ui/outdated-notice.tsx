import { Instant } from './instant.tsx';

/** Says that what is shown could not be read again, and from when it is. */
export const OutdatedNotice = ({ what, now }: { what: 'list' | 'page'; now: Date | string }) => (
  <p role="status" className="mb-2 text-table text-warning-text">
    Keydesk is not answering. This {what} is from <Instant at={now} now={now} />.
  </p>
);
