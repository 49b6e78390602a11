import { env } from './env.ts';
import { singleton } from './singleton.ts';

const localOrigins = (port: number) => {
  const scheme = env.tls ? 'https' : 'http';
  return [`${scheme}://localhost:${port}`, `${scheme}://127.0.0.1:${port}`];
};

const origins = singleton('origins', () => [
  ...new Set([new URL(env.url).origin, ...localOrigins(env.port)]),
]);

/**
 * Origins this portal is reached under: browsers must come from one of them, agents sign one of them. Always the
 * same array, so who holds it learns of a port that the system chose (PORT=0).
 */
export const allowedOrigins = (): string[] => origins;

export function answerOn(port: number): void {
  origins.push(...localOrigins(port).filter((it) => !origins.includes(it)));
}
