import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync, unwatchFile, watchFile } from 'node:fs';
import type { Server as TlsServer } from 'node:tls';
import type { Logger } from '../logger.ts';

export type TlsFiles = { certFile: string; keyFile: string };
export type TlsPair = { cert: Buffer; key: Buffer; until: Date };

const LOOK_MS = 5000;

/** A certificate with its chain and its key, as PEM. Throws a sentence where they can't be read or don't belong together. */
export function readTlsPair({ certFile, keyFile }: TlsFiles): TlsPair {
  const [cert, key] = [readPem(certFile, 'ESPALIER_TLS_CERT'), readPem(keyFile, 'ESPALIER_TLS_KEY')];
  let own: X509Certificate;
  try {
    own = new X509Certificate(cert);
  } catch {
    throw new Error(`${certFile} (ESPALIER_TLS_CERT) holds no certificate in PEM form.`);
  }
  let belongs: boolean;
  try {
    belongs = own.checkPrivateKey(createPrivateKey(key));
  } catch {
    throw new Error(
      `${keyFile} (ESPALIER_TLS_KEY) holds no key in PEM form that can be read without a password.`,
    );
  }
  if (!belongs) throw new Error(`The key in ${keyFile} is not that of the certificate in ${certFile}.`);
  return { cert, key, until: new Date(own.validTo) };
}

function readPem(file: string, name: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new Error(`${file} (${name}) can’t be read: ${(error as NodeJS.ErrnoException).code}.`);
  }
}

/**
 * New files are taken by connections that come after, without a restart; files that don't go together are said in the log,
 * and the old pair stays until they do. Looked at by their times, since renewals replace files behind links.
 */
export function watchTlsPair(
  server: Pick<TlsServer, 'setSecureContext'>,
  files: TlsFiles,
  logger: Pick<Logger, 'info' | 'error'>,
  lookMs = LOOK_MS,
): () => void {
  const take = (): void => {
    try {
      const { cert, key, until } = readTlsPair(files);
      server.setSecureContext({ cert, key });
      logger.info({ until }, 'a new certificate is in use');
    } catch (error) {
      logger.error({ err: error }, 'the new certificate can’t be used; the one before stays in use');
    }
  };
  const names = [files.certFile, files.keyFile];
  for (const name of names) watchFile(name, { interval: lookMs, persistent: false }, take);
  return () => {
    for (const name of names) unwatchFile(name, take);
  };
}
