import { heading, steps, type Part } from '#lib/core/text/blocks.ts';

export const NO_COPY = 'If you have no copy of the key material';

/**
 * The way of an owner of a key with imported key material who has no copy of it at hand. Nothing is called lost before they
 * have looked everywhere.
 * @param replyTo how they reach us: "reply to this ticket"
 * @param multiRegion whether the key is a multi-Region key
 */
export const withoutCopy = (replyTo: string, multiRegion: boolean): readonly Part[] => [
  heading(NO_COPY),
  steps(
    {
      text: 'Delete nothing for now: neither this key nor anything that may hold a copy, such as old backups of your key management system.',
    },
    {
      text: `Look where the key material was made: in the HSM or key management system, in its backups and exports, and with whoever imported it. The event ImportKeyMaterial in your CloudTrail shows who that was and when.${multiRegion ? ' This is a multi-Region key: a related key in another Region may still have the same key material, so please change nothing there and tell us its ARN.' : ''}`,
    },
    {
      text: `If there is no copy anywhere, please ${replyTo} and say so before you change anything else. Data that only this key can decrypt can then no longer be read by anybody: AWS cannot give imported key material back, and we never had it.`,
    },
    {
      text: 'For new backups, create another key and send us its ARN. It cannot decrypt existing backups.',
    },
  ),
];
