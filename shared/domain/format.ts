/*
 * Every figure on screen goes through here: en-GB, a thin no-break space before the unit, two or three significant
 * digits. Functions take the stored unit (joules, bytes, milliseconds, ratios) and never see null: unknown is the
 * business of whoever shows it.
 */
export type Moment = Date | string | number;

const SPACE = '\u202f';
const LOCALE = 'en-GB';
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const JOULES_PER_WATT_HOUR = 3600;
const GIBIBYTE = 2 ** 30;

const numbers = new Map<string, Intl.NumberFormat>();
function formatNumber(value: number, options: Intl.NumberFormatOptions): string {
  const key = JSON.stringify(options);
  let format = numbers.get(key);
  if (!format) numbers.set(key, (format = new Intl.NumberFormat(LOCALE, options)));
  return format.format(value);
}

const withUnit = (text: string, unit: string): string => `${text}${SPACE}${unit}`;

/** Three significant digits, whole numbers from 100 on. */
function digits(value: number, significant = 3): string {
  return Math.abs(value) >= 100
    ? formatNumber(value, { maximumFractionDigits: 0 })
    : formatNumber(value, { maximumSignificantDigits: significant });
}

/** `119 W` as its number and its unit, for places that set them apart. */
export function splitUnit(text: string): { value: string; unit: string } {
  const at = text.lastIndexOf(SPACE);
  return at < 0 ? { value: text, unit: '' } : { value: text.slice(0, at), unit: text.slice(at + 1) };
}

const nameList = new Intl.ListFormat(LOCALE);
/** `Anjou, Bosc and Comice` */
export const listNames = (names: readonly string[]): string => nameList.format(names);

/** `1,061` */
export const formatCount = (value: number): string => formatNumber(value, { maximumFractionDigits: 0 });

/** `468 W`, `6.4 W` */
export const formatWatts = (watts: number): string =>
  withUnit(formatNumber(watts, { maximumFractionDigits: watts < 10 ? 1 : 0 }), 'W');

/** Joules as `2.9 Wh` below 100 Wh, else `0.58 kWh`. */
export function formatEnergy(joules: number): string {
  const wattHours = joules / JOULES_PER_WATT_HOUR;
  if (wattHours < 99.95) return withUnit(digits(wattHours, wattHours < 10 ? 2 : 3), 'Wh');
  const kilowattHours = wattHours / 1000;
  return withUnit(digits(kilowattHours, kilowattHours < 10 ? 2 : 3), 'kWh');
}

/** Of a file: 12.3 MB. Decimal, as disks are sold. */
export function formatFileSize(bytes: number): string {
  if (bytes < 1e6) return withUnit(formatCount(Math.ceil(bytes / 1e3)), 'kB');
  return bytes < 1e9 ? withUnit(digits(bytes / 1e6), 'MB') : withUnit(digits(bytes / 1e9), 'GB');
}

/** Memory as Apple sells it: 549 755 813 888 bytes are `512 GB`. */
export function formatMemory(bytes: number): string {
  const gibibytes = bytes / GIBIBYTE;
  return gibibytes < 0.95 ? withUnit(digits(gibibytes * 1024, 2), 'MB') : withUnit(digits(gibibytes), 'GB');
}

/** Files, weights and disks, decimal: `594 GB`, `3.4 MB`, `1.4 TB`. */
export function formatGigabytes(bytes: number): string {
  if (bytes < 1e6) return withUnit(digits(bytes / 1e3), 'kB');
  if (bytes < 0.95e9) return withUnit(digits(bytes / 1e6), 'MB');
  return bytes < 1e12 ? withUnit(digits(bytes / 1e9), 'GB') : withUnit(digits(bytes / 1e12), 'TB');
}

/** `612`, `1,061`, `116 k`, `32.7 M` */
export function formatTokens(tokens: number): string {
  if (tokens < 10_000) return formatCount(tokens);
  return tokens < 999_500 ? withUnit(digits(tokens / 1e3), 'k') : withUnit(digits(tokens / 1e6), 'M');
}

/** Weights of a model, counted: `3.08 M`, `0.6 B`, `117 B`, `1.04 T` */
export function formatParameters(count: number): string {
  if (count < 0.0995e9) return withUnit(digits(count / 1e6), 'M');
  return count < 999.5e9 ? withUnit(digits(count / 1e9), 'B') : withUnit(digits(count / 1e12), 'T');
}

/** A context length as it is spoken of, in steps of 1,024: `8 k`, `128 k`, `1 M` */
export function formatContext(tokens: number): string {
  if (tokens % 2 ** 20 === 0) return withUnit(formatCount(tokens / 2 ** 20), 'M');
  return tokens % 1024 === 0 ? withUnit(formatCount(tokens / 1024), 'k') : formatTokens(tokens);
}

/** `27.6 tok/s` */
export const formatRate = (tokensPerSecond: number): string => withUnit(digits(tokensPerSecond), 'tok/s');

/** `1.23 J/token` */
export const formatJoulesPerToken = (joules: number): string => withUnit(digits(joules), 'J/token');

