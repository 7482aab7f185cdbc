import { z } from 'zod';
import { staffRoute } from '#lib/http/staff-route.ts';
import { readSetupList } from '#lib/queries/setup/setup-list.ts';
import { runtime } from '#lib/runtime.ts';

/** The list of setups as JSON, for an open page. Open pages share a reading, and it doesn't keep a session alive. */
export const GET = staffRoute(
  'keys:read',
  z.object({}),
  (_query, staff) => runtime().shareRead(`setups ${staff.role}`, () => readSetupList(runtime(), staff)),
  { people: false },
);
