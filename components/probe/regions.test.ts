import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { estimateCalls, sumEstimates } from '#lib/core/pages/call-estimate.ts';
import { after, ARN, MINUTE_MS, NOW, POLICY } from '#lib/core/verdict/checks.test-support.ts';
import type { RegionSettings } from '#lib/core/pages/regions-page.ts';
import { QuotaSection } from './capacity-sections.tsx';
import { RegionSection } from './region-section.tsx';

const aRegion = (given: Partial<RegionSettings> = {}): RegionSettings => ({
  code: 'eu-west-1',
  name: 'Europe (Ireland)',
  vendorAccountId: '444455556666',
  roleArn: 'arn:aws:iam::444455556666:role/keydesk',
  roleCoversEveryKey: false,
  contextNames: [],
  controlKeyArn: null,
  policies: { role: 'ROLE POLICY', assumeRole: 'CALLER POLICY' },
  controlAnswer: { kind: 'no_control_key' },
  hold: null,
  rest: null,
  clock: null,
  ...given,
});
const RECORD = { action: () => Promise.resolve({ status: 'idle' as const }), roleBlocks: null };
const textOf = (html: string): string => html.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');
const regionText = (given: Partial<RegionSettings> = {}): string =>
  textOf(renderToStaticMarkup(createElement(RegionSection, { region: aRegion(given), now: NOW, record: RECORD })));
const quotaText = (usable: number, notHosted: { code: string; liveKeys: number }[] = []): string => {
  const liveKeys = { usable, attention: 0, unusable: 0, unverified: 0 };
  const estimate = estimateCalls('eu-west-1', liveKeys, POLICY);
  const page = {
    now: NOW,
    intervalMinutes: 60,
    regions: [{ code: 'eu-west-1', name: 'Europe (Ireland)', liveKeys, estimate }],
    inAll: sumEstimates([estimate]),
    notHosted,
    due: { n: 0, exact: true, oldestDueAt: null },
    throughput: null,
    checksPerSecond: 0,
  };
  return textOf(renderToStaticMarkup(createElement(QuotaSection, { page })));
};

describe('a region on the page Regions', () => {
  it('H1 gives the policies of our own role to copy, and says that they are for nobody’s key', () => {
    const text = regionText();
    expect(text).toContain('They are no key policies: never send them to a customer.');
    expect(text).toContain('ROLE POLICY');
    expect(text).toContain('CALLER POLICY');
  });

  it('H12 says what a missing control key and a role that is not declared mean for denials', () => {
    const text = regionText();
    expect(text).toContain('Control key None: the next action for a denial stays likely or unclear');
    expect(text).toContain('Not declared Without this, no denial is called confirmed.');
    expect(text).toContain('Encryption context None Control key');
  });

  it('gives the control key’s last answer with its age, and who acts', () => {
    const text = regionText({
      controlKeyArn: ARN,
      controlAnswer: { kind: 'denied', at: after(-3 * MINUTE_MS), actions: ['Decrypt'] },
    });
    expect(text).toMatch(/Denied: kms:Decrypt , 3 min ago .* we must act/);
  });

  it('H24 H25 says when the incident began and when scheduled checks resume', () => {
    const text = regionText({
      hold: { since: after(-5 * MINUTE_MS), actions: ['Decrypt'], checked: null },
      rest: { until: after(2 * MINUTE_MS), throttledInARow: 3 },
    });
    expect(text).toMatch(/On hold; the incident began 5 min ago/);
    expect(text).toMatch(/Paused; they resume in 2 min .* KMS throttled the last 3 batches/);
  });
});

describe('H24 the KMS calls on the page Capacity', () => {
  it('are called an estimate, with the price and with what is left out', () => {
    const text = quotaText(1_000);
    expect(text).toContain('Estimate');
    expect(text).toContain('24,000');
    expect(text).toContain('0.03 USD for 10,000 requests');
    expect(text).toContain('Actual bills differ.');
    expect(text).not.toContain('Whoever runs Keydesk must');
  });

  it('say that checks run late, and who acts, when the calls exceed the budget', () => {
    const text = quotaText(1_000_000);
    expect(text).toContain('138.9 %');
    expect(text).toContain('checks there run less often than every 60 min. Whoever runs Keydesk must increase');
  });

  it('name the keys that are not checked', () => {
    expect(quotaText(0, [{ code: 'sa-east-1', liveKeys: 1 }])).toContain(
      '1 live key is not checked, because the region sa-east-1 is not configured.',
    );
  });

  it('have no inline style, which the content security policy would block', () => {
    expect(
      renderToStaticMarkup(createElement(RegionSection, { region: aRegion(), now: NOW, record: RECORD })),
    ).not.toContain('style=');
  });
});
