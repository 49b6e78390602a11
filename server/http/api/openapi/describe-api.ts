import * as z from 'zod';
import { AnthropicBody, AnthropicQuestion } from '../anthropic/read-question.ts';
import { ChatBody, GenerateBody, ModelBody } from '../ollama/read-question.ts';
import { ChatRequest } from '../openai/chat-request.ts';
import { CompletionRequest } from '../openai/completions.ts';
import { ResponsesBody } from '../responses/read-question.ts';
import * as answers from './answers.ts';

/*
 * The API in OpenAPI's words, made from what reads the requests, so that it says no more than is true. What a field may
 * hold beyond its type is only in the words of a refusal; each address has a question that is answered.
 */
/** Of what is streamed each event or line is told here; what they hold, the makers tell. */
const STREAMS = {
  'text/event-stream': {
    type: 'object',
    properties: { event: { type: 'string' }, data: { type: 'string' } },
    required: ['data'],
  },
  'application/x-ndjson': { type: 'string' },
} as const;
type Maker = { error: z.ZodType; busy: number; stream: keyof typeof STREAMS };
const OPENAI: Maker = { error: answers.OpenAiError, busy: 503, stream: 'text/event-stream' };
const ANTHROPIC: Maker = { error: answers.AnthropicError, busy: 529, stream: 'text/event-stream' };
const OLLAMA: Maker = { error: answers.OllamaError, busy: 503, stream: 'application/x-ndjson' };

type Operation = {
  maker: Maker;
  summary: string;
  answer: z.ZodType;
  body?: z.ZodType;
  example?: object;
  canStream?: boolean;
};
type Path = `${'GET' | 'POST'} ${string}`;

const model = 'auto';
const messages = [{ role: 'user', content: 'Say hello.' }];

export const OPERATIONS: Record<Path, Operation> = {
  'GET /api/v1/models': { maker: OPENAI, summary: 'What the key may name now', answer: answers.Models },
  'GET /api/v1/models/{model}': { maker: OPENAI, summary: 'One of them', answer: answers.Model },
  'POST /api/v1/chat/completions': {
    maker: OPENAI,
    summary: 'An answer to a conversation',
    body: ChatRequest,
    example: { model, messages },
    answer: answers.ChatCompletion,
    canStream: true,
  },
  'POST /api/v1/completions': {
    maker: OPENAI,
    summary: 'An answer to one text',
    body: CompletionRequest,
    example: { model, prompt: 'Say hello.' },
    answer: answers.Completion,
    canStream: true,
  },
  'POST /api/v1/responses': {
    maker: OPENAI,
    summary: 'An answer in OpenAI’s newer shape',
    body: ResponsesBody,
    example: { model, input: 'Say hello.' },
    answer: answers.Response,
    canStream: true,
  },
  'POST /api/anthropic/v1/messages': {
    maker: ANTHROPIC,
    summary: 'An answer in Anthropic’s shape',
    body: AnthropicBody,
    example: { model, messages, max_tokens: 100 },
    answer: answers.Message,
    canStream: true,
  },
  'POST /api/anthropic/v1/messages/count_tokens': {
    maker: ANTHROPIC,
    summary: 'How long a question is, estimated',
    body: AnthropicQuestion,
    example: { model, messages },
    answer: answers.TokenCount,
  },
  'GET /api/anthropic/v1/models': {
    maker: ANTHROPIC,
    summary: 'What the key may name now',
    answer: answers.AnthropicModels,
  },
  'GET /api/anthropic/v1/models/{model}': {
    maker: ANTHROPIC,
    summary: 'One of them',
    answer: answers.AnthropicModel,
  },
  'POST /api/ollama/api/chat': {
    maker: OLLAMA,
    summary: 'An answer in Ollama’s shape; streamed unless stream is false',
    body: ChatBody,
    example: { model, messages, stream: false },
    answer: answers.OllamaChat,
    canStream: true,
  },
  'POST /api/ollama/api/generate': {
    maker: OLLAMA,
    summary: 'An answer to one text; streamed unless stream is false',
    body: GenerateBody,
    example: { model, prompt: 'Say hello.', stream: false },
    answer: answers.OllamaText,
    canStream: true,
  },
  'POST /api/ollama/api/show': {
    maker: OLLAMA,
    summary: 'What is known of a model',
    body: ModelBody,
    example: { model },
    answer: answers.OllamaModel,
  },
  'GET /api/ollama/api/tags': { maker: OLLAMA, summary: 'The models', answer: answers.OllamaModels },
  'GET /api/ollama/api/ps': { maker: OLLAMA, summary: 'The models, loaded', answer: answers.OllamaModels },
  'GET /api/ollama/api/version': {
    maker: OLLAMA,
    summary: 'Whose shape it is',
    answer: answers.OllamaVersion,
  },
};

export function describeApi(): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const [at, operation] of Object.entries(OPERATIONS)) {
    const [method, path] = at.split(' ') as [string, string];
    (paths[path] ??= {})[method.toLowerCase()] = describe(path, operation);
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Espalier',
      version: '1',
      description: 'What programs may ask of a lab. Make a key in Settings, API keys.',
    },
    servers: [{ url: '/' }],
    security: [{ key: [] }],
    components: { securitySchemes: { key: { type: 'http', scheme: 'bearer' } } },
    paths,
  };
}

function describe(path: string, { maker, summary, answer, body, example, canStream }: Operation): object {
  const refusals = [401, 403, 404, 429, maker.busy, ...(body ? [400, 413] : [])];
  const refusal = { description: 'Refused, with the reason', content: json(schemaOf(maker.error, 'output')) };
  const streamed = canStream ? { [maker.stream]: { schema: STREAMS[maker.stream] } } : {};
  const answered = { ...json(schemaOf(answer, 'output')), ...streamed };
  return {
    summary,
    ...(path.includes('{model}') && {
      parameters: [
        {
          name: 'model',
          in: 'path',
          required: true,
          schema: { type: 'string', minLength: 1, maxLength: 300 },
          example: model,
        },
      ],
    }),
    ...(body && {
      requestBody: {
        required: true,
        content: { 'application/json': { schema: schemaOf(body, 'input'), example } },
      },
    }),
    responses: {
      200: { description: 'Answered', content: answered },
      ...Object.fromEntries(refusals.map((it) => [it, refusal])),
    },
  };
}

const json = (schema: object) => ({ 'application/json': { schema } });

/** What a schema checks by code alone is any value here, and what is answered may grow. */
const schemaOf = (schema: z.ZodType, io: 'input' | 'output'): object => {
  const { $schema: _, ...told } = z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    override: ({ jsonSchema }) => {
      if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
    },
  });
  return told;
};
