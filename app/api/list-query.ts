import { z } from 'zod';

const text = z.string().max(2_000).optional();

/** What the URL of a list can hold. The page shows the columns that it names; the data has them all. */
export const ListQuery = z.object({
  q: text,
  verdict: text,
  cause: text,
  region: text,
  role: text,
  state: text,
  deadline: text,
  changed: text,
  sort: text,
  columns: text,
  after: text,
  before: text,
});

/** The same for an export, which has all columns and all pages. */
export const ExportQuery = ListQuery.omit({ columns: true, after: true, before: true });
