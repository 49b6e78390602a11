import http from 'node:http';

/** Speed in characters: a chunk is not a token, and the same question gives the same text on every path. */
export type Timing = { ttftMs: number; charactersPerSecond: number };
export type Mark = { atMs: number; characters: number };

export function timed(startedMs: number, marks: readonly Mark[]): Timing {
  const [first, last] = [marks[0]!, marks.at(-1)!];
  const decodeMs = last.atMs - first.atMs;
  return {
    ttftMs: first.atMs - startedMs,
    charactersPerSecond: decodeMs > 0 ? ((last.characters - first.characters) / decodeMs) * 1000 : Number.NaN,
  };
}

export type StreamAddress = {
  port: number;
  key: string;
  path?: string;
  model?: string;
  maxTokens: number;
  agent?: http.Agent;
};
const closing = new http.Agent({ keepAlive: false });

/** Asks in the shape of OpenAI's chat completions, as a stream, and notes when which words came. */
export function askStream(to: StreamAddress, prompt: string): Promise<Timing & { text: string }> {
  const {
    port,
    key,
    path = '/v1/chat/completions',
    model = 'default_model',
    maxTokens,
    agent = closing,
  } = to;
  const body = JSON.stringify({
    model,
    stream: true,
    max_tokens: maxTokens,
    temperature: 0,
    messages: [{ role: 'user', content: prompt }],
  });
  const headers = {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    authorization: `Bearer ${key}`,
  };
  return new Promise((resolve, reject) => {
    const startedMs = performance.now();
    const marks: Mark[] = [];
    const request = http.request({ port, host: '127.0.0.1', path, method: 'POST', agent, headers });
    request.on('response', (response) => {
      response.setEncoding('utf8');
      let rest = '';
      let text = '';
      let other = '';
      response.on('data', (piece: string) => {
        const lines = (rest + piece).split('\n');
        rest = lines.pop()!;
        const added = lines.map(wordsOf).join('');
        other += lines.filter((it) => it.includes('"error"')).join('');
        if (added === '') return;
        text += added;
        marks.push({ atMs: performance.now(), characters: text.length });
      });
      response.on('end', () => {
        if (marks.length > 1) resolve({ ...timed(startedMs, marks), text });
        else reject(new Error(`No answer at ${path}: ${response.statusCode} ${other}${rest}`));
      });
    });
    request.on('error', reject);
    request.end(body);
  });
}

function wordsOf(line: string): string {
  if (!line.startsWith('data: {')) return '';
  const chunk = JSON.parse(line.slice('data: '.length)) as { choices?: { delta?: { content?: string } }[] };
  return chunk.choices?.[0]?.delta?.content ?? '';
}
