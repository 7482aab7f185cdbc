import { runtime } from '#lib/runtime.ts';
import { openApiDocument } from '#lib/service-api/document.ts';

/** The interface's own document. It needs no token: it says nothing that only a token's owner may know. */
export const GET = (): Response =>
  Response.json(openApiDocument(runtime().env.origin), { headers: { 'cache-control': 'no-cache' } });
