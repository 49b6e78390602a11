import * as z from 'zod';
import { AnswerSettings, Tool } from '@/shared/schemas/answer-settings.ts';
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
import { Likeliest } from '../openai/fields.ts';
import type { ApiAsk } from '../../../modules/api-requests/index.ts';

/* What may be asked at `/api/v1/responses`, as openresponses/openresponses writes it. */

const NOT_KEPT =
  'Responses are not kept here, so none can be gone on from. Send the whole conversation; clients do with store: false.';
const NO_BACKGROUND = 'Nothing is answered in the background here. Leave it out and stream the answer.';
const LOGPROBS = 'message.output_text.logprobs';

const partWords = (type: string): string => {
  if (type === 'input_image') return IMAGES;
  if (type === 'input_file') return FILES;
  return `A part of type ${type} is not taken here. Send text.`;
};

const Part = z.discriminatedUnion(
  'type',
  [
    z.object({ type: z.literal(['input_text', 'output_text', 'text', 'summary_text']), text: Words }),
    z.object({ type: z.literal('refusal'), refusal: Words }).transform((it) => ({ text: it.refusal })),
  ],
  { error: ({ input }) => partWords(typeOf(input)) },
);
const Content = z.union([Words, listOf(Part).transform((parts) => parts.map((it) => it.text).join(''))]);
const CallId = z.string().min(1).max(200);

const Message = z
  .object({
    type: z.literal('message'),
    role: z.enum(['user', 'assistant', 'system', 'developer']),
    content: Content,
  })
  .transform(({ role, content }): ChatTurn => ({ role: role === 'developer' ? 'system' : role, content }));
const FunctionCall = z
  .object({
    type: z.literal('function_call'),
    call_id: CallId,
    name: z.string().min(1).max(200),
    arguments: Words.max(200_000),
  })
  .transform(({ call_id: id, name, arguments: args }): ChatTurn => {
    return { role: 'assistant', content: '', toolCalls: [{ id, name, arguments: args }] };
  });
const FunctionCallOutput = z
  .object({ type: z.literal('function_call_output'), call_id: CallId, output: Content })
  .transform((it): ChatTurn => ({ role: 'tool', content: it.output, toolCallId: it.call_id }));
/** Earlier thinking is for the maker’s own models; templates here leave it out. */
const Reasoning = z.object({ type: z.literal('reasoning') }).transform((): null => null);

const itemWords = (type: string): string =>
  type === 'item_reference' || type === 'compaction'
    ? NOT_KEPT
    : `An item of type ${type} is not taken here: only messages, function calls and their outputs.`;
const withType = (item: unknown): unknown =>
  typeof item === 'object' && item !== null && !('type' in item)
    ? { type: 'id' in item && !('role' in item) ? 'item_reference' : 'message', ...item }
    : item;
const Item = z.preprocess(
  withType,
  z.discriminatedUnion('type', [Message, FunctionCall, FunctionCallOutput, Reasoning], {
    error: ({ input }) =>
      typeof input === 'object' && input ? itemWords(typeOf(input)) : 'Expected an item.',
  }),
);

const FunctionTool = Tool.extend({
  type: z.literal('function'),
  description: maybe(Tool.shape.description.unwrap()),
  parameters: maybe(Tool.shape.parameters.unwrap()),
  strict: maybe(z.boolean()),
});
const FunctionTools = z
  .array(
    z.discriminatedUnion('type', [FunctionTool], {
      error: ({ input }) =>
        `A tool of type ${typeOf(input)} is not offered here: only functions that you run yourself.`,
    }),
  )
  .max(128);
const NamedTool = z.object({ type: z.literal('function'), name: z.string() });
const ToolChoice = z.union([
  z.enum(['auto', 'none', 'required']),
  NamedTool,
  z.object({
    type: z.literal('allowed_tools'),
    mode: z.enum(['auto', 'none', 'required']).default('auto'),
    tools: z.array(NamedTool).min(1).max(128),
  }),
]);

const refused = (words: string) =>
  z
    .unknown()
    .refine((it) => it === null || it === undefined || it === false, words)
    .optional();
