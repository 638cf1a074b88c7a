import { MAX_UPLOAD, REFUSED_CLOSE } from '../../shared/contract/hosts.ts';
import { createChannel } from '../../shared/rpc/index.ts';
import type { Channel, Contract } from '../../shared/rpc/index.ts';
import { keepConnected } from './connection.ts';
import { HostError } from './host.ts';
import type { FileReceipt, Host } from './host.ts';
import { pageTimers } from './timers.ts';

/** The browser host: the page was served by the station's own loopback server, to which it talks. */
export function createBrowserHost<C extends Contract>(contract: C) {
  hideToken();
  return {
    kind: 'browser',
    capabilities: {
      saveDialog: false,
      filesInPlace: false,
      kiosk: false,
    },
    language: navigator.language,
    connect: (onState) => keepConnected({ contract, timers: pageTimers, open: openSocket, onState }),
    upload,
    download(token, suggestedName) {
      const link = document.createElement('a');
      link.href = `/download/${encodeURIComponent(token)}`;
      link.download = suggestedName;
      link.click();
      return Promise.resolve('started' as const);
    },
  } satisfies Host<C>;
}

/** The first address lets in whoever knows it; it is not for the eyes of whoever stands before the screen. */
function hideToken(): void {
  const url = new URL(location.href);
  if (!url.searchParams.has('token')) return;
  url.searchParams.delete('token');
  history.replaceState(null, '', url);
}

function openSocket(refused: (code: string) => void): Promise<Channel> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/rpc`);
    const side = createChannel({
      send: (message) => socket.send(JSON.stringify(message)),
      close: () => socket.close(),
    });
    socket.addEventListener('open', () => resolve(side.channel));
    socket.addEventListener('message', (event: MessageEvent<unknown>) => {
      if (typeof event.data === 'string') side.receive(parse(event.data));
    });
    socket.addEventListener('close', ({ code, reason }) => {
      if (code === REFUSED_CLOSE) refused(reason);
      reject(new HostError('lost'));
      side.closed();
    });
  });
}

/** Text that is no JSON reaches the client as a malformed frame, which it reports. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** XMLHttpRequest, because fetch tells no upload progress. The file streams from disk, it is not read into memory. */
function upload(file: File, onProgress?: (sent: number, total: number) => void): Promise<FileReceipt> {
  // Refused in the middle, the browser would only see the connection break.
  if (file.size > MAX_UPLOAD) return Promise.reject(new HostError('too-large'));
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', `/upload?name=${encodeURIComponent(file.name)}`);
    request.setRequestHeader('content-type', 'application/octet-stream');
    request.upload.addEventListener('progress', (event) => onProgress?.(event.loaded, file.size));
    request.addEventListener('error', () => reject(new HostError('lost')));
    request.addEventListener('load', () => {
      const answer = parse(request.responseText) as { token?: unknown; code?: unknown } | null | undefined;
      if (request.status === 200 && typeof answer?.token === 'string') {
        resolve({ token: answer.token, name: file.name, size: file.size });
      } else {
        reject(new HostError(typeof answer?.code === 'string' ? answer.code : 'upload-refused'));
      }
    });
    request.send(file);
  });
}
