import { createOpenAI } from '@ai-sdk/openai';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { HumanMessage, SystemMessage, ToolMessage } from '@langchain/core/messages';
import { ChatOpenAI } from '@langchain/openai';
import { generateText, jsonSchema, stepCountIs, streamText, tool } from 'ai';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Played } from '../../testing/played-answers.ts';
import { type PlayedApi, startPlayedApi } from '../../testing/played-api.ts';

/* The libraries that programs are built with, as their pages tell to use them; only the answers are played. */

let portal: PlayedApi['portal'];
let key: string;
let played: PlayedApi['played'];
/** What the model says to each question. */
let play: (turns: number) => Played;

const CALL = { id: 'call_1', name: 'weather', arguments: '{"at":"Ulm"}' };
const HELLO: Played = { parts: [{ text: 'Hello ' }, { text: '😀' }] };
const SUNNY: Played = { parts: [{ text: 'Sunny.' }] };
const PARAMETERS = { type: 'object' as const, properties: { at: { type: 'string' as const } } };

beforeAll(async () => {
  ({ portal, key, played } = await startPlayedApi(({ messages }) => play(messages.length)));
});
beforeEach(() => {
  play = () => HELLO;
});
afterAll(() => portal.close());

const lastAsked = () => played.asked.at(-1)!;

describe('LangChain', () => {
  const chat = (more: object = {}) =>
    new ChatOpenAI({
      model: 'auto',
      apiKey: key,
      configuration: { baseURL: `${portal.url}/api/v1` },
      maxRetries: 0,
      ...more,
    });
  const asked = [new SystemMessage('Be short.'), new HumanMessage('Say hello')];

  it.each([false, true])('invokes and streams, with its use (Responses: %s)', async (useResponsesApi) => {
    const model = chat({ useResponsesApi });
    const whole = await model.invoke(asked);
    expect(whole.text).toBe('Hello 😀');
    expect(whole.usage_metadata).toMatchObject({ input_tokens: 12, output_tokens: 2, total_tokens: 14 });
    expect(lastAsked().messages.map((it) => it.role)).toEqual(['system', 'user']);
    let text = '';
    let used;
    for await (const chunk of await model.stream(asked)) {
      text += chunk.text;
      used = chunk.usage_metadata ?? used;
    }
    expect(text).toBe('Hello 😀');
    expect(used).toMatchObject({ output_tokens: 2 });
  });

  it.each([false, true])(
    'calls a tool, and goes on with what it gave (Responses: %s)',
    async (useResponsesApi) => {
      play = (turns) => (turns > 1 ? SUNNY : { parts: [{ call: CALL }] });
      const model = chat({ useResponsesApi }).bindTools([
        {
          type: 'function',
          function: { name: 'weather', description: 'The weather', parameters: PARAMETERS },
        },
      ]);
      const question = new HumanMessage('How is the weather?');
      const called = await model.invoke([question]);
      expect(called.tool_calls).toMatchObject([{ id: 'call_1', name: 'weather', args: { at: 'Ulm' } }]);
      const result = new ToolMessage({ content: 'sunny', tool_call_id: 'call_1' });
      expect((await model.invoke([question, called, result])).text).toBe('Sunny.');
      expect(lastAsked().messages.map((it) => it.role)).toEqual(['user', 'assistant', 'tool']);
    },
  );
});

it('says what to do instead when an answer is to be held to a form', async () => {
  const model = new ChatOpenAI({
    model: 'auto',
    apiKey: key,
    configuration: { baseURL: `${portal.url}/api/v1` },
    maxRetries: 0,
  });
  const asked = model.withStructuredOutput(PARAMETERS, { name: 'place' }).invoke('Where?');
  await expect(asked).rejects.toThrow(/response_format is "text". Give a tool with that schema/);
});

describe('the AI SDK', () => {
  const models = () => ({
    compatible: createOpenAICompatible({
      name: 'espalier',
      baseURL: `${portal.url}/api/v1`,
      apiKey: key,
      includeUsage: true,
    })('auto'),
    chat: createOpenAI({ baseURL: `${portal.url}/api/v1`, apiKey: key }).chat('auto'),
    responses: createOpenAI({ baseURL: `${portal.url}/api/v1`, apiKey: key })('auto'),
  });

  it.each(['compatible', 'chat', 'responses'] as const)(
    'generates and streams, with its use: %s',
    async (kind) => {
      const asked = { model: models()[kind], system: 'Be short.', prompt: 'Say hello', maxRetries: 0 };
      const whole = await generateText(asked);
      expect(whole.text).toBe('Hello 😀');
      expect(whole.usage).toMatchObject({ inputTokens: 12, outputTokens: 2, totalTokens: 14 });
      const streamed = streamText(asked);
      let text = '';
      for await (const piece of streamed.textStream) text += piece;
      expect(text).toBe('Hello 😀');
      expect(await streamed.usage).toMatchObject({ outputTokens: 2 });
      expect(await streamed.finishReason).toBe('stop');
    },
  );

  it.each(['compatible', 'chat', 'responses'] as const)('runs a tool and goes on: %s', async (kind) => {
    play = (turns) => (turns > 1 ? SUNNY : { parts: [{ text: 'Let me see.' }, { call: CALL }] });
    const given: unknown[] = [];
    const weather = tool({
      description: 'The weather',
      inputSchema: jsonSchema<{ at: string }>(PARAMETERS),
      execute: async (input) => {
        given.push(input);
        return 'sunny';
      },
    });
    const answer = streamText({
      model: models()[kind],
      prompt: 'How is the weather?',
      tools: { weather },
      // Else its Responses refer to what the maker would have kept.
      providerOptions: { openai: { store: false } },
      stopWhen: stepCountIs(2),
      maxRetries: 0,
    });
    await answer.consumeStream();
    expect(given).toEqual([{ at: 'Ulm' }]);
    expect(await answer.text).toBe('Sunny.');
    expect(lastAsked().messages.map((it) => it.role)).toEqual(['user', 'assistant', 'tool']);
  });
});
