import { z } from 'zod';
import { actorOf } from '#lib/auth/session.ts';
import { TOO_MANY_UPLOADS } from '#lib/core/import/import-words.ts';
import { staffRoute } from '#lib/http/staff-route.ts';
import { staffUpload } from '#lib/http/staff-upload.ts';
import { readImportList } from '#lib/queries/import/import-pages.ts';
import { runtime } from '#lib/runtime.ts';
import { uploadImport } from '#lib/use-cases/import/upload-import.ts';

/** The newest imports as JSON, for an open page. */
export const GET = staffRoute('import:run', z.object({}), async (_, staff) => readImportList(runtime(), staff), {
  people: false,
});

const Upload = z.object({ name: z.string().trim().min(1).max(200) });

/** Takes a file, reads it as it arrives, and answers with the id of its import. */
export const POST = staffUpload('import:run', Upload, async ({ name }, staff, { requestId, body }) => {
  const release = runtime().uploadSlots.take();
  if (release === null)
    return Response.json(
      { problem: 'too_many_uploads', words: TOO_MANY_UPLOADS },
      { status: 429, headers: { 'cache-control': 'no-store', 'retry-after': '10' } },
    );
  try {
    const bytes = body ?? new ReadableStream<Uint8Array>({ start: (stream) => stream.close() });
    return await uploadImport(runtime(), { fileName: name, bytes }, { actor: actorOf(staff), requestId });
  } finally {
    release();
  }
});
