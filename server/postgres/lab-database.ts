import { readFileSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { startEmbeddedPostgres } from './embedded.ts';
import { readPortalHolder } from './portal-lock.ts';

export type LabDatabase = {
  url: string;
  /** The portal's address, where its own Postgres is up because the portal is. */
  portal: string | null;
  close(): Promise<void>;
};

/**
 * The lab's database for a command: the given one, the one a running portal has started, or the data folder's own,
 * started for as long as the command runs.
 */
export async function openLabDatabase(
  dataFolder: string,
  databaseUrl: string | undefined,
): Promise<LabDatabase> {
  if (databaseUrl) return { url: databaseUrl, portal: null, close: async () => undefined };
  const holder = readPortalHolder(dataFolder);
  if (holder) return { url: runningUrl(dataFolder), portal: holder.address, close: async () => undefined };
  const postgres = await startEmbeddedPostgres({ dataFolder, address: 'a command of its own' });
  return { url: postgres.url, portal: null, close: () => postgres.stop() };
}

function runningUrl(dataFolder: string): string {
  const home = realpathSync(path.join(dataFolder, 'postgres'));
  const password = readFileSync(path.join(home, 'password'), 'utf8').trim();
  const [, , , port] = readFileSync(path.join(home, 'data/postmaster.pid'), 'utf8').split('\n');
  return `postgresql://espalier:${password}@127.0.0.1:${port}/espalier`;
}
