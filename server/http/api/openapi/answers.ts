import * as z from 'zod';

/* What the API answers, as its description tells it. The adapters build these; the fuzz holds them to it. */

const count = z.int().min(0);
const seconds = z.int();
const moment = z.iso.datetime();

const Usage = z.object({
  prompt_tokens: count,
  completion_tokens: count,
  total_tokens: count,
  prompt_tokens_details: z.object({ cached_tokens: count }),
});
const Call = z.object({
  id: z.string(),
  type: z.literal('function'),
  function: z.object({ name: z.string(), arguments: z.string() }),
});
const likely = { token: z.string(), logprob: z.number(), bytes: z.array(count).nullable() };
const ChatLogprobs = z.object({
  content: z.array(z.object({ ...likely, top_logprobs: z.array(z.object(likely)) })),
  refusal: z.null(),
});
const TextLogprobs = z.object({
  tokens: z.array(z.string()),
  token_logprobs: z.array(z.number()),
  top_logprobs: z.array(z.record(z.string(), z.number())),
  text_offset: z.array(count),
});
const choicesOf = <S extends z.ZodRawShape>(logprobs: z.ZodType, shape: S) =>
  z
    .array(
      z.object({
        index: z.literal(0),
        ...shape,
        logprobs: logprobs.nullable(),
        finish_reason: z.enum(['stop', 'length', 'tool_calls']),
      }),
    )
    .length(1);
export const ChatCompletion = z.object({
  id: z.string(),
  object: z.literal('chat.completion'),
  created: seconds,
  model: z.string(),
  choices: choicesOf(ChatLogprobs, {
    message: z.object({
      role: z.literal('assistant'),
      content: z.string().nullable(),
      refusal: z.null(),
      reasoning_content: z.string().optional(),
      tool_calls: z.array(Call).optional(),
    }),
  }),
  usage: Usage,
});
export const Completion = z.object({
  id: z.string(),
  object: z.literal('text_completion'),
  created: seconds,
  model: z.string(),
  choices: choicesOf(TextLogprobs, { text: z.string() }),
  usage: Usage,
});
export const Model = z.object({
  id: z.string(),
  object: z.literal('model'),
  created: seconds,
  owned_by: z.string(),
  display_name: z.string(),
});
export const Models = z.object({ object: z.literal('list'), data: z.array(Model) });

export const Response = z.object({
  id: z.string(),
  object: z.literal('response'),
  created_at: seconds,
  completed_at: seconds.nullable(),
  status: z.enum(['in_progress', 'completed', 'incomplete', 'failed']),
  incomplete_details: z.object({ reason: z.string() }).nullable(),
  error: z.object({ code: z.string(), message: z.string() }).nullable(),
  model: z.string(),
  output: z.array(
    z.discriminatedUnion('type', [
      z.object({
        type: z.literal('message'),
        id: z.string(),
        status: z.enum(['in_progress', 'completed', 'incomplete']),
        role: z.literal('assistant'),
        content: z.array(z.object({ type: z.literal('output_text'), text: z.string() })),
      }),
      z.object({
        type: z.literal('reasoning'),
        id: z.string(),
        summary: z.array(z.object({ type: z.literal('summary_text'), text: z.string() })),
      }),
      z.object({
        type: z.literal('function_call'),
        id: z.string(),
        call_id: z.string(),
        name: z.string(),
        arguments: z.string(),
        status: z.enum(['in_progress', 'completed', 'incomplete']),
      }),
    ]),
  ),
  temperature: z.number(),
  top_p: z.number(),
  store: z.literal(false),
  usage: z.object({ input_tokens: count, output_tokens: count, total_tokens: count }).nullable(),
});

export const Message = z.object({
  id: z.string(),
  type: z.literal('message'),
  role: z.literal('assistant'),
  model: z.string(),
  content: z.array(
    z.discriminatedUnion('type', [
      z.object({ type: z.literal('text'), text: z.string() }),
      z.object({ type: z.literal('thinking'), thinking: z.string(), signature: z.string() }),
      z.object({
        type: z.literal('tool_use'),
        id: z.string(),
        name: z.string(),
        input: z.record(z.string(), z.unknown()),
      }),
    ]),
  ),
  stop_reason: z.enum(['end_turn', 'max_tokens', 'tool_use']),
  stop_sequence: z.null(),
  usage: z.object({ input_tokens: count, output_tokens: count, cache_read_input_tokens: count }),
});
export const TokenCount = z.object({ input_tokens: count });
export const AnthropicModel = z.object({
  type: z.literal('model'),
  id: z.string(),
  display_name: z.string(),
  created_at: moment,
});
export const AnthropicModels = z.object({
  data: z.array(AnthropicModel),
  has_more: z.literal(false),
  first_id: z.string().nullable(),
  last_id: z.string().nullable(),
});

const Figures = z.object({
  model: z.string(),
  created_at: moment,
  done: z.literal(true),
  done_reason: z.enum(['stop', 'length', 'stopped']),
  total_duration: count,
  load_duration: count,
  prompt_eval_count: count,
  prompt_eval_duration: count,
  eval_count: count,
  eval_duration: count,
});
export const OllamaChat = Figures.extend({
  message: z.object({
    role: z.literal('assistant'),
    content: z.string(),
    thinking: z.string().optional(),
    tool_calls: z
      .array(
        z.object({ function: z.object({ name: z.string(), arguments: z.record(z.string(), z.unknown()) }) }),
      )
      .optional(),
  }),
});
export const OllamaText = Figures.extend({ response: z.string(), thinking: z.string().optional() });
export const OllamaModels = z.object({
  models: z.array(
    z.object({
      name: z.string(),
      model: z.string(),
      modified_at: moment,
      size: count.optional(),
      digest: z.string(),
      details: z.object({ format: z.literal('mlx'), families: z.array(z.string()) }),
    }),
  ),
});
export const OllamaModel = z.object({
  modified_at: moment,
  details: z.object({ format: z.literal('mlx'), families: z.array(z.string()) }),
  model_info: z.record(z.string(), z.unknown()),
  capabilities: z.array(z.string()),
});
export const OllamaVersion = z.object({ version: z.string() });

export const OpenAiError = z.object({
  error: z.object({
    message: z.string(),
    type: z.string(),
    param: z.string().nullable(),
    code: z.string().nullable(),
  }),
});
export const AnthropicError = z.object({
  type: z.literal('error'),
  error: z.object({ type: z.string(), message: z.string() }),
  request_id: z.string().nullable(),
});
export const OllamaError = z.object({ error: z.string() });
