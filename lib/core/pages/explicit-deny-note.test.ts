import { describe, expect, it } from 'vitest';
import { adviceOn, confirmed, journey } from '#lib/core/customer-text/key-journey.test-support.ts';
import { explicitDenyNote } from '#lib/core/pages/explicit-deny-note.ts';
import type { PermissionTest } from '#lib/core/pages/key-page.ts';
import { REQUIRED_ACTIONS, type ProbeAction } from '#lib/core/probe/actions.ts';
import { aUsableRecord, NOW, type CellWord } from '#lib/core/verdict/checks.test-support.ts';

const refused = (action: ProbeAction): PermissionTest => ({
  action,
  result: 'denied',
  real: false,
  at: NOW,
  lastCell: {
    result: 'denied',
    at: NOW,
    durationMs: 12,
    requestId: null,
    error: null,
    hiddenByDenial: false,
    explicitDeny: true,
    heldBack: false,
  },
});
const causesOf = (decrypt: CellWord): string[] =>
  adviceOn(journey(confirmed({ decrypt }), aUsableRecord())).map(({ words }) => words.cause);

describe('what an explicit Deny means', () => {
  it('is said once, with the permissions that it refuses', () => {
    expect(explicitDenyNote([refused('Decrypt'), refused('Encrypt')], 'Enabled', [])).toBe(
      'AWS says that an explicit Deny refuses kms:Decrypt, kms:Encrypt. A Deny always wins, so it has to be narrowed or removed; an added Allow doesn’t help.',
    );
    expect(explicitDenyNote(REQUIRED_ACTIONS.map(refused), 'Enabled', [])).toContain('refuses 7 of these permissions.');
  });

  it('is not said beside a cause that says it', () => {
    const tests = [refused('Decrypt')];
    expect(explicitDenyNote(tests, 'Enabled', causesOf('denied:resource_policy:explicit'))).toBeNull();
    expect(explicitDenyNote(tests, 'Enabled', causesOf('denied:resource_control_policy:explicit'))).toContain(
      'A Deny always wins',
    );
  });

  it('is not said where nothing was refused by one', () => {
    const { lastCell, ...test } = refused('Decrypt');
    expect(explicitDenyNote([{ ...test, lastCell: null }], 'Enabled', [])).toBeNull();
    expect(lastCell?.explicitDeny && explicitDenyNote([refused('Decrypt')], 'Disabled', [])).toBeNull();
    expect(explicitDenyNote([refused('GetKeyRotationStatus')], 'Enabled', [])).toBeNull();
  });
});
