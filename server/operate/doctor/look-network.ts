import { connect } from 'node:tls';
import { createTransport } from 'nodemailer';
import type { Env } from '../../env.ts';
import { fault, fine, type Finding, warning } from './finding.ts';

const PATIENCE_MS = 10_000;
const EXPIRES_SOON_MS = 21 * 86_400_000;
const LOOPBACK = /^(localhost|127\.|\[?::1)/;

type Address = Pick<Env, 'url' | 'host' | 'port'>;

/** Whether people and Macs reach the portal by the address they are given, and what of it is open to the network. */
export async function lookAtAddress({ url, host, port }: Address, isUp: boolean): Promise<Finding[]> {
  const found: Finding[] = [];
  const own = new URL(url);
  const isOpen = !LOOPBACK.test(host);
  if (isOpen && LOOPBACK.test(own.hostname))
    found.push(
      fault(
        'Address',
        `the portal listens for the network (HOST=${host}), but ESPALIER_URL is ${url}: no other computer can use the links it makes.`,
        'Set ESPALIER_URL to the address people use: ESPALIER_URL=https://lab.example',
      ),
    );
  if (isOpen && own.protocol === 'http:')
    found.push(
      warning(
        'Address',
        `passwords go over the network unencrypted (${url}).`,
        'Give it a certificate, or a proxy with one: docs/install.md',
      ),
    );
  if (isUp) found.push(await lookAtUrl(url, port));
  if (own.protocol === 'https:') found.push(await lookAtCertificate(own));
  return found;
}

async function lookAtUrl(url: string, port: number): Promise<Finding> {
  const ready = await fetch(`${url}/api/ready`, {
    signal: AbortSignal.timeout(PATIENCE_MS),
    redirect: 'manual',
  }).catch(
    (error: Error & { cause?: { code?: string; message?: string } }) =>
      error.cause?.code ?? error.cause?.message ?? error.message,
  );
  const remedy = `Lead ${url} to port ${port} of this computer, or correct ESPALIER_URL.`;
  if (typeof ready === 'string')
    return fault('Address', `${url} does not answer from here (${ready}).`, remedy);
  const body: unknown = await ready.json().catch(() => null);
  if (ready.status === 200 && (body as { ready?: unknown } | null)?.ready === true)
    return fine('Address', `${url} leads to this lab’s portal.`);
  if (ready.status === 503)
    return fault(
      'Address',
      `${url} answers that its database is away.`,
      'Look at the lines about the database.',
    );
  return fault('Address', `something else than Espalier answers at ${url} (${ready.status}).`, remedy);
}

function lookAtCertificate({ hostname, port }: URL): Promise<Finding> {
  return new Promise((resolve) => {
    const socket = connect({
      host: hostname,
      port: Number(port) || 443,
      servername: hostname,
      rejectUnauthorized: false,
    });
    const end = (finding: Finding): void => {
      socket.destroy();
      resolve(finding);
    };
    socket.setTimeout(PATIENCE_MS, () =>
      end(warning('Certificate', `${hostname} does not answer.`, 'Start the proxy in front of the portal.')),
    );
    socket.once('error', (error) =>
      end(
        warning(
          'Certificate',
          `${hostname} does not speak TLS (${error.message}).`,
          'Start the proxy in front of the portal, or correct ESPALIER_URL.',
        ),
      ),
    );
    socket.once('secureConnect', () => {
      const { valid_to: until } = socket.getPeerCertificate();
      end(
        judgeCertificate(
          hostname,
          new Date(until),
          new Date(),
          socket.authorizationError ? String(socket.authorizationError) : null,
        ),
      );
    });
  });
}

export function judgeCertificate(about: string, until: Date, now: Date, refused: string | null): Finding {
  const leftMs = until.getTime() - now.getTime();
  const day = until.toISOString().slice(0, 10);
  const remedy =
    'Renew it where it comes from (certbot renew); a portal with ESPALIER_TLS_CERT takes the new file by itself.';
  if (leftMs <= 0)
    return fault(
      'Certificate',
      `that of ${about} expired on ${day}: nobody gets in, no Mac is heard.`,
      remedy,
    );
  if (refused !== null)
    return warning(
      'Certificate',
      `that of ${about} is not believed here (${refused}).`,
      'Give the whole chain in the file, or start agents with NODE_EXTRA_CA_CERTS=/path/to/ca.pem',
    );
  if (leftMs < EXPIRES_SOON_MS) return warning('Certificate', `that of ${about} expires on ${day}.`, remedy);
  return fine('Certificate', `that of ${about} is good until ${day}.`);
}

/** Connects and signs in; no mail is sent. */
export async function lookAtMail({ smtpUrl, mailFrom }: Pick<Env, 'smtpUrl' | 'mailFrom'>): Promise<Finding> {
  if (smtpUrl === null || mailFrom === null)
    return fine('Mail', 'none is set up: people are told in the console alone.');
  const { host } = new URL(smtpUrl);
  const transport = createTransport({
    url: smtpUrl,
    connectionTimeout: PATIENCE_MS,
    greetingTimeout: PATIENCE_MS,
    socketTimeout: PATIENCE_MS,
  });
  try {
    await transport.verify();
    return fine('Mail', `${host} takes mail from this portal.`);
  } catch (error) {
    return fault(
      'Mail',
      `${host} refuses: ${(error as Error).message}.`,
      'Correct ESPALIER_SMTP_URL: smtps://name:password@host:465',
    );
  } finally {
    transport.close();
  }
}
