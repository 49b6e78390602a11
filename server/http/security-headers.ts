import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';

const HEADERS: Record<string, string> = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
};

/** The sheet that sonner puts into the page without a nonce, empty at first; a test holds it to what is installed. */
export const STYLES_OF_TOASTS =
  "'sha256-StEaX+se6YS7pqjzrzMIA0KaX9zF/8zAhvQXZAe5epY=' 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='";

/*
 * What runs is what carries this answer's nonce, and what that loads: a script that came in by any other way, from
 * this address even, does not. Next finds the nonce in the request's own policy. So with sheets of styles, where the
 * browser tells them from style attributes, which pages, KaTeX, curves and menus are drawn with. Model output never
 * becomes HTML, and an image from elsewhere would carry data out.
 */
const policy = (isProduction: boolean, nonce: string) =>
  [
    "default-src 'self'",
    // React's development build evaluates strings.
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${isProduction ? '' : " 'unsafe-eval'"}`,
    "script-src-attr 'none'",
    // For browsers that don't know the two below.
    "style-src 'self' 'unsafe-inline'",
    `style-src-elem 'self' ${isProduction ? `'nonce-${nonce}' ${STYLES_OF_TOASTS}` : "'unsafe-inline'"}`,
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    "connect-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "frame-src 'none'",
  ].join('; ');

/** On every answer, of Next's pages too. Who renders the page finds the same policy in the request. */
export function addSecurityHeaders(
  req: IncomingMessage,
  res: ServerResponse,
  { isProduction, isHttps }: { isProduction: boolean; isHttps: boolean },
): void {
  for (const [name, value] of Object.entries(HEADERS)) res.setHeader(name, value);
  const nonce = randomBytes(16).toString('base64');
  const said = policy(isProduction, nonce);
  res.setHeader('content-security-policy', said);
  // Whatever the request said of them itself is overwritten.
  req.headers['content-security-policy'] = said;
  delete req.headers['content-security-policy-report-only'];
  req.headers['x-nonce'] = nonce;
  if (isHttps) res.setHeader('strict-transport-security', 'max-age=31536000; includeSubDomains');
}
