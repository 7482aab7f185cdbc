import { PACK_COLUMNS, packRows } from '#lib/core/pages/evidence-pack-rows.ts';
import type { EvidencePack } from '#lib/core/pages/evidence-pack.ts';
import { BYTE_ORDER_MARK, csvLines } from '#lib/queries/key/list-csv.ts';

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A pack as CSV, key by key: other requests are answered in between, and only one key's rows are held at a time. */
export async function* packCsv(
  pack: EvidencePack,
  sha256: string,
  stopped: AbortSignal,
): AsyncGenerator<string, void, undefined> {
  yield BYTE_ORDER_MARK + csvLines([PACK_COLUMNS]);
  for (const rows of packRows(pack, sha256)) {
    await nextTurn();
    if (stopped.aborted) return;
    if (rows.length > 0) yield csvLines(rows);
  }
}
