import * as z from 'zod';
import { Tool, type ToolCall } from '@/shared/schemas/answer-settings.ts';
import type { ChatTurn } from '@/shared/schemas/chat.ts';
import type { ApiAsk } from '../../../modules/api-requests/index.ts';
import { listOf, maybe, Words } from '../read-ask.ts';
import { Likeliest, only, refuse, SAMPLING, samplingOf } from './fields.ts';

const TEXT_ONLY = 'This lab’s models take text: leave images, sound and files out.';

const Part = z.union(
  [
    z.object({ type: z.literal('text'), text: Words }).transform((it) => it.text),
    z.object({ type: z.literal('refusal'), refusal: Words }).transform((it) => it.refusal),
  ],
  TEXT_ONLY,
);
const Content = z.union([Words, z.array(Part).transform((parts) => parts.join(''))], TEXT_ONLY);

const Call = z
  .object({
    id: Words.max(200),
    type: z.literal('function', 'Only functions can be called.').default('function'),
    function: z.object({ name: Words.max(200), arguments: Words.max(200_000) }),
  })
  .transform((it): ToolCall => ({ id: it.id, name: it.function.name, arguments: it.function.arguments }));

const Message = z.discriminatedUnion(
  'role',
  [
    z.object({ role: z.enum(['system', 'developer']), content: Content }),
    z.object({ role: z.literal('user'), content: Content }),
    z.object({
      role: z.literal('assistant'),
      content: Content.nullish(),
      refusal: Words.nullish(),
      tool_calls: maybe(z.array(Call).max(128)),
    }),
    z.object({ role: z.literal('tool'), content: Content, tool_call_id: Words.max(200) }),
  ],
  'A role is system, developer, user, assistant or tool.',
);

const FunctionTool = z
  .object({
    type: z.literal('function', 'Only functions can be tools.'),
    function: z.object({
      name: Words.min(1).max(200),
      description: maybe(Words.max(20_000)),
      parameters: maybe(z.record(z.string(), z.unknown())),
    }),
  })
  .transform((it) => Tool.parse(it.function));

export const ChatRequest = z.object({
  ...SAMPLING,
  messages: listOf(Message).min(1, 'Say something first.'),
  max_tokens: maybe(z.int().min(1)),
  max_completion_tokens: maybe(z.int().min(1)),
  tools: maybe(z.array(FunctionTool).max(128)),
  tool_choice: z.unknown().optional(),
  functions: only([], 'Send tools in place of functions.'),
  response_format: z.unknown().optional(),
  logprobs: maybe(z.boolean()),
  top_logprobs: maybe(Likeliest),
  audio: only([], TEXT_ONLY),
  reasoning_effort: maybe(z.string().max(20)),
  chat_template_kwargs: maybe(z.object({ enable_thinking: maybe(z.boolean()) })),
});
export type ChatRequest = z.output<typeof ChatRequest>;

/** The question as the core takes it; throws for what a model here can't be held to. */
export function toAsk(request: ChatRequest): Omit<ApiAsk, 'client'> {
  refuseFormat(request.response_format);
  const tools = toolsOf(request);
  const thinking = thinkingOf(request);
  const logprobs = logprobsOf(request);
  return {
    model: request.model,
    messages: request.messages.map(toTurn),
    settings: {
      ...samplingOf(request),
      ...(tools?.length ? { tools } : {}),
      ...(thinking === undefined ? {} : { thinking }),
      ...(logprobs === undefined ? {} : { logprobs }),
    },
    maxTokens: request.max_completion_tokens ?? request.max_tokens ?? null,
  };
}

function toTurn(message: ChatRequest['messages'][number]): ChatTurn {
  const content = message.content ?? ('refusal' in message ? message.refusal : null) ?? '';
  if (message.role === 'developer') return { role: 'system', content };
  if (message.role === 'tool') return { role: 'tool', content, toolCallId: message.tool_call_id };
  if (message.role !== 'assistant') return { role: message.role, content };
  return {
    role: 'assistant',
    content,
    ...(message.tool_calls?.length ? { toolCalls: message.tool_calls } : {}),
  };
}

function toolsOf({ tools, tool_choice: choice }: ChatRequest): Tool[] | undefined {
  if (choice === 'none') return undefined;
  if (choice === undefined || choice === null || choice === 'auto') return tools;
  throw refuse(
    'tool_choice',
    'A model here decides itself whether it calls a tool: tool_choice is "auto" or "none".',
  );
}

function logprobsOf({ logprobs, top_logprobs: top }: ChatRequest): number | undefined {
  if (logprobs) return top ?? 0;
  if (top) throw refuse('top_logprobs', 'The likeliest tokens are told of with "logprobs": true only.');
  return undefined;
}

function refuseFormat(format: unknown): void {
  const type = (format as { type?: unknown } | null | undefined)?.type;
  if (format === undefined || format === null || type === 'text') return;
  throw refuse(
    'response_format',
    'A model here can’t be held to a form: response_format is "text". Give a tool with that schema, or ask for JSON in words, and check what comes.',
  );
}

function thinkingOf({
  reasoning_effort: effort,
  chat_template_kwargs: template,
}: ChatRequest): boolean | undefined {
  if (template?.enable_thinking !== undefined) return template.enable_thinking;
  return effort === 'none' || effort === 'minimal' ? false : undefined;
}
