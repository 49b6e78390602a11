/** Two hundred agents in one process: each is the agent's own program, with its own key, folder, socket and meters. */
import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { JoinReply } from '@/shared/protocol/join.ts';
import { keyForJoining, writeIdentity } from '../../agent/identity.ts';
import { runAgent } from '../../agent/run-agent.ts';
import { AGENT_VERSION } from '../../agent/version.ts';

export type AgentsPlan = {
  portal: string;
  folder: string;
  agents: { name: string; simulate: string; token: string }[];
};

/** A lab's machines don't share an address; the portal believes the one a proxy beside it names. */
const addressOf = (index: number): string => `10.0.${Math.floor(index / 200)}.${(index % 200) + 1}`;

async function start(plan: AgentsPlan): Promise<void> {
  process.setMaxListeners(0);
  for (const [index, { name, simulate, token }] of plan.agents.entries()) {
    const dataFolder = path.join(plan.folder, name);
    mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
    const { privateKey, publicKey } = keyForJoining(dataFolder);
    const response = await fetch(`${plan.portal}/api/agent/join`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-forwarded-for': addressOf(index) },
      body: JSON.stringify({ token, publicKey, agentVersion: AGENT_VERSION }),
    });
    if (!response.ok) throw new Error(`Joining was answered ${response.status}: ${await response.text()}`);
    writeIdentity(dataFolder, {
      ...JoinReply.parse(await response.json()),
      privateKey,
      joinCounter: 0,
    });
    const args = {
      command: 'run' as const,
      portal: plan.portal,
      dataFolder,
      name,
      engineFolder: path.join(plan.folder, 'engine'),
      modelsFolder: null,
      simulate,
      cables: [],
      lacks: [],
      unmanaged: [],
      joinToken: null,
    };
    runAgent(args, null, { rankProgram: '', rankLinks: '', rankPrompts: '', requirements: '' }).catch(
      (error: unknown) => {
        console.error(`${name} ended:`, error);
        process.exitCode = 1;
      },
    );
  }
}

await start(JSON.parse(readFileSync(process.argv[2]!, 'utf8')) as AgentsPlan);
