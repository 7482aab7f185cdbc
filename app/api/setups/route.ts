import { z } from 'zod';
import { readSetupFilter } from '#lib/core/pages/setup-filter.ts';
import { staffRoute } from '#lib/http/staff-route.ts';
import { readOpenSetups, readSetupList } from '#lib/queries/setup/setup-list.ts';
import { runtime } from '#lib/runtime.ts';

const text = z.string().max(2_000).optional();
const Query = z.object({ q: text, show: text, stage: text, owner: text, page: text });

/** The list of setups as JSON, for an open page. Open pages share a reading, and it doesn't keep a session alive. */
export const GET = staffRoute(
  'keys:read',
  Query,
  (query, staff) => {
    const filter = readSetupFilter((name) => query[name as keyof typeof query] ?? null);
    return readSetupList(runtime(), staff, filter, (search) =>
      runtime().shareRead(`open setups ${search ?? ''}`, () => readOpenSetups(runtime(), search)),
    );
  },
  { people: false },
);
