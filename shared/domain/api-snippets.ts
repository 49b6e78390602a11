export type ApiSnippet = {
  id: string;
  title: string;
  /** Which program or library it is for. */
  about: string;
  /** What kind of text it is: a language, or the file it goes into. */
  kind: string;
  text: string;
};

type Place = { address: string; model: string };

/**
 * How tools people have ask this lab. `server/http/api/snippets.socket.test.ts` runs them as they stand; of the
 * editor's it takes address and model and asks as an editor does.
 */
export const apiSnippets = (place: Place): ApiSnippet[] => [
  {
    id: 'python',
    title: 'Python',
    about: 'openai',
    kind: 'Python',
    text: `import os
from openai import OpenAI

lab = OpenAI(base_url="${place.address}",
             api_key=os.environ["ESPALIER_KEY"])
stream = lab.chat.completions.create(
    model="${place.model}", stream=True,
    messages=[{"role": "user", "content": "Why two fences?"}])
for chunk in stream:
    if chunk.choices:
        print(chunk.choices[0].delta.content or "", end="")`,
  },
  {
    id: 'javascript',
    title: 'JavaScript',
    about: 'openai',
    kind: 'JavaScript',
    text: `import OpenAI from "openai";

const lab = new OpenAI({
  baseURL: "${place.address}",
  apiKey: process.env.ESPALIER_KEY,
});
const stream = await lab.chat.completions.create({
  model: "${place.model}", stream: true,
  messages: [{ role: "user", content: "Why two fences?" }],
});
for await (const chunk of stream)
  process.stdout.write(chunk.choices[0]?.delta?.content ?? "");`,
  },
  {
    id: 'curl',
    title: 'Command line',
    about: 'curl',
    kind: 'Shell',
    text: `curl ${place.address}/chat/completions \\
  -H "Authorization: Bearer $ESPALIER_KEY" \\
  -H "Content-Type: application/json" \\
  -d '{"model": "${place.model}", "messages":
       [{"role": "user", "content": "Why two fences?"}]}'`,
  },
  {
    id: 'editor',
    title: 'Editor plug-in',
    about: 'Continue; other plug-ins take the same address',
    kind: 'config.yaml',
    text: `name: Espalier
version: 1.0.0
schema: v1
models:
  - name: ${place.model}, lab
    provider: openai
    model: ${place.model}
    apiBase: ${place.address}
    apiKey: \${{ secrets.ESPALIER_KEY }}
    roles: [chat, edit]`,
  },
  ...otherShapes(place),
];

/** Libraries of other makers, each at an address of its own beside OpenAI's. */
function otherShapes({ address, model }: Place): ApiSnippet[] {
  const root = address.replace(/\/v1$/, '');
  return [
    {
      id: 'anthropic',
      title: 'Anthropic’s shape',
      about: '@anthropic-ai/sdk; Claude Code takes the same address',
      kind: 'JavaScript',
      text: `import Anthropic from "@anthropic-ai/sdk";

const lab = new Anthropic({
  baseURL: "${root}/anthropic",
  apiKey: process.env.ESPALIER_KEY,
});
const stream = lab.messages.stream({
  model: "${model}", max_tokens: 1024,
  messages: [{ role: "user", content: "Why two fences?" }],
});
stream.on("text", (text) => process.stdout.write(text));
await stream.done();`,
    },
    {
      id: 'ollama',
      title: 'Ollama’s shape',
      about: 'ollama',
      kind: 'JavaScript',
      text: `import { Ollama } from "ollama";

const lab = new Ollama({
  host: "${root}/ollama",
  headers: { Authorization: "Bearer " + process.env.ESPALIER_KEY },
});
const stream = await lab.chat({
  model: "${model}", stream: true,
  messages: [{ role: "user", content: "Why two fences?" }],
});
for await (const part of stream)
  process.stdout.write(part.message.content);`,
    },
  ];
}

/** How a program leaves a file of questions; run by the same test. */
export const batchSnippet = ({ address, model }: Place): string => `import OpenAI, { toFile } from "openai";

const lab = new OpenAI({
  baseURL: "${address}",
  apiKey: process.env.ESPALIER_KEY,
});
const lines = ["Why two fences?", "Who mends them?"].map((content, i) =>
  JSON.stringify({
    custom_id: "question-" + i, method: "POST", url: "/v1/chat/completions",
    body: { model: "${model}", messages: [{ role: "user", content }] },
  }));
const file = await lab.files.create({
  purpose: "batch", file: await toFile(Buffer.from(lines.join("\\n")), "questions.jsonl"),
});
const batch = await lab.batches.create({
  input_file_id: file.id, endpoint: "/v1/chat/completions", completion_window: "24h",
});
console.log(batch.id, batch.status);`;
