import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { stripSummary, type VerdictHistory } from '#lib/core/verdict/verdict-strip.ts';
import { StatusStrip } from './status-strip.tsx';

const NOW = new Date('2026-03-14T12:00:00.000Z');
const hours = (n: number): Date => new Date(NOW.getTime() + n * 3_600_000);

const rendered = (given: Partial<VerdictHistory>): string =>
  renderToStaticMarkup(
    createElement(StatusStrip, {
      now: NOW,
      periods: '/api/keys/1/periods',
      strip: stripSummary({ spans: [], lastSeenAt: NOW, silenceMs: 3 * 3_600_000, completeFrom: null, ...given }, NOW),
    }),
  );
const spans: VerdictHistory['spans'] = [
  { verdict: { status: 'usable', cause: null }, words: 'Usable', checked: true, from: hours(-40 * 24), to: hours(-30) },
  {
    verdict: { status: 'unusable', cause: 'key_disabled' },
    words: 'Unusable: disabled',
    checked: true,
    from: hours(-2),
    to: null,
  },
];

describe('the status history on the page', () => {
  it('gives screen readers the selected day and its status', () => {
    expect(rendered({ spans })).toContain(
      'aria-valuetext="Sat 14 Mar 2026: Unusable: disabled, known for 16 % of the time"',
    );
  });

  it('is one slider over 90 days, and hides the picture itself from screen readers', () => {
    const html = rendered({ spans });
    expect(html.match(/<input/g)).toHaveLength(1);
    expect(html).toMatch(/<input[^>]*min="0"[^>]*max="89"/);
    expect(html.match(/<svg/g)).toHaveLength(html.match(/<svg[^>]*aria-hidden="true"/g)?.length ?? 0);
  });

  it('counts the days of each status, including days without a check', () => {
    const text = rendered({ spans }).replace(/<[^>]*>/g, '');
    expect(text).toContain('1 day unusable');
    expect(text).toContain('40 days usable');
    expect(text).toContain('49 days not checked');
  });

  it('shows the periods of today, including the time without a check', () => {
    const text = rendered({ spans }).replace(/<[^>]*>/g, ' ');
    expect(text).toMatch(/Not checked\s+00:00–10:00 UTC, 10 h 0 min\s+Unusable: disabled\s+10:00–12:00 UTC, 2 h 0 min/);
  });

  it('says when it leaves out earlier days because of too many changes', () => {
    expect(rendered({ spans, completeFrom: hours(-24) })).toContain('Earlier days have too many changes to draw.');
    expect(rendered({ spans, completeFrom: NOW })).toContain('Today has too many changes to draw.');
  });

  it('draws each status once, however many days have it', () => {
    const html = rendered({ spans });
    expect(html.match(/<path[^>]*stroke-dasharray/g)).toHaveLength(4);
    expect(html).toContain('d="M49.1 24H89"');
    expect(html).toContain('d="M89.1 14H90"');
  });

  it('has no inline style, which the content security policy would block', () => {
    expect(rendered({ spans })).not.toContain('style=');
  });
});
