import { createServer, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';

export interface Mail {
  readonly from: string;
  readonly to: string[];
  readonly text: string;
}

export interface SmtpServer {
  readonly url: string;
  readonly mails: Mail[];
  /** Answers to the next `RCPT TO`, e.g. `550 no such user`; `hang` never answers. */
  readonly behave: string[];
  close(): Promise<void>;
}

/** An SMTP server (RFC 5321) as far as one mail needs it: EHLO, AUTH PLAIN, MAIL, RCPT, DATA with dot-stuffing, QUIT. */
export async function startSmtp(user: string, password: string): Promise<SmtpServer> {
  const mails: Mail[] = [];
  const behave: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    let buffer = '';
    let data: string[] | undefined;
    let allowed = false;
    let mail: { from: string; to: string[] } = { from: '', to: [] };
    const say = (line: string): void => void socket.write(`${line}\r\n`);
    say('220 test ESMTP');

    function command(line: string): void {
      const verb = line.slice(0, 4).toUpperCase();
      if (verb === 'EHLO') return say('250-test\r\n250 AUTH PLAIN');
      if (verb === 'AUTH') {
        const [, given, word] = Buffer.from(line.slice(11), 'base64').toString('utf8').split('\0');
        allowed = given === user && word === password;
        return say(allowed ? '235 ok' : '535 authentication failed');
      }
      if (verb === 'QUIT') {
        say('221 bye');
        return void socket.end();
      }
      if (verb === 'RSET') return say('250 ok');
      if (!allowed) return say('530 authentication required');
      if (verb === 'MAIL') {
        mail = { from: /<(.*)>/.exec(line)?.[1] ?? '', to: [] };
        return say('250 ok');
      }
      if (verb === 'RCPT') {
        const next = behave.shift();
        if (next === 'hang') return;
        if (next !== undefined) return say(next);
        mail.to.push(/<(.*)>/.exec(line)?.[1] ?? '');
        return say('250 ok');
      }
      if (verb === 'DATA' && mail.to.length > 0) {
        data = [];
        return say('354 go on');
      }
      say('503 bad sequence');
    }

    socket.on('data', (chunk) => {
      buffer += chunk.toString('utf8');
      for (let at = buffer.indexOf('\r\n'); at >= 0; at = buffer.indexOf('\r\n')) {
        const line = buffer.slice(0, at);
        buffer = buffer.slice(at + 2);
        if (!data) command(line);
        else if (line === '.') {
          mails.push({ ...mail, text: data.join('\r\n') });
          data = undefined;
          say('250 queued');
        } else data.push(line.replace(/^\./, ''));
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `smtp://${user}:${password}@127.0.0.1:${port}?ignoreTLS=true`,
    mails,
    behave,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}
