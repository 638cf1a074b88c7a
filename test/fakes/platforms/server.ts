import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** How the next answer goes wrong, whatever was asked. */
export type Trouble = 'hang' | 'drop' | 'html' | 'cut' | 500;

export interface FormServer {
  readonly url: string;
  /** Forms that came, in order. */
  readonly forms: { readonly path: string; readonly fields: URLSearchParams }[];
  readonly trouble: Trouble[];
  close(): Promise<void>;
}

/** A platform that takes forms and answers JSON, on the loopback address. */
export async function startFormServer(
  answer: (path: string, fields: URLSearchParams) => unknown,
): Promise<FormServer> {
  const forms: FormServer['forms'] = [];
  const trouble: Trouble[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const fields = new URLSearchParams(Buffer.concat(chunks).toString('utf8'));
      const path = request.url ?? '';
      forms.push({ path, fields });
      const wrong = trouble.shift();
      if (wrong === 'hang') return;
      if (wrong === 'drop') return void request.socket.destroy();
      if (wrong === 500) return void response.writeHead(500).end('busy');
      if (wrong === 'html') return void response.writeHead(200).end('<html>maintenance</html>');
      if (!/^application\/x-www-form-urlencoded/.test(String(request.headers['content-type'])))
        return void response.writeHead(415).end();
      const text = JSON.stringify(answer(path, fields));
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(wrong === 'cut' ? text.slice(0, -5) : text);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    forms,
    trouble,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
