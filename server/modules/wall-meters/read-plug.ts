import type { IncomingMessage } from 'node:http';
import * as z from 'zod';
import type { WallLook } from '@/shared/domain/wall-meter.ts';
import type { WallMeterKind } from '@/shared/schemas/wall-meter.ts';
import type { ServiceContext } from '../../context.ts';
import { isServiceError } from '../../errors.ts';
import { openSecret, type Pinned, requestPinned } from '../notifications/index.ts';
import { pinPlug } from './lan-address.ts';

export type Plug = {
  kind: WallMeterKind;
  address: string | null;
  channel: string | null;
  sealedToken: string | null;
};
export type PlugAnswer = Pick<WallLook, 'watts' | 'counterJoules'> | { problem: string };

const ANSWER_MS = 3000;
const MOST_BYTES = 64 * 1024;
const JOULES_PER_WH = 3600;

const WORDS: Record<string, string> = {
  ENOTFOUND: 'nobody knows its name',
  EAI_AGAIN: 'nobody knows its name just now',
  ECONNREFUSED: 'nobody listens at its address',
  ECONNRESET: 'it hung up',
  EHOSTUNREACH: 'there is no way to its address',
  ENETUNREACH: 'there is no way to its address',
};

/** One question to a plug; what it says beside figures is told to nobody. */
export async function readPlug(ctx: ServiceContext, plug: Plug): Promise<PlugAnswer> {
  const token = plug.sealedToken === null ? null : openSecret(ctx, plug.sealedToken);
  if (plug.sealedToken !== null && token === null)
    return { problem: 'its token was sealed by another ESPALIER_SECRET. Enter it again.' };
  try {
    const url = urlOf(plug);
    const { status, body } = await get(url, await pinPlug(ctx, url), token);
    if (status >= 300 && status < 400)
      return { problem: 'it sends the portal elsewhere, which is not followed' };
    if (status === 401 || status === 403)
      return { problem: 'it does not let the portal in: check its token' };
    if (status !== 200) return { problem: `it answered ${status}` };
    return (plug.kind === 'shelly' ? ofShelly(body) : ofHomeAssistant(body)) ?? { problem: NO_FIGURE };
  } catch (error) {
    if (isServiceError(error)) return { problem: error.message };
    const { code, name } = error as NodeJS.ErrnoException;
    if (name === 'TimeoutError' || name === 'AbortError')
      return { problem: `no answer in ${ANSWER_MS / 1000} s` };
    return { problem: WORDS[code ?? ''] ?? 'it could not be read' };
  }
}

const NO_FIGURE = 'it answered without a figure of power or energy';

function urlOf({ kind, address, channel }: Plug): URL {
  const origin = address ?? '';
  if (kind === 'shelly')
    return new URL(`/rpc/Switch.GetStatus?id=${encodeURIComponent(channel ?? '0')}`, origin);
  return new URL(`/api/states/${encodeURIComponent(channel ?? '')}`, origin);
}

function get(url: URL, pinned: Pinned, token: string | null): Promise<{ status: number; body: unknown }> {
  const signal = AbortSignal.timeout(ANSWER_MS);
  return new Promise((resolve, reject) => {
    // A body that never ends is cut off by the time, as is one that never begins.
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
    const answered = (response: IncomingMessage): void => {
      const pieces: Buffer[] = [];
      let bytes = 0;
      response.on('error', reject);
      response.on('data', (piece: Buffer) => {
        pieces.push(piece);
        if ((bytes += piece.length) > MOST_BYTES) response.destroy(new Error('too long'));
      });
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, body: parse(Buffer.concat(pieces).toString('utf8')) }),
      );
    };
    const headers = {
      accept: 'application/json',
      'user-agent': 'Espalier',
      ...(token !== null && { authorization: `Bearer ${token}` }),
    };
    const request = requestPinned(url, pinned, { headers, signal }, answered);
    request.on('error', reject);
    request.end();
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const Figure = z.number().min(0).max(1e12).nullish().catch(null);
/** Shelly's RPC, `Switch.GetStatus`: watts now, and watt-hours since it was reset. */
const Shelly = z.object({ apower: Figure, aenergy: z.object({ total: Figure }).nullish().catch(null) });

function ofShelly(body: unknown) {
  const said = Shelly.safeParse(body).data;
  const watts = said?.apower ?? null;
  const wattHours = said?.aenergy?.total ?? null;
  if (watts === null && wattHours === null) return null;
  return { watts, counterJoules: wattHours === null ? null : wattHours * JOULES_PER_WH };
}

/** Home Assistant's REST: one entity, whose unit says whether it is power or a counter of energy. */
const Entity = z.object({
  state: z.coerce.number().min(0).max(1e12),
  attributes: z.object({ unit_of_measurement: z.string().max(20) }),
});
const UNITS: Record<string, { watts?: number; joules?: number }> = {
  W: { watts: 1 },
  kW: { watts: 1000 },
  Wh: { joules: JOULES_PER_WH },
  kWh: { joules: 1000 * JOULES_PER_WH },
  MWh: { joules: 1e6 * JOULES_PER_WH },
};

function ofHomeAssistant(body: unknown) {
  const said = Entity.safeParse(body).data;
  const unit = said && UNITS[said.attributes.unit_of_measurement];
  if (!unit) return null;
  return {
    watts: unit.watts === undefined ? null : said.state * unit.watts,
    counterJoules: unit.joules === undefined ? null : said.state * unit.joules,
  };
}
