import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { Actor } from '../../context.ts';
import type { Answer, Request } from './portal.ts';
import type { VerbName } from './verbs.ts';

export type Outcome = Answer extends infer A ? (A extends { seq: number } ? Omit<A, 'seq'> : never) : never;
type Portal = { child: ChildProcess; open: Map<number, (outcome: Outcome) => void> };

const LOST: Outcome = { is: 'unknown', message: 'The portal was killed.' };

/** Several portals over one database; what is asked goes to any of them that lives. */
export async function startPortals(databaseUrl: string, count: number) {
  const portals: Portal[] = [];
  let seq = 0;
  const start = async (): Promise<void> => {
    portals.push(await startPortal(databaseUrl));
  };
  await Promise.all(Array.from({ length: count }, start));
  return {
    async ask(verb: VerbName, actor: Actor, input: object): Promise<Outcome> {
      seq += 1;
      const portal = portals[seq % portals.length]!;
      const request: Request = { seq, verb, actor, input };
      return new Promise((resolve) => {
        if (!portal.child.connected) return resolve(LOST);
        portal.open.set(seq, resolve);
        portal.child.send(request, (error) => {
          if (error) resolve(LOST);
        });
      });
    },
    /** Kills one that is in the middle of several things; another takes its place. */
    async killOne(): Promise<number> {
      const victim = portals.toSorted((a, b) => b.open.size - a.open.size)[0]!;
      const inTheMiddle = victim.open.size;
      portals.splice(portals.indexOf(victim), 1);
      const gone = once(victim.child, 'exit');
      victim.child.kill('SIGKILL');
      await gone;
      await start();
      return inTheMiddle;
    },
    async stop(): Promise<void> {
      await Promise.all(
        portals.map(async ({ child }) => {
          if (!child.connected) return;
          const gone = once(child, 'exit');
          child.disconnect();
          await gone;
        }),
      );
    },
  };
}

async function startPortal(databaseUrl: string): Promise<Portal> {
  const file = path.resolve('server/testing/history/portal.ts');
  const child = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), file], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, DATABASE_URL: databaseUrl },
  });
  const open: Portal['open'] = new Map();
  await once(child, 'message');
  child.on('message', ({ seq, ...outcome }: Answer) => {
    open.get(seq)?.(outcome as Outcome);
    open.delete(seq);
  });
  child.once('exit', () => {
    for (const resolve of open.values()) resolve(LOST);
    open.clear();
  });
  return { child, open };
}
