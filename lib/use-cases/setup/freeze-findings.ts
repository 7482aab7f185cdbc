import { keyText, toldByText } from '#lib/core/customer-text/key-text.ts';
import type { TextBlock } from '#lib/core/customer-text/text-input.ts';
import type { HostingRegion } from '#lib/core/key/region.ts';
import type { CheckPolicy } from '#lib/core/probe/schedule.ts';
import { ok, refuse, type Result } from '#lib/core/result.ts';
import type { By } from '#lib/core/staff/audit.ts';
import { findKeyTextSource } from '#lib/db/customer-text/key-text.ts';
import { readLines } from '#lib/db/setup/line-facts.ts';
import { insertText } from '#lib/db/setup/texts.ts';
import {
  changeSetup,
  openLine,
  type LineInput,
  type LineRefusal,
  type SetupDeps,
  type SetupRefusal,
} from './change-setup.ts';

type Frozen = { textId: string; subject: string; body: string };
export type FindingsRefusal = LineRefusal | TextBlock | 'no_key' | 'nothing_found';

/**
 * Freezes what the tests of a line's key found, in the words of the key's own reply. A person sends it and records that.
 * Without a proof of ownership there is no such text (H16), and none where the tests found nothing to correct.
 */
export const freezeFindings = (
  deps: SetupDeps & { regions: readonly HostingRegion[]; policy: CheckPolicy },
  input: LineInput,
  by: By,
): Promise<Result<Frozen, FindingsRefusal | SetupRefusal>> =>
  changeSetup<Frozen, FindingsRefusal>(deps, input, by, async (tx, held, at) => {
    const found = openLine(held, input.lineId);
    if (!found.ok) return found;
    const [stored] = await readLines(tx, { lineIds: [found.value.id] }, at);
    const { keyId } = found.value;
    const source = keyId === null ? null : await findKeyTextSource(tx, keyId);
    if (stored === undefined || keyId === null || source === null) return refuse('no_key');
    const { customer, setup } = stored;
    // A provider may hold the key: the text is for the customer of this setup, and the counts are of all its clients.
    const text = keyText(
      {
        ...source,
        customerName: customer.name,
        contactName: setup.askedByName,
        timeZone: customer.timeZone,
        dependents: null,
      },
      deps,
      at,
    );
    if (text.kind === 'blocked') return refuse(text.reason);
    if (stored.facts.usable === true) return refuse('nothing_found');
    const { subject, body } = text;
    const tells = { [keyId]: toldByText(source, at) };
    const kept = { customerId: customer.id, setupId: setup.id, lineId: found.value.id, kind: 'findings' } as const;
    const textId = await insertText(tx, { ...kept, subject, body, at, by: by.actor.name, checkedAt: text.asOf, tells });
    return ok({
      value: { textId, subject, body },
      event: { kind: 'text_copied', lineId: found.value.id, detail: { note: 'findings' } },
      audit: { action: 'setup.text_copied', after: { textId, kind: 'findings' } },
    });
  });
