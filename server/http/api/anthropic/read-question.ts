import * as z from 'zod';
import { AnswerSettings, Tool, type ToolCall } from '@/shared/schemas/answer-settings.ts';
import type { ChatTurn } from '@/shared/schemas/chat.ts';
import { ServiceError } from '../../../errors.ts';
import {
  FILES,
  FORCED_TOOL,
  FORMAT,
  IMAGES,
  joinTurns,
  listOf,
  maybe,
  readAsk,
  requireQuestion,
  settingsOf,
  toolOf,
  TopP,
  typeOf,
  Words,
} from '../read-ask.ts';
import type { ApiAsk } from '../../../modules/api-requests/index.ts';

/* What may be asked at `/api/anthropic/v1/messages`. */

const NO_PREFILL =
  'An answer cannot be begun for a model here. End the conversation with a message of the user.';
const NO_SERVERS = 'Tools are run by whoever asks, not here. Leave the servers out.';

const blockWords = (type: string): string => {
  if (type === 'image') return IMAGES;
  if (type === 'document') return FILES;
  return `A block of type ${type} is not taken here.`;
};

const TextBlock = z.object({ type: z.literal('text'), text: Words });
/** `cache_control` and citations mean nothing here. */
const TextBlocks = listOf(
  z.discriminatedUnion('type', [TextBlock], { error: ({ input }) => blockWords(typeOf(input)) }),
).transform((blocks) => blocks.map((it) => it.text).join('\n\n'));
const Blocks = z.union([Words, TextBlocks]);

const ToolUse = z
  .object({
    type: z.literal('tool_use'),
    id: z.string().min(1).max(200),
    name: z.string().min(1).max(200),
    input: z.record(z.string(), z.unknown()),
  })
  .transform(({ id, name, input }): { type: 'tool_use'; call: ToolCall } => {
    return { type: 'tool_use', call: { id, name, arguments: JSON.stringify(input) } };
  });
const ToolResult = z.object({
  type: z.literal('tool_result'),
  tool_use_id: z.string().min(1).max(200),
  content: maybe(Blocks),
  is_error: maybe(z.boolean()),
});
/** Earlier thinking is left out, as templates do. */
const Thinking = z.object({ type: z.literal(['thinking', 'redacted_thinking']) });

const Message = z.object({
  role: z.enum(['user', 'assistant', 'system']),
  content: z.union([
    Words.min(1, 'This message is empty.').transform((text) => [{ type: 'text' as const, text }]),
    listOf(
      z.discriminatedUnion('type', [TextBlock, ToolUse, ToolResult, Thinking], {
        error: ({ input }) => blockWords(typeOf(input)),
      }),
    ).min(1, 'This message is empty.'),
  ]),
});
type Message = z.output<typeof Message>;

const AnthropicTool = z.object({
  type: maybe(z.literal('custom', 'Only tools that you run yourself (type custom) are offered here.')),
  name: Tool.shape.name,
  description: maybe(Tool.shape.description.unwrap()),
  input_schema: Tool.shape.parameters.unwrap(),
});
const ToolChoice = z.object({ type: z.enum(['auto', 'none', 'any', 'tool']) });
const NoFormat = z.object({ format: z.null(FORMAT).optional() });

export const AnthropicQuestion = z.object({
  model: z.string('Name a model.').min(1).max(300),
  messages: listOf(Message).min(1, 'There is no message. Say something to answer.'),
  system: maybe(Blocks),
  tools: maybe(z.array(AnthropicTool).max(128)),
  tool_choice: maybe(ToolChoice),
  thinking: maybe(z.object({ type: z.enum(['enabled', 'adaptive', 'disabled']) })),
});
const { topK, stop } = AnswerSettings.shape;
export const AnthropicBody = AnthropicQuestion.extend({
  max_tokens: z.int('Say how long the answer may be (max_tokens).').min(1).max(10_000_000),
  temperature: maybe(z.number().min(0).max(1)),
  top_p: maybe(TopP),
  top_k: maybe(topK.unwrap()),
  stop_sequences: maybe(stop.unwrap()),
  stream: maybe(z.boolean()),
  output_format: z.null(FORMAT).optional(),
  output_config: maybe(NoFormat),
  mcp_servers: maybe(z.array(z.unknown()).max(0, NO_SERVERS)),
});
type AnthropicQuestion = z.output<typeof AnthropicQuestion>;

/** Throws VALIDATION with the place that is wrong. */
export function readAnthropic(body: unknown): { ask: ApiAsk; isStream: boolean } {
  const read = readAsk(AnthropicBody, body);
  const messages = turnsOf(read);
  requireQuestion(messages, 'messages');
  if (messages.at(-1)!.role === 'assistant') throw wrong('messages', NO_PREFILL);
  const settings = settingsOf({
    temperature: read.temperature,
    topP: read.top_p,
    topK: read.top_k,
    stop: read.stop_sequences?.length ? read.stop_sequences : undefined,
    tools: toolsOf(read),
    // As with its maker: who does not ask for thinking gets none.
    thinking: read.thinking !== undefined && read.thinking.type !== 'disabled',
  });
  const ask = { model: read.model, messages, settings, maxTokens: read.max_tokens };
  return { ask, isStream: read.stream ?? false };
}

/** What `count_tokens` counts. */
export function readAnthropicQuestion(body: unknown): { messages: ChatTurn[]; tools: Tool[] | undefined } {
  const read = readAsk(AnthropicQuestion, body);
  return { messages: turnsOf(read), tools: toolsOf(read) };
}

const wrong = (param: string, words: string): ServiceError =>
  new ServiceError('VALIDATION', `${param}: ${words}`, { details: { param } });

function turnsOf({ system, messages }: AnthropicQuestion): ChatTurn[] {
  const said = messages.flatMap(turnsOfMessage);
  return joinTurns(system ? [{ role: 'system', content: system }, ...said] : said);
}

/** A user's message holds results of tools beside words: each is a turn, in their order. */
function turnsOfMessage({ role, content }: Message): ChatTurn[] {
  const turns: ChatTurn[] = [];
  for (const block of content) {
    if (block.type === 'text' && block.text !== '') turns.push({ role, content: block.text });
    else if (block.type === 'tool_use')
      turns.push({ role: 'assistant', content: '', toolCalls: [block.call] });
    else if (block.type === 'tool_result') {
      const words = block.content ?? '';
      const result = words === '' && block.is_error ? 'The tool failed.' : words;
      turns.push({ role: 'tool', content: result, toolCallId: block.tool_use_id });
    }
  }
  return turns;
}

function toolsOf({ tools, tool_choice: choice }: AnthropicQuestion): Tool[] | undefined {
  if (!tools?.length || choice?.type === 'none') return undefined;
  if (choice && choice.type !== 'auto') throw wrong('tool_choice', FORCED_TOOL);
  return tools.map((it) =>
    toolOf({ name: it.name, description: it.description, parameters: it.input_schema }),
  );
}
