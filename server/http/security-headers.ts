import type { ServerResponse } from 'node:http';

const HEADERS: Record<string, string> = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};

/*
 * Next writes inline scripts for its data. With a nonce every page would have to be rendered for each request, also
 * the static ones; so inline is allowed and everything else must come from here. Model output never becomes HTML.
 * next.config.ts adds the rest of the policy to pages; browsers apply both.
 */
const policy = (isProduction: boolean) =>
  [
    "default-src 'self'",
    // React's development build evaluates strings.
    `script-src 'self' 'unsafe-inline'${isProduction ? '' : " 'unsafe-eval'"}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    "connect-src 'self'",
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');

/** On every answer; the policy is added as the head is sent, since Next replaces a header of that name. */
export function addSecurityHeaders(
  res: ServerResponse,
  { isProduction, isHttps }: { isProduction: boolean; isHttps: boolean },
): void {
  for (const [name, value] of Object.entries(HEADERS)) res.setHeader(name, value);
  if (isHttps) res.setHeader('strict-transport-security', 'max-age=31536000; includeSubDomains');
  const writeHead = res.writeHead.bind(res) as (...args: unknown[]) => ServerResponse;
  res.writeHead = ((...args: unknown[]) => {
    res.appendHeader('content-security-policy', policy(isProduction));
    return writeHead(...args);
  }) as typeof res.writeHead;
}
