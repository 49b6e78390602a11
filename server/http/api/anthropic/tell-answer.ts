import type { ToolCall } from '@/shared/schemas/answer-settings.ts';
import { argumentsOf } from '../read-ask.ts';
import type { ApiEvent, ApiUsage } from '../../../modules/api-requests/index.ts';
import { type ApiEnd, BROKEN_OFF } from '../stream-answer.ts';

/* How an answer is told at `/api/anthropic/v1/messages`: blocks one after another, and the events of their growth. */

type Started = { id: string; model: string };
type Block =
  | { type: 'text'; text: string }
  | { type: 'thinking'; thinking: string; signature: string }
  | { type: 'tool_use'; id: string; name: string; input: Record<string, unknown> };
export type AnthropicEvent = { type: string; [key: string]: unknown };

export const PING: AnthropicEvent = { type: 'ping' };

/** `input_tokens` are those that were not in the engine's cache. */
const usageOf = ({ promptTokens, cachedTokens, completionTokens }: ApiUsage) => ({
  input_tokens: Math.max(0, promptTokens - cachedTokens),
  cache_creation_input_tokens: 0,
  cache_read_input_tokens: cachedTokens,
  output_tokens: completionTokens,
});

/**
 * The engine does not say which stop sequence ended an answer, and the shape has no word for one that somebody in the
 * lab stopped: that is cut short, as by its length.
 */
function reasonOf({ finish }: ApiEnd, blocks: Block[]): string {
  if (finish === 'length' || finish === 'stopped') return 'max_tokens';
  return blocks.some((it) => it.type === 'tool_use') ? 'tool_use' : 'end_turn';
}

export const anthropicError = (type: string, message: string): AnthropicEvent => ({
  type: 'error',
  error: { type, message },
});

/**
 * `promptTokens`: an estimate, for how many they are is only known at the end. Without `tellsThinking` a model that
 * cannot stop thinking is told as one that did not: many clients take the first block for the answer.
 */
export function answerAsMessage(
  { id, model }: Started,
  { promptTokens, tellsThinking }: { promptTokens: number; tellsThinking: boolean },
) {
  const blocks: Blocks = { content: [], isOpen: false };
  const { content } = blocks;
  const name = `msg_${id.replaceAll('-', '')}`;
  const frame = { id: name, type: 'message', role: 'assistant', model, stop_sequence: null };
  const end = (event: ApiEnd): AnthropicEvent[] => {
    const stopped = stop(blocks);
    if (event.finish === 'error')
      return [...stopped, anthropicError('api_error', event.message ?? BROKEN_OFF)];
    const told = { stop_reason: reasonOf(event, content), stop_sequence: null };
    const usage = usageOf(event.usage);
    return [...stopped, { type: 'message_delta', delta: told, usage }, { type: 'message_stop' }];
  };
  return {
    begin(): AnthropicEvent[] {
      const usage = usageOf({ promptTokens, cachedTokens: 0, completionTokens: 0 });
      return [{ type: 'message_start', message: { ...frame, content: [], stop_reason: null, usage } }, PING];
    },
    next(event: ApiEvent): AnthropicEvent[] {
      if (event.kind === 'logprobs') return [];
      if (event.kind === 'tool') return addCall(blocks, event.call);
      if (event.kind === 'end') return end(event);
      return event.kind === 'text' || tellsThinking ? grow(blocks, event.kind, event.text) : [];
    },
    /** All of it, for those who don't stream; an answer that failed is an error there. */
    conclude: (event: ApiEnd) => ({
      ...frame,
      content,
      stop_reason: reasonOf(event, content),
      usage: usageOf(event.usage),
    }),
  };
}

/** The last one may still grow. */
type Blocks = { content: Block[]; isOpen: boolean };

function stop(blocks: Blocks): AnthropicEvent[] {
  if (!blocks.isOpen) return [];
  blocks.isOpen = false;
  return [{ type: 'content_block_stop', index: blocks.content.length - 1 }];
}

function start(blocks: Blocks, block: Block): AnthropicEvent[] {
  const events = stop(blocks);
  blocks.content.push(block);
  blocks.isOpen = true;
  const index = blocks.content.length - 1;
  return [...events, { type: 'content_block_start', index, content_block: { ...block } }];
}

const deltaOf = ({ content }: Blocks, delta: object): AnthropicEvent => ({
  type: 'content_block_delta',
  index: content.length - 1,
  delta,
});

function grow(blocks: Blocks, kind: 'text' | 'reasoning', text: string): AnthropicEvent[] {
  if (text === '') return [];
  const type = kind === 'text' ? 'text' : 'thinking';
  const isSame = blocks.isOpen && blocks.content.at(-1)!.type === type;
  const events = isSame ? [] : start(blocks, emptyBlock(type));
  const block = blocks.content.at(-1)!;
  if (block.type === 'text') block.text += text;
  if (block.type === 'thinking') block.thinking += text;
  return [...events, deltaOf(blocks, { type: `${type}_delta`, [type]: text })];
}

const emptyBlock = (type: 'text' | 'thinking'): Block =>
  type === 'text' ? { type, text: '' } : { type, thinking: '', signature: '' };

/** A call comes whole. Arguments that are no object are handed on as one, for the shape knows nothing else. */
function addCall(blocks: Blocks, call: ToolCall): AnthropicEvent[] {
  const { id, name } = call;
  const block: Block = { type: 'tool_use', id, name, input: {} };
  const events = start(blocks, block);
  block.input = argumentsOf(call);
  const partial = { type: 'input_json_delta', partial_json: JSON.stringify(block.input) };
  return [...events, deltaOf(blocks, partial), ...stop(blocks)];
}
