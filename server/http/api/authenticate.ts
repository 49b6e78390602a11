import type { ServiceContext } from '../../context.ts';
import { isServiceError, ServiceError } from '../../errors.ts';
import { findKey, findKeyWith } from '../../modules/api-keys/index.ts';
import { SESSIONS_OF_KEY, type SessionsOfKey, toSessionsOfKey } from '../../modules/api-requests/index.ts';
import { countWrong } from '../count-wrong.ts';
import type { Exchange, HttpDeps } from '../deps.ts';

type Known = { ctx: ServiceContext; ofKey?: SessionsOfKey };

/**
 * On behalf of which key the request is, and what that may ask, where it `asks`. Who tries many is stopped; a right key
 * is taken from there all the same.
 */
export async function authenticate(
  deps: Pick<HttpDeps, 'makeContext'>,
  exchange: Pick<Exchange, 'req' | 'address' | 'requestId'>,
  { asks = false }: { asks?: boolean },
): Promise<Known> {
  const { req, address, requestId } = exchange;
  const stranger = deps.makeContext({ kind: 'anonymous', name: 'A program' }, requestId);
  const secret = secretOf(req.headers);
  if (secret === null)
    throw new ServiceError(
      'UNAUTHORIZED',
      'Send a key of this lab: "Authorization: Bearer esp_…". Make one in Settings, API keys.',
      {
        details: { apiCode: 'invalid_api_key' },
      },
    );
  try {
    if (!asks) return { ctx: deps.makeContext(await findKey(stranger, secret), requestId) };
    const readAtMs = performance.now();
    const { key, beside } = await findKeyWith<Parameters<typeof toSessionsOfKey>[0]>(
      stranger,
      secret,
      SESSIONS_OF_KEY,
    );
    return { ctx: deps.makeContext(key, requestId), ofKey: toSessionsOfKey(beside, readAtMs) };
  } catch (error) {
    if (!isServiceError(error) || error.code !== 'UNAUTHORIZED') throw error;
    const words = 'Too many wrong keys from this address. Try again later.';
    await countWrong(stranger, { what: 'api-key', address, words, apiCode: 'rate_limit_exceeded' });
    throw error;
  }
}

/** As OpenAI's and Ollama's programs send it, or as Anthropic's. */
function secretOf(headers: Exchange['req']['headers']): string | null {
  const [, bearer] = /^Bearer +(\S+) *$/i.exec(headers.authorization ?? '') ?? [];
  const own = headers['x-api-key'];
  return bearer ?? (typeof own === 'string' && own !== '' ? own : null);
}
