import * as z from 'zod';
import { cleanText } from '../domain/clip-text.ts';
import { ProgramText } from './text.ts';

/*
 * How much a number, a moment, a text or a list of a program may be. Every field that an agent sends is made of these
 * (`shared/protocol/agent.test.ts` walks them): what one agent says must fit every column, sum and screen it reaches.
 * They are wide, so that no honest machine of the next years is refused.
 */

/** What an integer column holds. */
export const MOST_INT = 2 ** 31 - 1;
const whole = (least: number, most: number) => z.number().int().min(least).max(most);
/** Kept to so many decimals: what is smaller by far underflows where the database divides it. */
const measured = (least: number, most: number, decimals: number) => {
  const scale = 10 ** decimals;
  const round = (it: number): number => Math.round(it * scale) / scale;
  return z.number().overwrite(round).min(least).max(most);
};

/** Counted from 1: of chunks, steps and lines. */
export const SequenceNumber = whole(1, MOST_INT);
/** The last of them there is; 0 when there is none. */
export const LastSequenceNumber = whole(0, MOST_INT);
export const Tally = whole(0, MOST_INT);
export const Epoch = whole(1, MOST_INT);
export const RankNumber = whole(0, 1023);
export const RankCount = whole(1, 1024);
export const LayerCount = whole(0, 100_000);
export const CoreCount = whole(0, 100_000);
/** More than the longest context and the longest answer. */
export const MOST_TOKENS = 100_000_000;
export const TokenCount = whole(0, MOST_TOKENS);
export const ParameterCount = whole(0, 1e15);
/** A pebibyte: no machine has more. */
export const MOST_BYTES = 2 ** 50;
export const ByteCount = whole(0, MOST_BYTES);
/** Sent and received since a boot. */
export const ByteTotal = whole(0, Number.MAX_SAFE_INTEGER);
export const BytesPerSecond = measured(0, 1e15, 0);
export const Port = whole(0, 65_535);
export const ProcessId = whole(0, MOST_INT);
export const ExitCode = whole(-MOST_INT - 1, MOST_INT);
export const Level = whole(0, 100);
export const Version = whole(0, 10_000);
export const Gbps = measured(0, 100_000, 3);

/** No machine draws more. */
export const MOST_WATTS = 100_000;
export const Watts = measured(0, MOST_WATTS, 3);
/** A meter's glitch is a meter that said nothing: it costs neither the sample nor its chunk. */
export const WattsOrNone = Watts.nullable().catch(null);
export const Ratio = measured(0, 1, 4);
export const Celsius = measured(-273.15, 3000, 2);
/** Cumulative since a boot: `MOST_WATTS` for three years, and time for three hundred. */
export const Joules = measured(0, 1e13, 3);
export const CoveredMs = measured(0, 1e13, 3);
/** Of one thing that is waited for. */
export const DurationMs = measured(0, 7 * 86_400_000, 3);

export const FIRST_MOMENT = new Date(0);
export const LAST_MOMENT = new Date('9999-12-31T23:59:59.999Z');
/** A moment of somebody else's clock, which may be set to anything; within the years that every date type holds. */
export const Moment = z.coerce
  .date()
  .overwrite((it) => (it < FIRST_MOMENT ? FIRST_MOMENT : it > LAST_MOMENT ? LAST_MOMENT : it))
  .min(FIRST_MOMENT)
  .max(LAST_MOMENT);

/** One run of the agent; the text of a key, so nothing that Postgres could not hold. */
export const BootId = z.string().regex(/^[\w-]{1,64}$/);
/** A hash over what is built into a computer. */
export const HardwareId = z.string().regex(/^[0-9a-f]{32}$/);
/** Compared, so never clipped. */
export const Identifier = z.string().overwrite(cleanText).min(1).max(200);
export const Fingerprint = z.string().overwrite(cleanText).max(200);
/** A name, a version, a kind. */
export const Label = ProgramText(255);
/** A sentence or two. */
export const Note = ProgramText(2000);
export const LogText = ProgramText(4000);

/**
 * A list of which what can't be read, and what is too many, is left out: it must not cost the rest. Far too many are
 * not even looked at.
 */
export const readableList = <Item extends z.ZodType>(item: Item, most: number) =>
  z
    .custom<z.input<Item>[]>(Array.isArray, 'This is not a list.')
    .transform((list) =>
      list
        .slice(0, 2 * most)
        .filter((it) => item.safeParse(it).success)
        .slice(0, most),
    )
    .pipe(z.array(item).max(most));
