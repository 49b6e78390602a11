import { ServiceError } from '../errors.ts';

/** The address a request asks for. Throws VALIDATION when it is none, or has an escape that means no character. */
export function parseTarget(target: string): URL {
  // An address of its own is what proxies are sent; a path that begins with two slashes is still a path.
  const url = URL.parse(target.startsWith('/') ? `http://portal.invalid${target}` : target);
  if (!url?.protocol.startsWith('http')) throw new ServiceError('VALIDATION', 'That is not an address.');
  if (!isDecodable(url.pathname))
    throw new ServiceError('VALIDATION', 'This address has a % that stands for no character.');
  return url;
}

function isDecodable(text: string): boolean {
  try {
    return !decodeURIComponent(text).includes('\0');
  } catch {
    return false;
  }
}
