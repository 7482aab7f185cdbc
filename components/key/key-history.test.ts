import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { keyDateWords } from '#lib/core/pages/key-date-words.ts';
import type { ProvenKeyPage } from '#lib/core/pages/key-page.ts';
import { after, DAY_MS, HOUR_MS, NOW, someFacts } from '#lib/core/verdict/checks.test-support.ts';
import type { RotationSources } from '#lib/core/rotation/observed-materials.ts';
import { rotationLedger, rotationOverview } from '#lib/core/rotation/rotation-ledger.ts';
import { KeyDates } from './key-dates.tsx';
import { RotationHistory } from '#components/rotation/rotation-history.tsx';

const A = 'a'.repeat(64);
const sources: RotationSources = {
  events: [{ at: after(-30 * DAY_MS), event: { kind: 'key_material_first_seen', keyMaterialId: A } }],
  eventsCut: false,
  facts: someFacts(),
  lastDescribedAt: NOW,
  rotation: null,
  rotationAsked: { result: 'denied', at: NOW },
  supplied: null,
  timeZone: null,
};

/** Only the part of a page that the two sections read. */
function aPage(given: Partial<ProvenKeyPage> = {}, ledger: Partial<RotationSources> = {}): ProvenKeyPage {
  const page = {
    now: NOW,
    timeZone: null,
    role: 'active',
    facts: someFacts(),
    rows: [],
    shown: { verdict: { status: 'usable', cause: null }, freshness: 'fresh', asOf: NOW },
    lastAttemptAt: NOW,
    lastAttemptFailed: false,
    lastDescribedAt: NOW,
    nextCheckAt: after(HOUR_MS),
    deadlineAt: null,
    rotation: rotationOverview(rotationLedger({ ...sources, ...ledger })),
    ...given,
  };
  return { ...page, dates: keyDateWords({ ...page, schedule: page.rotation.schedule }) } as ProvenKeyPage;
}
const html = (section: typeof KeyDates, page: ProvenKeyPage): string =>
  renderToStaticMarkup(createElement(section, { page }));
const text = (section: typeof KeyDates, page: ProvenKeyPage): string => html(section, page).replace(/<[^>]*>/g, ' ');

const describeDenied: ProvenKeyPage['rows'] = [
  { action: 'DescribeKey', real: false, result: 'denied', at: NOW, lastCell: null },
];

describe('the dates of a key', () => {
  it('H13 give the earliest possible loss only for a key that denies us DescribeKey', () => {
    expect(text(KeyDates, aPage())).not.toContain('Earliest possible loss');
    const denied = text(KeyDates, aPage({ rows: describeDenied }));
    expect(denied).toContain('not before Sat 21 Mar 2026 09:12 UTC');
    expect(denied).toContain('does not rule out that the AWS account was closed');
    expect(text(KeyDates, aPage({ rows: describeDenied, facts: null }))).toContain('DescribeKey has never answered');
  });

  it('H8 give deletion and expiry as "not before", with weekday, UTC, and the customer’s time zone', () => {
    const facts = someFacts({
      keyState: 'PendingDeletion',
      deletionAt: after(9 * DAY_MS),
      origin: 'EXTERNAL',
      materialExpiresAt: after(DAY_MS),
    });
    const words = text(KeyDates, aPage({ facts, timeZone: 'America/New_York' }));
    expect(words).toContain('Not before Mon 23 Mar 2026 09:12 UTC (Mon 23 Mar 2026 05:12 America/New_York)');
    expect(words).toContain('Not before Sun 15 Mar 2026 09:12 UTC (Sun 15 Mar 2026 05:12 America/New_York)');
  });

  it('say that the next check is due, not that it was in the past', () => {
    expect(text(KeyDates, aPage({ nextCheckAt: after(HOUR_MS) }))).toMatch(/Next check\s+in 1 h/);
    for (const nextCheckAt of [NOW, after(-HOUR_MS)])
      expect(text(KeyDates, aPage({ nextCheckAt }))).toMatch(/Next check\s+Due now/);
  });

  it('H15 say "not visible to us" for what we did not see', () => {
    const words = text(
      KeyDates,
      aPage({ facts: null, rotation: rotationOverview(rotationLedger({ ...sources, facts: null })) }),
    );
    expect(words).toContain('Not visible to us: DescribeKey has never answered');
    expect(words).toMatch(/Next rotation\s+Not visible to us/);
    expect(words).not.toContain('None scheduled');
  });
});

describe('the rotations on the page', () => {
  it('say in words what the picture shows, and hide the picture from screen readers', () => {
    const page = aPage();
    expect(text(RotationHistory, page)).toContain('The same key material at every check since Thu 12 Feb 2026');
    expect(text(RotationHistory, page)).toContain('Key material first seen');
    expect(html(RotationHistory, page)).toMatch(/<svg aria-hidden="true"/);
    expect(html(RotationHistory, page)).not.toContain('style=');
  });

  it('H15 say that a schedule that we are denied is not visible to us', () => {
    expect(text(RotationHistory, aPage())).toContain('Not visible to us: kms:GetKeyRotationStatus is denied.');
  });

  it('have no picture when KMS never gave a key material ID', () => {
    const facts = someFacts({ currentKeyMaterialId: null, customKeyStoreId: 'cks-1' });
    const page = aPage({ facts }, { facts, events: [] });
    expect(html(RotationHistory, page)).not.toContain('<svg');
    expect(text(RotationHistory, page)).toContain('Not visible: KMS does not name');
  });

  it('begin with the latest four, and say how many older ones can be opened', () => {
    const events = Array.from({ length: 30 }, (_, n) => ({
      at: after(-n * DAY_MS),
      event: { kind: 'key_material_changed', from: A, to: String(n).padStart(64, 'b') } as const,
    }));
    const page = aPage({}, { events });
    expect(page.rotation).toMatchObject({ olderEntries: 26 });
    expect(html(RotationHistory, page).match(/<li/g)).toHaveLength(4);
    expect(text(RotationHistory, page)).toContain('26 earlier');
    expect(page.rotation.materials.length).toBeLessThanOrEqual(24);
  });
});
