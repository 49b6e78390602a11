import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider from 'oidc-provider';

type Known = { name: string; email: string; email_verified: boolean; groups: string[] };
export type SignInService = {
  issuer: string;
  /** Whom it takes every browser for, until the test says another. */
  who: string;
  people: Map<string, Known>;
  close(): Promise<void>;
};

type Options = { clientId: string; clientSecret: string; returnAddress: string; host?: string };

/** A real OpenID Connect provider on this machine, which asks nothing of who comes. */
export async function startSignInService(options: Options): Promise<SignInService> {
  const { clientId, clientSecret, returnAddress, host = '127.0.0.1' } = options;
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://${host}:${(server.address() as AddressInfo).port}`;
  const people: SignInService['people'] = new Map();
  const provider = new Provider(issuer, {
    clients: [{ client_id: clientId, client_secret: clientSecret, redirect_uris: [returnAddress] }],
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name', 'groups'] },
    findAccount: (_ctx, sub) => ({ accountId: sub, claims: () => ({ sub, ...people.get(sub) }) }),
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_ctx, { uid }) => `/interaction/${uid}` },
    pkce: { required: () => true },
    cookies: { keys: ['a secret of the tests'] },
  });
  const service: SignInService = {
    issuer,
    who: '',
    people,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  const finish = async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    const { prompt, session } = await provider.interactionDetails(req, res);
    if (prompt.name === 'login')
      return provider.interactionFinished(req, res, { login: { accountId: service.who } });
    const grant = new provider.Grant({ accountId: session!.accountId, clientId });
    grant.addOIDCScope('openid email profile');
    const grantId = await grant.save();
    await provider.interactionFinished(req, res, { consent: { grantId } }, { mergeWithLastSubmission: true });
  };
  const answer = provider.callback();
  server.on('request', (req, res) => {
    if (!req.url?.startsWith('/interaction/')) return void answer(req, res);
    finish(req, res).catch((error: unknown) => res.writeHead(500).end(String(error)));
  });
  return service;
}
