/* A program that asks over HTTP and reads its answer as it comes, in one of the API's shapes. */

type Shape = { path: string; body: object; text(json: Json): string | undefined; isEnd(json: Json): boolean };
type Json = {
  type?: string;
  done?: boolean;
  delta?: { text?: string } | string;
  message?: { content?: string };
  choices?: { delta?: { content?: string }; finish_reason?: string | null }[];
};

const question = { model: 'auto', stream: true };
const messages = [{ role: 'user', content: 'Hello' }];
export const SHAPES = {
  chat: {
    path: '/api/v1/chat/completions',
    body: { ...question, messages },
    text: ({ choices }) => choices?.[0]?.delta?.content,
    isEnd: ({ choices }) => typeof choices?.[0]?.finish_reason === 'string',
  },
  responses: {
    path: '/api/v1/responses',
    body: { ...question, input: 'Hello' },
    text: ({ type, delta }) =>
      type === 'response.output_text.delta' && typeof delta === 'string' ? delta : undefined,
    isEnd: ({ type }) => type === 'response.completed',
  },
  messages: {
    path: '/api/anthropic/v1/messages',
    body: { ...question, messages, max_tokens: 4000 },
    text: ({ delta }) => (typeof delta === 'object' ? delta.text : undefined),
    isEnd: ({ type }) => type === 'message_stop',
  },
  ollama: {
    path: '/api/ollama/api/chat',
    body: { ...question, messages },
    text: ({ message }) => message?.content,
    isEnd: ({ done }) => done === true,
  },
} satisfies Record<string, Shape>;
export type ShapeName = keyof typeof SHAPES;

/** Resolves when its question is taken. `over`: when nothing more comes, however it ended. */
export async function askAsProgram(url: string, secret: string, shape: ShapeName) {
  const { path, body, text, isEnd }: Shape = SHAPES[shape];
  const response = await fetch(url + path, {
    method: 'POST',
    headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${shape} was refused: ${await response.text()}`);
  let raw = '';
  const over = (async () => {
    for await (const part of response.body!.pipeThrough(new TextDecoderStream())) raw += part;
  })().catch(() => undefined);
  return {
    over,
    /** What it was told, and how many ends. */
    told() {
      const all = raw
        .split('\n')
        .slice(0, -1)
        .map((line) => line.replace(/^data: /, ''))
        .filter((line) => line.startsWith('{'))
        .map((line) => JSON.parse(line) as Json);
      return { text: all.map((it) => text(it) ?? '').join(''), ends: all.filter(isEnd).length };
    },
  };
}
export type AnswerProgram = Awaited<ReturnType<typeof askAsProgram>>;
