export const DAY_ORDERS = ['dmy', 'mdy'] as const;
/** Of dates with slashes or dashes: `31/12/2026` or `12/31/2026`. With dots the day comes first. */
export type DayOrder = (typeof DAY_ORDERS)[number];

export type DayReading = { day: string } | { problem: string };

const ISO = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]00:00(?::00(?:\.0+)?)?Z?)?$/;
const DOTS = /^(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4}|\d{2})$/;
const SLASHES = /^(\d{1,2})[/-](\d{1,2})[/-](\d{4}|\d{2})(?: 00:00(?::00)?)?$/;

const MONTHS = [
  ['January', 31],
  ['February', 28],
  ['March', 31],
  ['April', 30],
  ['May', 31],
  ['June', 30],
  ['July', 31],
  ['August', 31],
  ['September', 30],
  ['October', 31],
  ['November', 30],
  ['December', 31],
] as const;
const isLeap = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);

/** The day that a cell names, as `2026-12-31`, or why it names none. `order: null` is "not known". */
export function readDay(text: string, order: DayOrder | null): DayReading {
  const iso = ISO.exec(text);
  if (iso) return checked(text, iso[1]!, iso[2]!, iso[3]!);
  const dots = DOTS.exec(text);
  if (dots) return checked(text, dots[3]!, dots[2]!, dots[1]!);
  const slashes = SLASHES.exec(text);
  if (!slashes) return { problem: `“${text}” is no date. Write it as 2026-11-18.` };
  const [, first, second, year] = slashes as unknown as [string, string, string, string];
  if (order === 'dmy') return checked(text, year, second, first);
  if (order === 'mdy' || first === second) return checked(text, year, first, second);
  const [day, month] = [Number(first), Number(second)];
  if (day > 12) return checked(text, year, second, first);
  if (month > 12) return checked(text, year, first, second);
  const either = `${day} ${MONTHS[month - 1]?.[0]} or ${month} ${MONTHS[day - 1]?.[0]}`;
  return { problem: `“${text}” is ${either}: say how dates are written.` };
}

function checked(text: string, yearText: string, monthText: string, dayText: string): DayReading {
  const [month, day] = [Number(monthText), Number(dayText)];
  const year =
    yearText.length === 2 ? Number(yearText) + (Number(yearText) < 70 ? 2000 : 1900) : Number(yearText);
  const known = MONTHS[month - 1];
  if (!known) return { problem: `“${text}” is no date: there is no month ${month}.` };
  const days = month === 2 && isLeap(year) ? 29 : known[1];
  if (day < 1 || day > days)
    return { problem: `“${text}” is no date: ${known[0]} ${year} has ${days} days.` };
  return { day: [String(year).padStart(4, '0'), pad(month), pad(day)].join('-') };
}
const pad = (part: number): string => String(part).padStart(2, '0');

/** How the dates of a file are written: `asks` when slashes could mean either, and nothing tells. */
export type DayForm = DayOrder | 'iso' | 'dots' | 'asks' | 'none';

export function guessDayForm(cells: Iterable<string>): DayForm {
  const seen = { iso: 0, dots: 0, dmy: 0, mdy: 0, either: 0 };
  for (const cell of cells) {
    const text = cell.trim();
    const slashes = SLASHES.exec(text);
    if (ISO.test(text)) seen.iso += 1;
    else if (DOTS.test(text)) seen.dots += 1;
    else if (slashes && Number(slashes[1]) > 12) seen.dmy += 1;
    else if (slashes && Number(slashes[2]) > 12) seen.mdy += 1;
    else if (slashes && slashes[1] !== slashes[2]) seen.either += 1;
  }
  if (seen.dmy !== seen.mdy) return seen.dmy > seen.mdy ? 'dmy' : 'mdy';
  if (seen.either > 0 || seen.dmy > 0) return 'asks';
  if (seen.iso + seen.dots === 0) return 'none';
  return seen.iso >= seen.dots ? 'iso' : 'dots';
}