/** A ratio of 0 to 1 as `96 %`; what is there but small keeps a digit. */
export function formatPercent(ratio: number): string {
  const percent = ratio * 100;
  const fraction = percent > 0 && percent < 1 ? 1 : 0;
  return withUnit(formatNumber(percent, { maximumFractionDigits: fraction }), '%');
}

/** Coverage, one digit, rounded down: 99.96 % covered is not all of it. */
export const formatCoverage = (ratio: number): string =>
  withUnit(formatNumber(Math.floor(ratio * 1000 + 1e-9) / 10, { maximumFractionDigits: 1 }), '%');

/** `54 °C` */
export const formatCelsius = (celsius: number): string =>
  withUnit(formatNumber(celsius, { maximumFractionDigits: 0 }), '°C');

/** `€14.40` */
export const formatMoney = (amount: number, currency: string): string =>
  formatNumber(amount, { style: 'currency', currency, minimumFractionDigits: 2, maximumFractionDigits: 2 });

/** Machine time as it is charged: `4 h`, `6.27 h` */
export const formatHours = (ms: number): string =>
  withUnit(formatNumber(ms / HOUR, { maximumFractionDigits: 2 }), 'h');

/** `2 d 4 h`, `4 h 26 min`, `1 min 4 s`, `11.4 s`, `320 ms`, `180 µs` */
export function formatDuration(ms: number): string {
  if (ms >= 2 * DAY) return twoUnits(Math.round(ms / HOUR), 24, 'd', 'h');
  if (ms >= HOUR - MINUTE / 2) return twoUnits(Math.round(ms / MINUTE), 60, 'h', 'min');
  if (ms >= 10 * MINUTE) return withUnit(formatCount(ms / MINUTE), 'min');
  if (ms >= MINUTE - SECOND / 2) return twoUnits(Math.round(ms / SECOND), 60, 'min', 's');
  if (ms >= SECOND) return withUnit(formatNumber(ms / SECOND, { maximumFractionDigits: 1 }), 's');
  if (ms >= 1 || ms === 0) return withUnit(digits(ms), 'ms');
  return withUnit(digits(ms * 1000), 'µs');
}

/** What is left of a time: whole seconds, and never less than one while it lasts. */
export const formatCountdown = (ms: number): string =>
  formatDuration(Math.max(SECOND, Math.ceil(ms / SECOND) * SECOND));

function twoUnits(total: number, per: number, large: string, small: string): string {
  const rest = total % per;
  const whole = withUnit(formatCount((total - rest) / per), large);
  return rest === 0 ? whole : `${whole} ${withUnit(String(rest), small)}`;
}

/** One way to write a moment; `said` is what it made of the latest, by zone and minute. */
type Shape = {
  options: Intl.DateTimeFormatOptions;
  formats: Map<string, Intl.DateTimeFormat>;
  said: Map<string, string>;
};
const shape = (options: Intl.DateTimeFormatOptions, hourCycle: 'h23' | 'h12' = 'h23'): Shape => ({
  options: { ...options, hourCycle },
  formats: new Map(),
  said: new Map(),
});
const MINUTE_MS = 60_000;
/** Of each shape: as many as the bookings of a month on two hundred Macs begin and end at. */
const MOST_SAID = 4000;

/** Made once each: making one costs more than a hundred uses of it. */
function formatOf({ options, formats }: Shape, timeZone: string): Intl.DateTimeFormat {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat(LOCALE, { ...options, timeZone });
    formats.set(timeZone, format);
  }
  return format;
}

/** A screen of bookings says some thousand moments again and again, and Intl is slow: each minute is asked for once. */
function write(as: Shape, at: Moment, timeZone: string): string {
  const { options, said } = as;
  const date = new Date(at);
  const isByMinute = options.second === undefined;
  const key = `${Math.floor(date.getTime() / MINUTE_MS)} ${timeZone}`;
  const known = isByMinute ? said.get(key) : undefined;
  if (known !== undefined) return known;
  const words = formatOf(as, timeZone).format(date);
  if (isByMinute) {
    if (said.size >= MOST_SAID) said.clear();
    said.set(key, words);
  }
  return words;
}

const KEY = shape({ year: 'numeric', month: '2-digit', day: '2-digit' });
const TIME = shape({ hour: '2-digit', minute: '2-digit' });
const TIME_WITH_SECONDS = shape({ hour: '2-digit', minute: '2-digit', second: '2-digit' });
const TIME_OF_12 = shape({ hour: 'numeric', minute: '2-digit' }, 'h12');
const TIME_OF_12_WITH_SECONDS = shape({ hour: 'numeric', minute: '2-digit', second: '2-digit' }, 'h12');
const WEEKDAY = shape({ weekday: 'short' });
const DAY_ALONE = shape({ day: 'numeric' });
const DATE_OF_YEAR = shape({ day: 'numeric', month: 'short' });
const DATE = shape({ day: 'numeric', month: 'short', year: 'numeric' });
const ZONE = shape({ timeZoneName: 'short' });
const MONTH = shape({ month: 'long', year: 'numeric' });

