import { existsSync } from 'node:fs';

/** What `.env` says, for settings the environment does not give already. */
export function loadSettings(file = '.env') {
  if (existsSync(file)) process.loadEnvFile(file);
}
