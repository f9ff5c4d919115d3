/** A mail server on the loopback interface that keeps what it is sent. */
import { createServer, type Socket } from 'node:net';

export interface Mail {
  recipient: string;
  text: string;
}

export interface MailSink {
  port: number;
  /** The newest mail to somebody; waits for it. */
  to: (recipient: string) => Promise<Mail>;
  stop: () => Promise<void>;
}

/** Quoted-printable, as far as links need it. */
const decoded = (raw: string): string =>
  raw.replace(/=\r\n/g, '').replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));

function converse(socket: Socket, keep: (mail: Mail) => void): void {
  let buffer = '';
  let recipient = '';
  let isData = false;
  const say = (line: string): void => {
    socket.write(`${line}\r\n`);
  };
  const take = (line: string): void => {
    const command = line.slice(0, 4).toUpperCase();
    if (command === 'RCPT') recipient = /<(.*)>/.exec(line)?.[1] ?? '';
    isData = command === 'DATA';
    if (command === 'QUIT') {
      say('221 bye');
      socket.end();
    } else say(isData ? '354 go on' : '250 ok');
  };
  socket.on('error', () => undefined);
  socket.on('data', (chunk) => {
    buffer += chunk.toString();
    for (;;) {
      const end = isData ? buffer.indexOf('\r\n.\r\n') : buffer.indexOf('\r\n');
      if (end < 0) return;
      const piece = buffer.slice(0, end);
      buffer = buffer.slice(end + (isData ? 5 : 2));
      if (!isData) take(piece);
      else {
        isData = false;
        keep({ recipient, text: decoded(piece) });
        say('250 taken');
      }
    }
  });
  say('220 sink');
}

export async function startMailSink(): Promise<MailSink> {
  const mails: Mail[] = [];
  const server = createServer((socket) => {
    converse(socket, (mail) => mails.push(mail));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new Error('no port');
  return {
    port: address.port,
    to: async (recipient) => {
      for (let i = 0; i < 600; i += 1) {
        const found = mails.filter((mail) => mail.recipient === recipient).at(-1);
        if (found) return found;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      throw new Error(`no mail to ${recipient}`);
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
      }),
  };
}

/** The link with a token in it. */
export const linkIn = (mail: Mail): string => {
  const found = /https:\/\/\S+#\S+/.exec(mail.text)?.[0];
  if (!found) throw new Error(`no link in: ${mail.text}`);
  return found;
};
