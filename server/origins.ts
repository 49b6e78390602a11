import { env } from './env.ts';

/** Origins this portal is reached under: browsers must come from one of them, agents sign one of them. */
export function allowedOrigins({ url, port }: { url: string; port: number } = env): string[] {
  return [...new Set([new URL(url).origin, `http://localhost:${port}`, `http://127.0.0.1:${port}`])];
}
