import * as z from 'zod';
import { AnswerSettings, Tool, type ToolCall } from '@/shared/schemas/answer-settings.ts';
import type { ChatTurn } from '@/shared/schemas/chat.ts';
import {
  FORMAT,
  IMAGES,
  listOf,
  maybe,
  readAsk,
  requireQuestion,
  settingsOf,
  toolOf,
  TopP,
  Words,
} from '../read-ask.ts';
import type { ApiAsk } from '../../../modules/api-requests/index.ts';

/* What may be asked at `/api/ollama/api/chat` and `/api/generate`. */

const NO_CONTEXT = 'Contexts are not kept here. Send the conversation to /api/chat.';
const NO_RAW = 'A model’s template cannot be left out here.';
const NO_SUFFIX = 'Nothing is filled in between two texts here. Leave the suffix out.';
const NO_LOGPROBS = 'Log probabilities are not told here.';
const NOTHING =
  'There is nothing to answer. Models are loaded by a session of the lab here, not by an empty question.';

const none = (words: string) =>
  z
    .unknown()
    .refine((it) => !it || (Array.isArray(it) && it.length === 0), words)
    .optional();
const Images = none(IMAGES);

const Call = z.object({
  id: maybe(z.string().max(200)),
  function: z.object({
    name: z.string().min(1).max(200),
    arguments: maybe(z.record(z.string(), z.unknown())),
  }),
});
const Message = z.object({
  role: z.enum(['system', 'user', 'assistant', 'tool']),
  content: maybe(Words),
  images: Images,
  tool_calls: maybe(z.array(Call).max(128)),
  tool_call_id: maybe(z.string().max(200)),
  tool_name: maybe(z.string().max(200)),
});
type Message = z.output<typeof Message>;

const FunctionTool = z.object({
  type: z.literal('function', 'Only functions that you run yourself are offered here.'),
  function: z.object({
    name: Tool.shape.name,
    description: maybe(Tool.shape.description.unwrap()),
    parameters: maybe(Tool.shape.parameters.unwrap()),
  }),
});

const { temperature, topK, minP, stop, repetitionPenalty, presencePenalty, frequencyPenalty } =
  AnswerSettings.shape;
/** Those for loading a model mean nothing here, and there is no seed. */
const Options = z.object({
  num_predict: maybe(z.int().max(10_000_000)),
  temperature: maybe(temperature.unwrap()),
  top_p: maybe(TopP),
  top_k: maybe(topK.unwrap()),
  min_p: maybe(minP.unwrap()),
  repeat_penalty: maybe(repetitionPenalty.unwrap()),
  presence_penalty: maybe(presencePenalty.unwrap()),
  frequency_penalty: maybe(frequencyPenalty.unwrap()),
  stop: maybe(z.union([z.string().transform((it) => [it]), z.array(z.string())]).pipe(stop.unwrap())),
});

const Common = z.object({
  model: z.string('Name a model.').min(1, 'Name a model.').max(300),
  stream: maybe(z.boolean()),
  options: maybe(Options),
  think: maybe(z.union([z.boolean(), z.enum(['low', 'medium', 'high'])])),
  format: none(FORMAT),
  logprobs: none(NO_LOGPROBS),
});
export const ChatBody = Common.extend({
  messages: listOf(Message).min(1, NOTHING),
  tools: maybe(z.array(FunctionTool).max(128)),
});
export const GenerateBody = Common.extend({
  prompt: z.string(NOTHING).min(1, NOTHING).pipe(Words),
  system: maybe(Words),
  images: Images,
  suffix: none(NO_SUFFIX),
  context: none(NO_CONTEXT),
  raw: none(NO_RAW),
  template: none(NO_RAW),
});
type Common = z.output<typeof Common>;

export type OllamaQuestion = { ask: ApiAsk; isStream: boolean };

/** Throws VALIDATION with the place that is wrong. */
export function readOllamaChat(body: unknown): OllamaQuestion {
  const read = readAsk(ChatBody, body);
  const turns = turnsOf(read.messages);
  requireQuestion(turns, 'messages');
  const tools = read.tools?.map((it) => toolOf(it.function));
  return askOf(read, turns, tools?.length ? tools : undefined);
}

export function readOllamaGenerate(body: unknown): OllamaQuestion {
  const read = readAsk(GenerateBody, body);
  const question: ChatTurn = { role: 'user', content: read.prompt };
  return askOf(read, read.system ? [{ role: 'system', content: read.system }, question] : [question]);
}

export const ModelBody = z.object({
  model: maybe(z.string().max(300)),
  name: maybe(z.string().max(300)),
});
/** The model that `/api/show` is asked about; older clients call it `name`. */
export function readOllamaModel(body: unknown): string {
  const { model, name } = readAsk(ModelBody, body);
  return readAsk(z.string('Name a model.').min(1, 'Name a model.'), model || name);
}

function askOf(read: Common, messages: ChatTurn[], tools?: Tool[]): OllamaQuestion {
  const { num_predict: most, ...given } = read.options ?? ({} as NonNullable<Common['options']>);
  const settings = settingsOf({
    temperature: given.temperature,
    topP: given.top_p,
    topK: given.top_k,
    minP: given.min_p,
    repetitionPenalty: given.repeat_penalty,
    presencePenalty: given.presence_penalty,
    frequencyPenalty: given.frequency_penalty,
    stop: given.stop?.length ? given.stop : undefined,
    tools,
    thinking: read.think === undefined ? undefined : read.think !== false,
  });
  // -1 and -2 are its words for as long as it likes.
  const maxTokens = most !== undefined && most > 0 ? most : null;
  return { ask: { model: read.model, messages, settings, maxTokens }, isStream: read.stream ?? true };
}

/** Calls have no ids in this shape: a result belongs to the first call of its name that has none yet. */
function turnsOf(messages: Message[]): ChatTurn[] {
  let waiting: ToolCall[] = [];
  return messages.flatMap((it, turn): ChatTurn[] => {
    const content = it.content ?? '';
    if (it.role === 'tool') {
      const call =
        waiting.find(({ id, name }) => id === it.tool_call_id || name === it.tool_name) ?? waiting[0];
      waiting = waiting.filter((other) => other !== call);
      const id = it.tool_call_id ?? call?.id;
      return [{ role: 'tool', content, ...(id !== undefined && { toolCallId: id }) }];
    }
    const calls = it.role === 'assistant' ? callsOf(it, turn) : [];
    if (it.role === 'assistant') waiting = calls;
    if (content === '' && calls.length === 0) return [];
    return [{ role: it.role, content, ...(calls.length > 0 && { toolCalls: calls }) }];
  });
}

const callsOf = ({ tool_calls: calls = [] }: Message, turn: number): ToolCall[] =>
  calls.map(({ id, function: it }, index) => ({
    id: id ?? `call_${turn}_${index}`,
    name: it.name,
    arguments: JSON.stringify(it.arguments ?? {}),
  }));
