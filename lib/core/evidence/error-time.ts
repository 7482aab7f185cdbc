/** When something happened, in milliseconds, and since when these count: 1970, the year, or midnight. */
type TimeInText = { since: '1970' | 'year' | 'midnight'; at: number };

const CLOCK = String.raw`(\d\d:\d\d(?::\d\d)?(?:[.,]\d{1,9})?)`;
const MONTH = '(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}';
const ISO = new RegExp(String.raw`\b(\d{4})[-/](\d\d)[-/](\d\d)[T ]${CLOCK} ?(Z|[+-]\d\d:?\d\d)?`);
const DAY_MONTH_YEAR = new RegExp(String.raw`\b(\d{1,2})[ /-]${MONTH}[ /-](\d{4})[ :,]{1,2}${CLOCK}`);
const MONTH_DAY = new RegExp(String.raw`\b${MONTH} {1,2}(\d{1,2})(?:,? (\d{4}),?)? ${CLOCK}`);
const EPOCH = /(?<![\w.:/-])(1[5-9]\d{8})(\d{3})?(?:\.\d{1,9})?(?![\w/-])/;
const ONLY_CLOCK = /(?<![\d:.])([01]?\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?(?![\d:])(?! ?[AP]M)/;
const SLASHED = new RegExp(String.raw`\b(\d{1,2})/(\d{1,2})/(\d{4}),? ${CLOCK}( ?[AP]M)?`);
/** Day or month may stand first, so the order of two such dates is not known. */
const AMBIGUOUS_DATE = /\b\d{1,2}[/.]\d{1,2}[/.]\d{2,4}\b/;

const sinceEpoch = (date: string, since: TimeInText['since']): TimeInText | null => {
  const at = Date.parse(date.replace(',', '.'));
  return Number.isNaN(at) ? null : { since, at };
};

const COMPACT = /(?<![\w-])(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z?(?![\w-])/;

/** The first time in a text, or null. */
export function timeIn(text: string): TimeInText | null {
  const iso = ISO.exec(text);
  if (iso !== null) {
    const [, year = '', month = '', day = '', clock = '', offset = 'Z'] = iso;
    return sinceEpoch(`${year}-${month}-${day}T${clock}${offset}`, '1970');
  }
  const compact = COMPACT.exec(text);
  if (compact !== null) {
    const [, year = '', month = '', day = '', hour = '', minute = '', second = ''] = compact;
    return sinceEpoch(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`, '1970');
  }
  const [, day, month = '', year = '', clock = ''] = DAY_MONTH_YEAR.exec(text) ?? [];
  if (day !== undefined) return sinceEpoch(`${day} ${month} ${year} ${clock} UTC`, '1970');
  const [, firstMonth, itsDay = '', itsYear, itsClock = ''] = MONTH_DAY.exec(text) ?? [];
  if (firstMonth !== undefined)
    return sinceEpoch(
      `${itsDay} ${firstMonth} ${itsYear ?? 2000} ${itsClock} UTC`,
      itsYear === undefined ? 'year' : '1970',
    );
  const [, one = '', two = '', slashedYear = '', slashedClock = '', half = ''] = SLASHED.exec(text) ?? [];
  if (half !== '' || Number(two) > 12)
    return sinceEpoch(`${one}/${two}/${slashedYear} ${slashedClock}${half} UTC`, '1970');
  if (AMBIGUOUS_DATE.test(text)) return null;
  const [, hours, minutes, seconds = '0'] = ONLY_CLOCK.exec(text) ?? [];
  if (hours !== undefined)
    return { since: 'midnight', at: ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000 };
  const [, epoch, millis = '000'] = EPOCH.exec(text) ?? [];
  return epoch === undefined ? null : { since: '1970', at: Number(epoch + millis) };
}

/** A log's ends hold its newest lines. */
const MOST_TIMES = 100;

/**
 * The latest of several, in the order of the text. Logs may print the newest first, so a time outweighs the order; of
 * equals, or where a time is missing, it is the last.
 * @param items `dated` holds the time of each, if it has one
 */
export function latestOf<T extends { dated: string }>(items: readonly T[]): T | undefined {
  const last = items.at(-1);
  const since = last === undefined || items.length === 1 ? undefined : timeIn(last.dated)?.since;
  if (since === undefined) return last;
  const timed = [...items.slice(0, MOST_TIMES), ...items.slice(MOST_TIMES).slice(-MOST_TIMES)].map((item) => ({
    item,
    time: timeIn(item.dated),
  }));
  if (timed.some(({ time }) => time?.since !== since)) return last;
  return timed.reduce((latest, one) => ((one.time?.at ?? 0) >= (latest.time?.at ?? 0) ? one : latest)).item;
}

const WITH_ZONE = new RegExp(String.raw`\b(\d{4}-\d\d-\d\d)[T ]${CLOCK} ?(Z\b|UTC\b|[+-]\d\d:?\d\d\b)`, 'g');

/**
 * The latest time that a text gives together with its zone; null where there is none. Without a zone nobody knows when it
 * was.
 * @param before times after this one are left out
 */
export function statedTime(text: string, before: Date): Date | null {
  const times = [...text.matchAll(WITH_ZONE)].flatMap(([, date = '', clock = '', zone = '']) => {
    const at = Date.parse(`${date}T${clock.replace(',', '.')}${zone === 'UTC' ? 'Z' : zone}`);
    return Number.isNaN(at) || at > before.getTime() ? [] : [at];
  });
  return times.length === 0 ? null : new Date(Math.max(...times));
}
