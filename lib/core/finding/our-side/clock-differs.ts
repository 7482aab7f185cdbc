import { conclude, defineFinding } from '#lib/core/finding/finding-record.ts';
import { nothingToSend } from '#lib/core/finding/text-rule.ts';
import { durationWords } from '#lib/core/text/time-words.ts';

/** AWS's clock minus ours. AWS refuses a signature whose time is more than five minutes off. */
type Detail = { skewMs: number | null };

/** Smaller differences change nothing that Keydesk says. */
export const CLOCK_DIFFERS_MS = 60_000;

/** "3 min behind AWS’s", of our clock. */
export const clockSkewWords = (skewMs: number): string =>
  `${durationWords(Math.abs(skewMs))} ${skewMs > 0 ? 'behind' : 'ahead of'} AWS’s`;

export const clockDiffers = defineFinding<Detail>()({
  code: 'clock_differs',
  family: 'our_side',
  status: null,
  traits: {},
  confidenceIfNotKept: 'certain',
  rule: ({ report: { clockSkewMs } }) =>
    clockSkewMs !== null && Math.abs(clockSkewMs) >= CLOCK_DIFFERS_MS
      ? conclude('certain', { skewMs: clockSkewMs })
      : null,
  fromRecord: () => ({ skewMs: null }),
  word: 'our clock is wrong',
  advice: {
    acts: 'vendor',
    headline: ({ skewMs }) =>
      skewMs === null ? 'Our clock differs from AWS’s.' : `Our clock is ${clockSkewWords(skewMs)}.`,
    cause: () =>
      'Every time on this page comes from our clock. AWS refuses requests whose time is more than five minutes off, and that looks like a denial.',
    settles: () => 'The next check after the clock was corrected.',
    steps: () => [{ text: 'Ask whoever runs Keydesk to correct the clock of the web and worker machines (NTP).' }],
    reference: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-troubleshooting.html',
  },
  text: nothingToSend('our_side'),
});
