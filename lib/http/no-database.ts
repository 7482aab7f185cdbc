/** What is said while the database does not answer: of a page or a list, and of a submission before and while it is carried out. */
export const NO_DATABASE_WORDS = {
  read: 'The database did not answer, so nothing could be read. Try again in a minute.',
  before: 'The database did not answer. Nothing was saved. Try again in a minute.',
  during: 'The database did not answer, so we don’t know whether this was saved.',
} as const;

/** How the reference of an error begins where the database did not answer. */
export const NO_DATABASE_MARK = 'DB-';

/** What Node.js and PostgreSQL call a connection that can't be opened or was lost, and a statement that took too long. */
const NO_ANSWER_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  // Canceled after `statement_timeout`, too many connections, and a server that stops or starts.
  '57014',
  '53300',
  '57P01',
  '57P02',
  '57P03',
]);
/** The errors of the pool and the driver that have no code. */
const NO_ANSWER_MESSAGES = [
  'timeout exceeded when trying to connect',
  'Connection terminated',
  'Client has encountered a connection error',
];

/** Whether a statement failed because the database could not be reached, or did not answer in time. */
export function isNoDatabase(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code: unknown = 'code' in error ? error.code : null;
  return (
    (typeof code === 'string' && (NO_ANSWER_CODES.has(code) || /^08\w{3}$/.test(code))) ||
    NO_ANSWER_MESSAGES.some((message) => error.message.startsWith(message)) ||
    isNoDatabase(error.cause)
  );
}