/** The local day as a key that sorts and compares: `2026-11-18`. */
export const dayKey = (at: Moment, timeZone: string): string =>
  write(KEY, at, timeZone).split('/').toReversed().join('-');

export type Clock = '12' | '24';
let clockOf: () => Clock = () => '24';
/** Who draws pages says by which clock: asked at each time. What the portal writes by itself is of 24 hours. */
export const followClock = (source: () => Clock): void => void (clockOf = source);

export const isOfTwelve = (): boolean => clockOf() === '12';

/** `23:04`, with seconds `23:04:12`; to who reads a clock of twelve hours `11:04 pm` */
export function formatTime(at: Moment, timeZone: string, withSeconds = false): string {
  if (!isOfTwelve()) return write(withSeconds ? TIME_WITH_SECONDS : TIME, at, timeZone);
  return write(withSeconds ? TIME_OF_12_WITH_SECONDS : TIME_OF_12, at, timeZone).replace(/\s/g, SPACE);
}

const weekday = (at: Moment, timeZone: string) => write(WEEKDAY, at, timeZone);

/** `Wed 18 Nov`; the year only when it is not the one of `now`. */
export function formatDay(at: Moment, timeZone: string, now: Moment = Date.now()): string {
  const isThisYear = dayKey(at, timeZone).slice(0, 4) === dayKey(now, timeZone).slice(0, 4);
  return `${weekday(at, timeZone)} ${write(isThisYear ? DATE_OF_YEAR : DATE, at, timeZone)}`;
}

/** A day without a time (`2026-11-18`) as `18 Nov 2026`; it is the same day in every zone. */
export const formatDate = (day: string): string => write(DATE, `${day}T00:00:00Z`, 'UTC');

/** The month of a local day, `November 2026`. */
export const formatMonth = (day: string): string => write(MONTH, `${day}T00:00:00Z`, 'UTC');

/** `16 to 22 Nov 2026`, `30 Nov to 6 Dec 2026` */
export function formatDays(first: Moment, last: Moment, timeZone: string): string {
  const isOneMonth = dayKey(first, timeZone).slice(0, 7) === dayKey(last, timeZone).slice(0, 7);
  const start = write(isOneMonth ? DAY_ALONE : DATE_OF_YEAR, first, timeZone);
  return `${start} to ${write(DATE, last, timeZone)}`;
}

/** `Wed 18 Nov, 23:04` */
export const formatDateTime = (at: Moment, timeZone: string, now: Moment = Date.now()): string =>
  `${formatDay(at, timeZone, now)}, ${formatTime(at, timeZone)}`;

/** As short as it is clear: `23:04` today, `Thu 03:30` in the coming week, else `Wed 18 Nov, 23:04`. */
export function formatMoment(at: Moment, timeZone: string, now: Moment = Date.now()): string {
  if (dayKey(at, timeZone) === dayKey(now, timeZone)) return formatTime(at, timeZone);
  const aheadMs = new Date(at).getTime() - new Date(now).getTime();
  if (aheadMs > 0 && aheadMs < 6 * DAY) return `${weekday(at, timeZone)} ${formatTime(at, timeZone)}`;
  return formatDateTime(at, timeZone, now);
}

/** For a sentence that stands alone, without a page that names the zone: `Thu 03:30 CET` */
export const formatZonedMoment = (at: Moment, timeZone: string, now: Moment): string =>
  `${formatMoment(at, timeZone, now)} ${zoneName(timeZone, at)}`;

/** `Thu 04:00 to 08:00`, `Fri 18:00 to Sat 06:00` */
export function formatRange(from: Moment, to: Moment, timeZone: string, now: Moment = Date.now()): string {
  const isOneDay = dayKey(from, timeZone) === dayKey(to, timeZone);
  const end = isOneDay ? formatTime(to, timeZone) : formatMoment(to, timeZone, now);
  return `${formatMoment(from, timeZone, now)} to ${end}`;
}

/** For words that are kept and read later, `Wed 18 Nov, 14:00 to 16:00` */
export function formatDatedRange(from: Moment, to: Moment, timeZone: string): string {
  const isOneDay = dayKey(from, timeZone) === dayKey(to, timeZone);
  const end = isOneDay ? formatTime(to, timeZone) : formatDateTime(to, timeZone, from);
  return `${formatDateTime(from, timeZone, from)} to ${end}`;
}

/** How long ago: `13 min` under an hour, else the moment itself. */
export function formatSince(at: Moment, timeZone: string, now: Moment = Date.now()): string {
  const agoMs = new Date(now).getTime() - new Date(at).getTime();
  return agoMs >= 0 && agoMs < HOUR
    ? formatDuration(Math.max(agoMs, SECOND))
    : formatMoment(at, timeZone, now);
}

/** `CET`, `CEST`, `GMT+9`: the zone's name at that instant. */
export function zoneName(timeZone: string, at: Moment = Date.now()): string {
  const parts = formatOf(ZONE, timeZone).formatToParts(new Date(at));
  return parts.find((it) => it.type === 'timeZoneName')?.value ?? timeZone;
}
