import { createHash } from 'node:crypto';
import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from 'jose';
import * as z from 'zod';
import type { Comer } from '@/shared/domain/who-comes.ts';
import { GroupRole } from '@/shared/schemas/sign-in.ts';
import type { ServiceContext } from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import { makeToken } from '../../secret-token.ts';
import { openSecret, sealSecret } from '../notifications/index.ts';
import { askService, checkServiceUrl } from './ask-service.ts';

const WAY_MS = 10 * 60_000;
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'ES256', 'ES384', 'EdDSA'];

const Discovery = z.object({
  issuer: z.string(),
  authorization_endpoint: z.url(),
  token_endpoint: z.url(),
  jwks_uri: z.url(),
  userinfo_endpoint: z.url().optional(),
});
const Tokens = z.object({ id_token: z.string(), access_token: z.string() });
const Claims = z.looseObject({
  sub: z.string().min(1).max(255),
  name: z.string().optional().catch(undefined),
  email: z.string().max(254).toLowerCase().optional().catch(undefined),
  email_verified: z.literal(true).optional().catch(undefined),
});

/** What is known of a way to the service and back; sealed in a cookie of the browser that goes it. */
const Way = z.object({
  state: z.string(),
  nonce: z.string(),
  verifier: z.string(),
  next: z.string().nullable(),
  /** Who ties their account, signed in; null: somebody signs in. */
  tieUserId: z.string().nullable(),
  untilMs: z.number(),
});
export type ProviderWay = z.output<typeof Way>;

export async function readProvider(ctx: ServiceContext) {
  const row = await ctx.db.signInProvider.findFirst();
  if (!row) throw new ServiceError('NOT_FOUND', 'This lab has no sign-in service.');
  return { ...row, groupRoles: z.array(GroupRole).catch([]).parse(row.groupRoles) };
}
type ProviderRow = Awaited<ReturnType<typeof readProvider>>;

export const returnAddressOf = ({ portal }: Pick<ServiceContext, 'portal'>): string =>
  `${portal.url}/api/auth/provider/callback`;

/** What the issuer says of itself; it must be the one that was asked. Throws UNAVAILABLE and VALIDATION. */
export async function discover(ctx: ServiceContext, issuer: string): Promise<z.output<typeof Discovery>> {
  const asked = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const found = Discovery.safeParse(await askService(ctx, asked));
  if (!found.success || found.data.issuer !== issuer)
    throw new ServiceError(
      'VALIDATION',
      found.success
        ? `The service calls itself ${found.data.issuer.slice(0, 200)}. Write exactly that as its address.`
        : 'What answers there is no OpenID Connect service.',
    );
  return found.data;
}

/** Where the browser is sent, and what its cookie holds meanwhile. */
export async function beginProviderWay(
  ctx: ServiceContext,
  { next, tieUserId }: { next: string | null; tieUserId: string | null },
): Promise<{ address: string; sealed: string }> {
  const provider = await readProvider(ctx);
  const { authorization_endpoint: endpoint } = await discover(ctx, provider.issuer);
  const [state, nonce, verifier] = [makeToken(), makeToken(), makeToken()];
  const untilMs = ctx.now().getTime() + WAY_MS;
  const way: ProviderWay = { state, nonce, verifier, next, tieUserId, untilMs };
  const url = checkServiceUrl(ctx, endpoint);
  const asked = {
    response_type: 'code',
    client_id: provider.clientId,
    redirect_uri: returnAddressOf(ctx),
    scope: 'openid email profile',
    state,
    nonce,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  };
  for (const [name, value] of Object.entries(asked)) url.searchParams.set(name, value);
  return { address: url.href, sealed: sealSecret(ctx, JSON.stringify(way)) };
}

const lost = () =>
  new ServiceError(
    'VALIDATION',
    'The way back from the sign-in service took too long, or began elsewhere. Try again.',
  );

/** The way this browser went, by its cookie and what came back in the address. Throws VALIDATION. */
export function openProviderWay(
  ctx: ServiceContext,
  sealed: string | null,
  state: string | null,
): ProviderWay {
  const text = sealed === null ? null : openSecret(ctx, sealed);
  const way = text === null ? null : Way.parse(JSON.parse(text));
  if (!way || way.state !== state || way.untilMs < ctx.now().getTime()) throw lost();
  return way;
}

export type ProviderAnswer = Comer & { sub: string; name: string | null; provider: ProviderRow };

/** Exchanges the code and believes only what the service has signed for this portal and this way. */
export async function readProviderAnswer(
  ctx: ServiceContext,
  way: ProviderWay,
  { code, iss }: { code: string; iss: string | null },
): Promise<ProviderAnswer> {
  const provider = await readProvider(ctx);
  const found = await discover(ctx, provider.issuer);
  // RFC 9207: another service's answer is not this one's.
  if (iss !== null && iss !== provider.issuer) throw lost();
  const secret = openSecret(ctx, provider.sealedClientSecret);
  if (secret === null)
    throw new ServiceError(
      'PRECONDITION_FAILED',
      'The secret of the sign-in service was sealed by another ESPALIER_SECRET. An admin enters it again in Settings, Sign-in.',
    );
  const basic = [provider.clientId, secret].map(encodeURIComponent).join(':');
  const form = {
    grant_type: 'authorization_code',
    code,
    redirect_uri: returnAddressOf(ctx),
    code_verifier: way.verifier,
  };
  const authorization = `Basic ${Buffer.from(basic).toString('base64')}`;
  const tokens = Tokens.safeParse(await askService(ctx, found.token_endpoint, { form, authorization }));
  if (!tokens.success) throw lost();
  const keys = createLocalJWKSet((await askService(ctx, found.jwks_uri)) as JSONWebKeySet);
  const { payload } = await jwtVerify(tokens.data.id_token, keys, {
    issuer: provider.issuer,
    audience: provider.clientId,
    algorithms: ALGORITHMS,
    requiredClaims: ['sub', 'exp', 'iat', 'nonce'],
    clockTolerance: 60,
    currentDate: ctx.now(),
  }).catch(() => {
    throw lost();
  });
  if (payload['nonce'] !== way.nonce || (payload['azp'] ?? provider.clientId) !== provider.clientId)
    throw lost();
  const told = found.userinfo_endpoint
    ? await askService(ctx, found.userinfo_endpoint, { authorization: `Bearer ${tokens.data.access_token}` })
    : {};
  const claims = Claims.safeParse({ ...payload, ...(told as object) });
  if (!claims.success || claims.data.sub !== payload.sub) throw lost();
  const { sub, name, email, email_verified: isEmailVerified = false } = claims.data;
  const groups = provider.groupClaim === null ? [] : [claims.data[provider.groupClaim] ?? []].flat();
  return {
    provider,
    sub,
    name: name?.trim().slice(0, 60) || null,
    email: email ?? null,
    isEmailVerified,
    groups: groups.filter((it): it is string => typeof it === 'string'),
  };
}
