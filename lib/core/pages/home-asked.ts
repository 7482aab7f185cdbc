/** The groups of Home, in their order. What belongs to two stands in the first of them. */
export const HOME_GROUPS = ['needs_us', 'deadline', 'changed', 'waiting'] as const;
export type HomeGroupName = (typeof HOME_GROUPS)[number];

/** Since when a change counts as new, as the URL says it. */
export const SINCE_CHOICES = ['handover', '8h', '24h', '7d', 'time'] as const;
export type SinceChoice = (typeof SINCE_CHOICES)[number];

const HOUR_MS = 3_600_000;
const AGO_MS = { '8h': 8 * HOUR_MS, '24h': 24 * HOUR_MS, '7d': 168 * HOUR_MS } as const;
/** Older changes are in the history of each key. */
const LONGEST_MS = 90 * 24 * HOUR_MS;
/** Where somebody never handed over. */
const WITHOUT_HANDOVER = '24h';

/** What the URL of Home asks for. `at` is a time that a person typed, in UTC. */
export type HomeAsked = { since: SinceChoice; at: Date | null; only: HomeGroupName | null };

const TYPED = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/;

/** Reads what is asked for from URL parameters; what is not understood is left out. */
export function readHomeAsked(parameter: (name: string) => string | null): HomeAsked {
  const since = parameter('since') ?? '';
  const typed = TYPED.test(since) ? new Date(`${since}Z`) : null;
  const at = typed === null || Number.isNaN(typed.getTime()) ? null : typed;
  const choice = SINCE_CHOICES.find((one) => one === since && one !== 'time') ?? 'handover';
  const only = HOME_GROUPS.find((group) => group === parameter('only')) ?? null;
  return { since: at === null ? choice : 'time', at, only };
}

/** A time as the field of a form holds it: `2026-03-14T09:12`, in UTC. */
export const typedTime = (at: Date): string => at.toISOString().slice(0, 16);

/** The parameters of Home's URL, without those that are as they are by themselves. */
export function homeParameters({ since, at, only }: HomeAsked): URLSearchParams {
  const parameters = new URLSearchParams();
  const given = at === null ? since : typedTime(at);
  if (given !== 'handover') parameters.set('since', given);
  if (only !== null) parameters.set('only', only);
  return parameters;
}

/** The address of Home as asked, with some of it changed. */
export function homeHref(asked: HomeAsked, change: Partial<HomeAsked> = {}): string {
  const query = homeParameters({ ...asked, ...change }).toString();
  return query === '' ? '/' : `/?${query}`;
}

/**
 * Since when a change is new. A time ahead is now, and none is older than 90 days.
 * @param handedOverAt the reader's last hand-over; null where there is none, which makes it the last 24 hours
 */
export function sinceOf(
  { since, at }: HomeAsked,
  handedOverAt: Date | null,
  now: Date,
): { at: Date; handedOver: boolean } {
  const asked = {
    handover: handedOverAt ?? new Date(now.getTime() - AGO_MS[WITHOUT_HANDOVER]),
    time: at ?? now,
    '8h': new Date(now.getTime() - AGO_MS['8h']),
    '24h': new Date(now.getTime() - AGO_MS['24h']),
    '7d': new Date(now.getTime() - AGO_MS['7d']),
  }[since];
  const bounded = Math.min(now.getTime(), Math.max(asked.getTime(), now.getTime() - LONGEST_MS));
  return { at: new Date(bounded), handedOver: since === 'handover' && handedOverAt !== null };
}
