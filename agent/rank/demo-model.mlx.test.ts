import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { type AgentLab, openAgentLab, textOf } from '../testing/agent-lab.ts';
import { driveToReady } from '../testing/drive-session.ts';
import { runProgram } from '../testing/run-agent-process.ts';

const engineFolder = resolve(process.env['ESPALIER_ENGINE_FOLDER'] ?? '.data/engine');
const answers = JSON.parse(readFileSync('scripts/demo-model/answers.json', 'utf8')) as Record<string, string>;
const { suggestedQuestions } = JSON.parse(
  readFileSync('agent/models/espalier-demo/espalier.json', 'utf8'),
) as {
  suggestedQuestions: string[];
};

let lab: AgentLab;
beforeAll(async () => {
  const setup = await runProgram(['setup-engine', '--engine-folder', engineFolder]);
  if ((await setup.exited).code !== 0) throw new Error(setup.output());
}, 600_000);
beforeEach(async () => {
  lab = await openAgentLab();
});
afterEach(() => lab.close());

// Two ranks share out the same sums: that they come to the same words, four of them show.
const oneInFour = suggestedQuestions.filter((_, index) => index % 4 === 0);

test.each([
  { size: 1, questions: suggestedQuestions },
  { size: 2, questions: oneInFour },
])(
  '$questions.length suggested questions get their answer on $size rank(s), also after another question',
  async ({ size, questions }) => {
    const agents = [];
    for (let index = 0; index < size; index++) {
      await lab.start(index, { engineFolder });
      agents.push(await lab.portal.agent(index));
    }
    const { fence } = await driveToReady(agents, { sessionId: `demo-${size}`, modelId: 'espalier-demo' });
    let before: { role: 'user' | 'assistant'; content: string }[] = [];
    for (const [index, question] of questions.entries()) {
      const messages = [...before, { role: 'user' as const, content: question }];
      const generationId = `g-${index}`;
      await agents[0]!.send('generation:start', {
        ...fence,
        generationId,
        messages,
        settings: { temperature: 0 },
        maxTokens: 1100,
      });
      const text = textOf(await lab.ended(generationId, 60_000));
      expect.soft(text, question).toBe(answers[question]);
      before = [messages.at(-1)!, { role: 'assistant', content: text }];
    }
  },
);

test('an answer that was cut is gone on with, from its last word', async () => {
  await lab.start(0, { engineFolder });
  const agent = await lab.portal.agent(0);
  const { fence } = await driveToReady([agent], { sessionId: 'demo-more', modelId: 'espalier-demo' });
  const question = suggestedQuestions[0]!;
  const whole = answers[question]!;
  const cut = whole.indexOf(' ', whole.length / 2);
  const generationId = 'more';
  await agent.send('generation:start', {
    ...fence,
    generationId,
    messages: [
      { role: 'user', content: question },
      { role: 'assistant', content: whole.slice(0, cut) },
    ],
    settings: { temperature: 0 },
    maxTokens: 1100,
  });
  expect(textOf(await lab.ended(generationId, 60_000))).toBe(whole.slice(cut));
});
