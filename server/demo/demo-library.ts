import { randomUUID } from 'node:crypto';
import type { Transaction } from '../db.ts';
import { PEOPLE } from './demo-content.ts';

const PROMPTS = [
  {
    name: 'summary',
    description: 'Summary for an audience',
    text: 'Summarise this chat for {{audience}} in {{n}} sentences. Keep the figures; name what is not proved.',
  },
  {
    name: 'proof-check',
    description: 'Each step, and what it rests on',
    text: 'Go through the proof above step by step. Say for each step what it rests on, and which steps are not shown.',
  },
];
const PRESET = {
  name: 'Lab notes',
  systemPrompt: 'Be brief. Use SI units. Say what you did not check.',
  settings: { temperature: 0.6, topP: 0.95 },
};

/** Once, with a new lab: a few prompts and a preset to begin with; what somebody deletes stays deleted. */
export async function makeLibrary(tx: Transaction): Promise<void> {
  const owner = await tx.user.findUniqueOrThrow({ where: { email: PEOPLE[0]!.email }, select: { id: true } });
  for (const { text, ...prompt } of PROMPTS)
    await tx.chatPrompt.create({
      data: {
        id: randomUUID(),
        ownerId: owner.id,
        shared: true,
        ...prompt,
        versions: { create: { version: 1, text, authorId: owner.id } },
      },
    });
  await tx.chatPreset.create({ data: { id: randomUUID(), ownerId: owner.id, shared: true, ...PRESET } });
}
