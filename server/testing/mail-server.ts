import type { AddressInfo } from 'node:net';
import { type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';

export type MailServer = {
  url: string;
  /** What it took, in the order in which it did. */
  mails: ParsedMail[];
  close(): Promise<void>;
};

type Options = {
  port?: number;
  /** Asked for each mail, once it is read: an error's code is the answer, waiting is slowness. */
  onMail?: (mail: ParsedMail) => Promise<void> | void;
};

/** A real SMTP server on this machine, which keeps what it is sent. */
export async function startMailServer({ port = 0, onMail }: Options = {}): Promise<MailServer> {
  const mails: ParsedMail[] = [];
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    onData(stream, _session, done) {
      const take = async (): Promise<void> => {
        const mail = await simpleParser(stream);
        await onMail?.(mail);
        mails.push(mail);
      };
      take().then(
        () => done(),
        (error: Error) => done(error),
      );
    },
  });
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const address = server.server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${address.port}`,
    mails,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

export const refuseWith = (responseCode: number, message: string): Error =>
  Object.assign(new Error(message), { responseCode });
