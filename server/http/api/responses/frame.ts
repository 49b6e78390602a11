import type { ResponsesBody } from './read-question.ts';
import type { ApiUsage } from '../../../modules/api-requests/index.ts';
import { type ApiEnd, BROKEN_OFF } from '../stream-answer.ts';
import { secondsOf } from '../seconds-of.ts';

/* What is said of a response as a whole, beside what it holds. */

export type Started = { id: string; model: string; createdAt: Date };
export type Status = 'in_progress' | 'completed' | 'incomplete' | 'failed';
export type Ending = {
  status: Status;
  incomplete_details: { reason: string } | null;
  error: { code: string; message: string } | null;
};

export const bareId = (id: string): string => id.replaceAll('-', '');

/** How much of it was thinking is not counted apart. */
const usageOf = ({ promptTokens, cachedTokens, completionTokens }: ApiUsage) => ({
  input_tokens: promptTokens,
  input_tokens_details: { cached_tokens: cachedTokens },
  output_tokens: completionTokens,
  output_tokens_details: { reasoning_tokens: 0 },
  total_tokens: promptTokens + completionTokens,
});

const toolsOf = ({ tools }: ResponsesBody) =>
  (tools ?? []).map(({ name, description, parameters, strict }) => ({
    type: 'function',
    name,
    description: description ?? null,
    parameters: parameters ?? null,
    strict: strict ?? null,
  }));

/** The shape wants a number for each setting: for one that nobody gave, the engine’s own. */
export const frameOf = (body: ResponsesBody, { id, model, createdAt }: Started) => ({
  id: `resp_${bareId(id)}`,
  object: 'response',
  created_at: secondsOf(createdAt),
  model,
  previous_response_id: null,
  instructions: body.instructions ?? null,
  tools: toolsOf(body),
  tool_choice: body.tool_choice ?? 'auto',
  truncation: 'disabled',
  parallel_tool_calls: true,
  text: { format: { type: 'text' } },
  temperature: body.temperature ?? 0,
  top_p: body.top_p ?? 1,
  presence_penalty: body.presence_penalty ?? 0,
  frequency_penalty: body.frequency_penalty ?? 0,
  top_logprobs: body.top_logprobs ?? 0,
  reasoning: { effort: body.reasoning?.effort ?? null, summary: body.reasoning?.summary ?? null },
  max_output_tokens: body.max_output_tokens ?? null,
  max_tool_calls: body.max_tool_calls ?? null,
  store: false,
  background: false,
  service_tier: 'default',
  metadata: body.metadata ?? {},
  safety_identifier: body.safety_identifier ?? null,
  prompt_cache_key: body.prompt_cache_key ?? null,
});
type Frame = ReturnType<typeof frameOf>;

export const wholeOf = <Item>(
  frame: Frame,
  output: Item[],
  {
    usage = null,
    completedAt = null,
    ...ending
  }: Partial<Ending> & { status: Status; usage?: ApiUsage | null; completedAt?: Date | null },
) => ({
  ...frame,
  completed_at: completedAt && secondsOf(completedAt),
  incomplete_details: null,
  error: null,
  ...ending,
  output,
  usage: usage && usageOf(usage),
});

/** `stopped` is a word of our own: somebody in the lab stopped it. */
export function endingOf({ finish, message }: ApiEnd): Ending {
  const ending = { incomplete_details: null, error: null };
  const cut = (reason: string): Ending => ({
    ...ending,
    status: 'incomplete',
    incomplete_details: { reason },
  });
  if (finish === 'length') return cut('max_output_tokens');
  if (finish === 'stopped') return cut('stopped');
  if (finish !== 'error') return { ...ending, status: 'completed' };
  const words = message ?? BROKEN_OFF;
  return { ...ending, status: 'failed', error: { code: 'server_error', message: words } };
}
