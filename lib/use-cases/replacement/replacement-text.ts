import type { ToldChannel } from '#lib/core/customer/told.ts';
import type { HostingRegion } from '#lib/core/key/region.ts';
import type { ReplacementText } from '#lib/core/replacement/replacement.ts';
import { replacementText } from '#lib/core/replacement/replacement-texts.ts';
import { isByStranger } from '#lib/core/replacement/standing.ts';
import { isUnconfirmedText } from '#lib/core/replacement/text-unconfirmed.ts';
import { tellsAllOf } from '#lib/core/replacement/text-old-key.ts';
import { ok, refuse, type Result } from '#lib/core/result.ts';
import type { By } from '#lib/core/staff/audit.ts';
import { announceKeys } from '#lib/db/announce.ts';
import { recordKeysTold } from '#lib/db/customer-text/key-texts.ts';
import { readReplacementLines } from '#lib/db/replacement/line-facts.ts';
import { insertReplacementText, recordReplacementTold, textsOfReplacement } from '#lib/db/replacement/replacements.ts';
import { replacementTextInput } from '#lib/db/replacement/text-input.ts';
import {
  changeReplacement,
  type ReplacementDeps,
  type ReplacementInput,
  type ReplacementRefusal,
} from './change-replacement.ts';

type MadeText = { textId: string; subject: string; body: string };

/** A form gives minutes, so a text that was made in the same minute may seem to be later. */
const A_MINUTE_MS = 60_000;

/** Makes a text of a request and keeps it as it is copied now. A person sends it and records that (H18). */
export const freezeReplacementText = (
  deps: ReplacementDeps & { regions: readonly HostingRegion[] },
  input: ReplacementInput & { kind: ReplacementText },
  by: By,
): Promise<Result<MadeText, ReplacementRefusal | 'text_not_allowed'>> =>
  changeReplacement<MadeText, 'text_not_allowed'>(deps, input, by, async (tx, { replacement }, at) => {
    const { kind } = input;
    const lines = await readReplacementLines(tx, { replacementId: replacement.id }, at);
    const told = replacementTextInput(lines, deps.regions, at);
    const made = told === null ? null : replacementText(kind, told);
    if (made?.ok !== true) return refuse('text_not_allowed');
    const { subject, body, asksAbout } = made;
    const tells = lines.flatMap(({ oldKey }) =>
      oldKey.customerId === replacement.customerId &&
      asksAbout.includes(oldKey.record.arn) &&
      oldKey.tellDigest !== null &&
      tellsAllOf(oldKey.tellDigest, oldKey.record.facts?.keyState ?? null)
        ? [[oldKey.customerKeyId, oldKey.tellDigest] as const]
        : [],
    );
    const textId = await insertReplacementText(tx, {
      replacementId: replacement.id,
      kind,
      subject,
      body,
      tells: tells.length === 0 ? null : Object.fromEntries(tells),
      at,
      by: by.actor.name,
    });
    return ok({
      value: { textId, subject, body },
      event: { kind: 'text_copied', detail: { text: kind } },
      audit: { action: 'replacement.text_copied', after: { textId, kind } },
    });
  });

/**
 * Records who was told a frozen text, how and when. It counts as told for an old key whose problem it tells, and whatever it
 * tells, it keeps the promise to write again about a key of the replacement. While nobody whom we know has asked for the
 * replacement or confirmed it, the text may have reached a stranger, and does neither (H17).
 * @param input a null `at` is now
 */
export const recordReplacementTextTold = (
  deps: ReplacementDeps,
  input: ReplacementInput & { textId: string; to: string; channel: ToldChannel; at: Date | null },
  by: By,
): Promise<Result<null, ReplacementRefusal | 'no_such_text' | 'in_the_future'>> =>
  changeReplacement<null, 'no_such_text' | 'in_the_future'>(deps, input, by, async (tx, { replacement }, now) => {
    const { textId, to, channel } = input;
    const text = (await textsOfReplacement(tx, replacement.id)).find(({ id }) => id === textId);
    const given = input.at ?? now;
    if (given > now) return refuse('in_the_future');
    if (text === undefined || given.getTime() + A_MINUTE_MS <= text.frozenAt.getTime()) return refuse('no_such_text');
    const at = given < text.frozenAt ? text.frozenAt : given;
    const told = { to, channel, at, by: by.actor.name };
    if (!(await recordReplacementTold(tx, { replacementId: replacement.id, textId }, told)))
      return refuse('no_such_text');
    const lines = await readReplacementLines(tx, { replacementId: replacement.id }, now);
    // A text of an unconfirmed request tells nothing of a key, even where it is recorded after the request was confirmed.
    const confirmed = isUnconfirmedText(text.kind) ? [] : lines.filter(({ facts }) => !isByStranger(facts));
    const keys = confirmed.flatMap(({ line }) => [line.oldKeyId, line.newKeyId ?? []].flat());
    const keyIds = [...new Set(keys)].toSorted();
    await recordKeysTold(
      tx,
      { id: textId, customerId: replacement.customerId },
      keyIds.map((keyId) => ({ keyId, tells: text.tells?.[keyId] ?? null, promisedFor: null })),
    );
    await announceKeys(tx, keyIds);
    return ok({
      value: null,
      event: { kind: 'told', detail: { text: text.kind, to, channel } },
      audit: {
        action: 'replacement.told',
        after: { textId, kind: text.kind, to, channel, at: at.toISOString() },
      },
    });
  });
