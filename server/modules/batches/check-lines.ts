import * as z from 'zod';
import { parseJsonWithin } from '@/shared/domain/parse-json-within.ts';
import { Text } from '@/shared/schemas/text.ts';
import { isServiceError, ServiceError } from '../../errors.ts';
import type { BatchShape } from './batch-shape.ts';
import { MOST_LINE_BYTES, MOST_LINES } from './bounds.ts';

/** `question` is the line as it was sent. */
export type GoodLine = { line: number; customId: string; model: string; question: string };
export type Fault = { line: number; customId: string | null; message: string; param: string | null };

const Line = z.object({
  custom_id: Text.min(1, 'Give each line a custom_id of its own.').max(200),
  method: z.literal('POST', 'method is POST.'),
  url: z.string().max(200),
  body: z.record(z.string(), z.unknown()),
});
/** So many letters are read before others have a turn. */
const AT_ONCE = 100_000;

/** Every line as the live address would read it: what can be asked, and what is wrong with the rest. */
export async function checkLines(
  content: string,
  { endpoint, shape }: { endpoint: string; shape: BatchShape },
): Promise<{ good: GoodLine[]; faults: Fault[] }> {
  const lines = content.split('\n');
  const good: GoodLine[] = [];
  const faults: Fault[] = [];
  const seen = new Map<string, number>();
  let letters = 0;
  for (const [at, text] of lines.entries()) {
    if (text.trim() === '') continue;
    if (good.length + faults.length >= MOST_LINES)
      throw new ServiceError('VALIDATION', `A batch has ${MOST_LINES} lines at most. Make several of it.`);
    const checked = checkLine(text, at + 1, { endpoint, shape, seen });
    if ('message' in checked) faults.push(checked);
    else good.push(checked);
    letters += text.length;
    if (letters < AT_ONCE) continue;
    letters = 0;
    await new Promise(setImmediate);
  }
  return { good, faults };
}

type Rules = { endpoint: string; shape: BatchShape; seen: Map<string, number> };

function checkLine(text: string, line: number, { endpoint, shape, seen }: Rules): GoodLine | Fault {
  let customId: string | null = null;
  const fault = (message: string, param: string | null = null): Fault => ({ line, customId, message, param });
  if (Buffer.byteLength(text) > MOST_LINE_BYTES) return fault('A question has 2 MB at most.');
  const json = parseJsonWithin(text);
  if ('fault' in json) return fault(json.fault);
  customId = customIdOf(json.value);
  const parsed = Line.safeParse(json.value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return fault(issue!.message, issue!.path.map(String).join('.') || null);
  }
  const { custom_id: id, url, body } = parsed.data;
  if (url !== endpoint) return fault(`url is ${JSON.stringify(url)}, and the batch asks ${endpoint}.`, 'url');
  const earlier = seen.get(id);
  if (earlier !== undefined) return fault(`Line ${earlier} has this custom_id already.`, 'custom_id');
  seen.set(id, line);
  try {
    return { line, customId: id, model: shape.read(body).model, question: text };
  } catch (error) {
    if (!isServiceError(error) || error.code !== 'VALIDATION') throw error;
    return fault(error.message, (error.details as { param?: string } | null)?.param ?? null);
  }
}

/** What a line that was checked asks. */
export const bodyOf = (question: string): unknown => (JSON.parse(question) as { body: unknown }).body;

/** So that a wrong line can be found again too. */
function customIdOf(value: unknown): string | null {
  const parsed = Line.shape.custom_id.safeParse((value as { custom_id?: unknown } | null)?.custom_id);
  return parsed.success ? parsed.data : null;
}
