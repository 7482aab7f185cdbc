import { z } from 'zod';
import { staffUpload } from '#lib/http/staff-upload.ts';
import { findAnything } from '#lib/queries/find/find-anything.ts';
import { runtime } from '#lib/runtime.ts';

/** What a typed or pasted text finds, as JSON. The text is neither stored nor logged, and is in no address. */
export const POST = staffUpload('keys:read', z.object({}), async (_, staff, { body }) =>
  findAnything(runtime(), staff, body === null ? '' : await new Response(body).text()),
);
