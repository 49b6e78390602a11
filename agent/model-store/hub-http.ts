import { lookup } from 'node:dns';
import { get as getPlain, type IncomingMessage, type RequestOptions } from 'node:http';
import { get as getSecure } from 'node:https';
import { BlockList, isIP } from 'node:net';
import { NEVER_IPV4, NEVER_IPV6 } from '@/shared/data/never-addresses.ts';
import { CopyRefused } from './fetch-file.ts';
import { answerTo } from './part-of-file.ts';

const NEVER = { ipv4: new BlockList(), ipv6: new BlockList() };
for (const [net, bits] of NEVER_IPV4) NEVER.ipv4.addSubnet(net, bits, 'ipv4');
for (const [net, bits] of NEVER_IPV6) NEVER.ipv6.addSubnet(net, bits, 'ipv6');

const MOST_REDIRECTS = 5;
/** Where huggingface.co keeps files. A mirror serves its own. */
const FILE_HOSTS = /(^|\.)(huggingface\.co|hf\.co)$/;

export type Hub = {
  base: string;
  /** Sent to the hub itself alone, never on to where it keeps its files. */
  token: string | null;
  /** It may be this very machine: its keeper has named it. */
  mayBeHere: boolean;
};

/** Only to where one set out for, and for files to the hosts of huggingface.co itself. */
export function mayGoOn(base: URL, target: URL): boolean {
  if (target.username !== '' || target.password !== '') return false;
  if (target.origin === base.origin) return true;
  return (
    base.hostname === 'huggingface.co' &&
    target.protocol === 'https:' &&
    target.port === '' &&
    FILE_HOSTS.test(target.hostname)
  );
}

/** Asks the hub, and goes on to where it sends. Throws `CopyRefused` where that is nowhere to go, else what the line says. */
export async function askHub(
  hub: Hub,
  path: string,
  headers: Record<string, string>,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const base = new URL(hub.base);
  let url = new URL(hub.base.replace(/\/$/, '') + path);
  for (let hop = 0; hop <= MOST_REDIRECTS; hop++) {
    if (!mayGoOn(base, url))
      throw new CopyRefused(
        `${base.hostname} sends on to ${url.hostname}, where this machine does not go for models.`,
      );
    const response = await askOnce(hub, url, headers, signal);
    const status = response.statusCode ?? 0;
    const next = status >= 300 && status < 400 ? response.headers.location : undefined;
    if (next === undefined) return response;
    response.destroy();
    if (!URL.canParse(next, url)) break;
    url = new URL(next, url);
  }
  throw new CopyRefused(`${base.hostname} sends from one address to the next without an end.`);
}

function askOnce(
  { base, token, mayBeHere }: Hub,
  url: URL,
  headers: Record<string, string>,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const host = url.hostname.replaceAll(/^\[|\]$/g, '');
  if (isIP(host) !== 0 && !mayBeHere && isNever(host)) throw nowhere(host);
  const isHub = url.origin === new URL(base).origin;
  const options: RequestOptions = {
    signal,
    agent: false,
    headers: {
      ...headers,
      'accept-encoding': 'identity',
      'user-agent': 'espalier-agent',
      ...(token !== null && isHub && { authorization: `Bearer ${token}` }),
    },
    // Looked at when it is connected to, so that a name can't lead elsewhere a moment later.
    lookup: (name, how, done) =>
      lookup(name, { ...how, all: true }, (error, found) => {
        if (error) return done(error, '');
        if (!mayBeHere && found.some(({ address }) => isNever(address))) return done(nowhere(name), '');
        return how.all ? done(null, found) : done(null, found[0]!.address, found[0]!.family);
      }),
  };
  const get = url.protocol === 'https:' ? getSecure : getPlain;
  return answerTo((onAnswer) => get(url, options, onAnswer));
}

const isNever = (address: string): boolean =>
  isIP(address) === 4 ? NEVER.ipv4.check(address, 'ipv4') : NEVER.ipv6.check(address, 'ipv6');
const nowhere = (host: string): CopyRefused =>
  new CopyRefused(`${host} is an address that no hub of models has, so this machine does not go there.`);
