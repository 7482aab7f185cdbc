import { z } from 'zod';
import { staffRoute } from '#lib/http/staff-route.ts';
import { readDepartureList } from '#lib/queries/departure/departure-page.ts';
import { runtime } from '#lib/runtime.ts';

/** The list of departures as JSON, for an open page. Open pages share a reading, and it doesn't keep a session alive. */
export const GET = staffRoute(
  'keys:read',
  z.object({}),
  (_query, staff) => runtime().shareRead(`departures ${staff.role}`, () => readDepartureList(runtime(), staff)),
  { people: false },
);
