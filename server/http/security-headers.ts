import type { ServerResponse } from 'node:http';

const HEADERS: Record<string, string> = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
};

/*
 * Next writes inline scripts for its data. With a nonce every page would have to be rendered for each request, also
 * the static ones; so inline is allowed and everything else must come from here. Model output never becomes HTML,
 * and an image from elsewhere would carry data out.
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

/** On every answer, of Next's pages too. */
export function addSecurityHeaders(
  res: ServerResponse,
  { isProduction, isHttps }: { isProduction: boolean; isHttps: boolean },
): void {
  for (const [name, value] of Object.entries(HEADERS)) res.setHeader(name, value);
  res.setHeader('content-security-policy', policy(isProduction));
  if (isHttps) res.setHeader('strict-transport-security', 'max-age=31536000; includeSubDomains');
}
