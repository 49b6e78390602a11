import type { TokenLogprob, ToolCall } from '@/shared/schemas/answer-settings.ts';
import { toContent } from '../openai/logprobs.ts';
import { bareId, endingOf, frameOf, type Started, type Status, wholeOf } from './frame.ts';
import type { ResponsesBody } from './read-question.ts';
import type { ApiEvent } from '../../../modules/api-requests/index.ts';
import type { ApiEnd } from '../stream-answer.ts';

/*
 * How an answer is told at `/api/v1/responses`: one list of items that grows, and the events that tell of its growth.
 * The same list is the whole answer when nobody streams. Thinking is told as a summary, the one form of it that both
 * OpenAI's clients and Open Responses read.
 */

type Logprobs = ReturnType<typeof toContent>;
type TextPart = { type: 'output_text'; text: string; annotations: []; logprobs: Logprobs };
type MessageItem = { type: 'message'; id: string; status: Status; role: 'assistant'; content: TextPart[] };
type ReasoningItem = { type: 'reasoning'; id: string; summary: { type: 'summary_text'; text: string }[] };
type CallItem = {
  type: 'function_call';
  id: string;
  call_id: string;
  name: string;
  arguments: string;
  status: Status;
};
type Item = MessageItem | ReasoningItem | CallItem;
export type ResponsesEvent = { type: string; sequence_number: number; [key: string]: unknown };
/** `open` still grows, and is always the last one; `told` has not been taken yet. */
type Output = {
  id: string;
  items: Item[];
  open: Item | null;
  told: ResponsesEvent[];
  sequence: number;
  /** Of the words that come next. */
  tokens: TokenLogprob[];
};

export function answerAsResponse(body: ResponsesBody, started: Started) {
  const frame = frameOf(body, started);
  const output: Output = { id: bareId(started.id), items: [], open: null, told: [], sequence: 0, tokens: [] };
  const taken = (): ResponsesEvent[] => output.told.splice(0);
  const end = (event: ApiEnd, now: Date) => {
    const ending = endingOf(event);
    const isWhole = ending.status === 'completed';
    if (output.items.length === 0 && isWhole) messageOf(output);
    close(output, isWhole ? 'completed' : 'incomplete');
    return wholeOf(frame, output.items, { ...ending, usage: event.usage, completedAt: isWhole ? now : null });
  };
  return {
    begin(): ResponsesEvent[] {
      const response = wholeOf(frame, output.items, { status: 'in_progress' });
      tell(output, 'response.created', { response });
      tell(output, 'response.in_progress', { response });
      return taken();
    },
    next(event: ApiEvent, now: Date): ResponsesEvent[] {
      if (event.kind === 'tool') addCall(output, event.call);
      else if (event.kind === 'logprobs') output.tokens.push(...event.tokens);
      else if (event.kind === 'end') {
        const response = end(event, now);
        tell(output, `response.${response.status}`, { response });
      } else if (event.kind === 'text') growMessage(output, event.text);
      else growReasoning(output, event.text);
      return taken();
    },
    /** All of it, for those who don't stream. */
    conclude: end,
  };
}

/** A copy of what is told: the items go on growing. */
function tell(output: Output, type: string, about: object): void {
  output.told.push({ type, sequence_number: output.sequence++, ...structuredClone(about) });
}

const idOf = (output: Output, prefix: string): string => `${prefix}_${output.id}_${output.items.length}`;
const at = (output: Output, item: Item) => ({ item_id: item.id, output_index: output.items.length - 1 });
const textPart = (): TextPart => ({ type: 'output_text', text: '', annotations: [], logprobs: [] });

function begin(output: Output, item: Item): void {
  close(output, 'completed');
  output.items.push(item);
  output.open = item;
  tell(output, 'response.output_item.added', { output_index: output.items.length - 1, item });
}

function messageOf(output: Output): MessageItem {
  if (output.open?.type === 'message') return output.open;
  const id = idOf(output, 'msg');
  const item: MessageItem = { type: 'message', id, status: 'in_progress', role: 'assistant', content: [] };
  begin(output, item);
  item.content.push(textPart());
  tell(output, 'response.content_part.added', { ...at(output, item), content_index: 0, part: textPart() });
  return item;
}

function growMessage(output: Output, delta: string): void {
  if (delta === '') return;
  const item = messageOf(output);
  const logprobs = toContent(output.tokens.splice(0));
  const part = item.content[0]!;
  part.text += delta;
  part.logprobs.push(...logprobs);
  tell(output, 'response.output_text.delta', { ...at(output, item), content_index: 0, delta, logprobs });
}

function reasoningOf(output: Output): ReasoningItem {
  if (output.open?.type === 'reasoning') return output.open;
  const item: ReasoningItem = { type: 'reasoning', id: idOf(output, 'rs'), summary: [] };
  begin(output, item);
  const part = { type: 'summary_text' as const, text: '' };
  item.summary.push(part);
  tell(output, 'response.reasoning_summary_part.added', { ...at(output, item), summary_index: 0, part });
  return item;
}

function growReasoning(output: Output, delta: string): void {
  if (delta === '') return;
  const item = reasoningOf(output);
  item.summary[0]!.text += delta;
  tell(output, 'response.reasoning_summary_text.delta', { ...at(output, item), summary_index: 0, delta });
}

/** A call comes whole; its arguments are the model’s own text, which need not be JSON. */
function addCall(output: Output, { id: call_id, name, arguments: args }: ToolCall): void {
  const id = idOf(output, 'fc');
  const item: CallItem = { type: 'function_call', id, call_id, name, arguments: '', status: 'in_progress' };
  begin(output, item);
  item.arguments = args;
  tell(output, 'response.function_call_arguments.delta', { ...at(output, item), delta: args });
  close(output, 'completed');
}

function close(output: Output, status: Status): void {
  const item = output.open;
  if (!item) return;
  output.open = null;
  if (item.type !== 'reasoning') item.status = status;
  const place = at(output, item);
  if (item.type === 'message') {
    const part = item.content[0]!;
    const { text, logprobs } = part;
    tell(output, 'response.output_text.done', { ...place, content_index: 0, text, logprobs });
    tell(output, 'response.content_part.done', { ...place, content_index: 0, part });
  } else if (item.type === 'reasoning') {
    const part = item.summary[0]!;
    tell(output, 'response.reasoning_summary_text.done', { ...place, summary_index: 0, text: part.text });
    tell(output, 'response.reasoning_summary_part.done', { ...place, summary_index: 0, part });
  } else {
    const { name, arguments: args } = item;
    tell(output, 'response.function_call_arguments.done', { ...place, name, arguments: args });
  }
  tell(output, 'response.output_item.done', { output_index: output.items.length - 1, item });
}