const { temperature, presencePenalty, frequencyPenalty } = AnswerSettings.shape;

export const ResponsesBody = z.object({
  model: z.string('Name a model.').min(1).max(300),
  input: z.union([Words.min(1, 'Say something to answer.'), listOf(Item)]),
  instructions: maybe(Words),
  tools: maybe(FunctionTools),
  tool_choice: maybe(ToolChoice),
  text: maybe(
    z.object({
      format: maybe(z.object({ type: z.string().refine((it) => it === 'text', FORMAT) })),
    }),
  ),
  temperature: maybe(temperature.unwrap()),
  top_p: maybe(TopP),
  presence_penalty: maybe(presencePenalty.unwrap()),
  frequency_penalty: maybe(frequencyPenalty.unwrap()),
  max_output_tokens: maybe(z.int().min(1).max(10_000_000)),
  max_tool_calls: maybe(z.int().min(1).max(1_000_000)),
  reasoning: maybe(
    z.object({
      effort: maybe(z.enum(['none', 'minimal', 'low', 'medium', 'high', 'xhigh'])),
      summary: maybe(z.enum(['concise', 'detailed', 'auto'])),
    }),
  ),
  stream: maybe(z.boolean()),
  stream_options: maybe(z.object({ include_obfuscation: maybe(z.boolean()) })),
  store: maybe(z.boolean()),
  parallel_tool_calls: maybe(z.boolean()),
  truncation: maybe(z.enum(['auto', 'disabled'])),
  service_tier: maybe(z.string().max(64)),
  metadata: maybe(z.record(z.string().max(64), z.string().max(512))),
  safety_identifier: maybe(z.string().max(64)),
  prompt_cache_key: maybe(z.string().max(64)),
  include: maybe(z.array(z.string()).max(20)),
  top_logprobs: maybe(Likeliest),
  previous_response_id: refused(NOT_KEPT),
  conversation: refused(NOT_KEPT),
  background: refused(NO_BACKGROUND),
});
export type ResponsesBody = z.output<typeof ResponsesBody>;

/** Throws VALIDATION with the place that is wrong. */
export function readResponses(body: unknown): { ask: ApiAsk; body: ResponsesBody } {
  const read = readAsk(ResponsesBody, body);
  const messages = turnsOf(read);
  requireQuestion(messages, 'input');
  const settings = settingsOf({
    temperature: read.temperature,
    topP: read.top_p,
    presencePenalty: read.presence_penalty,
    frequencyPenalty: read.frequency_penalty,
    tools: toolsOf(read),
    thinking: thinkingOf(read.reasoning?.effort),
    logprobs: read.include?.includes(LOGPROBS) ? (read.top_logprobs ?? 0) : undefined,
  });
  return {
    body: read,
    ask: { model: read.model, messages, settings, maxTokens: read.max_output_tokens ?? null },
  };
}

const thinkingOf = (effort: string | undefined): boolean | undefined =>
  effort === undefined ? undefined : effort !== 'none' && effort !== 'minimal';

function turnsOf({ input, instructions }: ResponsesBody): ChatTurn[] {
  const said: ChatTurn[] =
    typeof input === 'string'
      ? [{ role: 'user', content: input }]
      : input
          .filter((it) => it !== null)
          .filter((it) => it.content !== '' || it.toolCalls || it.role === 'tool');
  return joinTurns(instructions ? [{ role: 'system', content: instructions }, ...said] : said);
}

function toolsOf({ tools, tool_choice: choice }: ResponsesBody): Tool[] | undefined {
  if (!tools || tools.length === 0 || choice === 'none') return undefined;
  const given = tools.map(({ name, description, parameters }) => toolOf({ name, description, parameters }));
  if (choice === undefined || choice === 'auto') return given;
  const isForced = choice === 'required' || choice.type === 'function' || choice.mode === 'required';
  if (isForced) throw new ServiceError('VALIDATION', FORCED_TOOL, { details: { param: 'tool_choice' } });
  if (choice.mode === 'none') return undefined;
  const allowed = new Set(choice.tools.map((it) => it.name));
  return given.filter((it) => allowed.has(it.name));
}
