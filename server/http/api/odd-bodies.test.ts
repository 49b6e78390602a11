import { describe, expect, it } from 'vitest';
import { isServiceError } from '../../errors.ts';
import { readAnthropic, readAnthropicQuestion } from './anthropic/read-question.ts';
import { readOllamaChat, readOllamaGenerate } from './ollama/read-question.ts';
import { readResponses } from './responses/read-question.ts';

/* Each body with each of its values replaced by each odd one: taken or refused, and never anything else. */

const ODD = [
  null,
  undefined,
  true,
  7,
  -1,
  1e308,
  NaN,
  '',
  'x',
  [],
  [null],
  {},
  { type: 'x' },
  { type: null },
  [[]],
];
const tool = { name: 'weather', description: 'x', parameters: { type: 'object' }, input_schema: {} };
const sampling = { temperature: 0.5, top_p: 0.5, top_k: 4, stream: true };

const BODIES: [string, (body: unknown) => unknown, object][] = [
  [
    'responses',
    readResponses,
    {
      ...sampling,
      model: 'auto',
      instructions: 'x',
      input: [
        { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'x' }] },
        { type: 'function_call', call_id: 'c', name: 'n', arguments: '{}' },
        { type: 'function_call_output', call_id: 'c', output: 'x' },
        { type: 'reasoning', summary: [] },
      ],
      tools: [{ type: 'function', ...tool, strict: true }],
      tool_choice: { type: 'allowed_tools', mode: 'auto', tools: [{ type: 'function', name: 'weather' }] },
      text: { format: { type: 'text' } },
      reasoning: { effort: 'low', summary: 'auto' },
      metadata: { a: 'b' },
      include: ['x'],
      max_output_tokens: 64,
    },
  ],
  ...(['messages', 'count_tokens'] as const).map((name): (typeof BODIES)[number] => [
    name,
    name === 'messages' ? readAnthropic : readAnthropicQuestion,
    {
      ...sampling,
      model: 'auto',
      max_tokens: 64,
      system: [{ type: 'text', text: 'x' }],
      messages: [
        { role: 'user', content: 'x' },
        { role: 'assistant', content: [{ type: 'tool_use', id: 't', name: 'n', input: { a: 1 } }] },
        {
          role: 'user',
          content: [{ type: 'tool_result', tool_use_id: 't', content: [{ type: 'text', text: 'x' }] }],
        },
      ],
      tools: [tool],
      tool_choice: { type: 'auto' },
      thinking: { type: 'enabled', budget_tokens: 1024 },
      stop_sequences: ['x'],
      output_config: { effort: 'low', format: null },
    },
  ]),
  [
    'chat',
    readOllamaChat,
    {
      model: 'auto',
      messages: [
        { role: 'user', content: 'x', images: [] },
        { role: 'assistant', content: '', tool_calls: [{ function: { name: 'n', arguments: { a: 1 } } }] },
        { role: 'tool', content: 'x', tool_name: 'n' },
      ],
      tools: [{ type: 'function', function: tool }],
      options: { ...sampling, num_predict: 4, stop: ['x'] },
      think: true,
    },
  ],
  [
    'generate',
    readOllamaGenerate,
    { model: 'auto', prompt: 'x', system: 'x', options: sampling, format: '' },
  ],
];

/** Every body that differs from this one in one place. */
function* variantsOf(value: unknown): Generator<unknown> {
  yield* ODD;
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    for (const odd of variantsOf(inner))
      yield Array.isArray(value) ? value.with(Number(key), odd) : { ...value, [key]: odd };
  }
}

describe.each(BODIES)('%s', (_, read, body) => {
  it('takes its own body', () => {
    expect(() => read(body)).not.toThrow();
  });

  it('refuses what is odd in words, and falls over nothing', () => {
    let refused = 0;
    for (const odd of variantsOf(body)) {
      try {
        read(odd);
      } catch (error) {
        if (!isServiceError(error) || error.code !== 'VALIDATION') throw error;
        expect(error.message).toMatch(/\S{3,}.*[.]?$/s);
        expect(error.message).not.toMatch(/undefined: |\[object|ZodError/);
        refused += 1;
      }
    }
    expect(refused).toBeGreaterThan(50);
  });
});
