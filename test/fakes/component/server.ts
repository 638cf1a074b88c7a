import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';

/** What the component shall do with the next tasks. */
export type Behaviour =
  | 'print'
  /** takes the task and prints it, and its report is lost */
  | 'silent'
  | 'refuse'
  | 'fail'
  | 'cancel'
  /** breaks the line after it took the task */
  | 'drop'
  /** before it has answered anything */
  | 'drop_at_once'
  /** reports before it answers */
  | 'hasty'
  | 'garbage'
  /** answers about somebody else's task first */
  | 'crossed'
  | 'never_answers';

export interface PrintComponent {
  readonly port: number;
  behaviour: Behaviour;
  /** Documents that came out of the printer, in order. */
  readonly printed: { readonly task: string; readonly document: string; readonly printer: string }[];
  /** What was said against the protocol. */
  readonly faults: string[];
  close(): Promise<void>;
}

const KEYS = {
  ask: ['cmd', 'requestID', 'version'],
  print: ['cmd', 'requestID', 'version', 'task'],
  task: ['taskID', 'preview', 'printer', 'firstDocumentNumber', 'totalDocumentCount', 'documents'],
};

/**
 * A print component as domain facts B4 have it (Cainiao's protocol), and stricter: unknown keys, two documents in a task, a
 * task that came before, wrong versions and contents without a template are faults and are not printed.
 */
export async function startComponent(
  printers: readonly string[] = ['Label A', 'Label B'],
): Promise<PrintComponent> {
  const http = createServer();
  const server = new WebSocketServer({ server: http });
  const tasks = new Set<string>();
  const component: Omit<PrintComponent, 'port'> & { port: number } = {
    port: 0,
    behaviour: 'print',
    printed: [],
    faults: [],
    async close() {
      for (const client of server.clients) client.terminate();
      await new Promise<void>((resolve) => server.close(() => http.close(() => resolve())));
    },
  };
  const fault = (what: string): undefined => void component.faults.push(what);
  const only = (value: object, keys: readonly string[], where: string): void => {
    for (const key of Object.keys(value)) if (!keys.includes(key)) fault(`${where}: unknown key ${key}`);
    for (const key of keys) if (!(key in value)) fault(`${where}: no ${key}`);
  };

  function print(socket: WebSocket, message: Record<string, unknown>): void {
    const say = (value: unknown): void => socket.send(JSON.stringify(value));
    const before = component.faults.length;
    only(message, KEYS.print, 'print');
    const task = message['task'] as Record<string, unknown>;
    only(task, KEYS.task, 'task');
    const taskID = String(task['taskID']);
    const printer = String(task['printer']);
    const documents = task['documents'] as { documentID: string; contents: Record<string, unknown>[] }[];
    if (documents.length !== 1 || task['totalDocumentCount'] !== 1) fault('more than one document');
    if (!printers.includes(printer)) fault(`no printer ${printer}`);
    if (tasks.has(taskID)) fault(`task ${taskID} came twice`);
    for (const content of documents[0]?.contents ?? []) {
      if (typeof content['templateURL'] !== 'string') fault('content without a template');
      if ((content['encryptedData'] === undefined) === (content['data'] === undefined))
        fault('content without data');
    }
    const document = String(documents[0]?.documentID);
    const answer = (status: 'success' | 'failed', msg = ''): void =>
      say({ cmd: 'print', requestID: message['requestID'], taskID, status, msg });
    const tell = (taskStatus: string, status: string, id = taskID): void =>
      say({
        cmd: 'notifyPrintResult',
        requestID: message['requestID'],
        printer,
        taskID: id,
        taskStatus,
        printStatus: [{ documentID: document, status, msg: '', detail: '' }],
      });
    if (component.faults.length > before) return answer('failed', component.faults.at(-1));
    const paper = (): void => void component.printed.push({ task: taskID, document, printer });
    switch (component.behaviour) {
      case 'never_answers':
        return;
      case 'drop_at_once':
        return socket.terminate();
      case 'refuse':
        return answer('failed', 'the template cannot be fetched');
      default:
    }
    tasks.add(taskID);
    if (component.behaviour === 'hasty') {
      paper();
      tell('printed', 'success');
      return answer('success');
    }
    if (component.behaviour === 'garbage') socket.send('{"cmd":"notifyPrintResult","taskID":7');
    if (component.behaviour === 'garbage') socket.send(Buffer.from([1, 2, 3]));
    if (component.behaviour === 'crossed') tell('printed', 'success', 'a task of somebody else');
    answer('success');
    if (component.behaviour === 'drop') return socket.terminate();
    tell('rendered', 'success');
    if (component.behaviour === 'crossed') return tell('failed', 'failed');
    if (component.behaviour === 'fail') return tell('failed', 'failed');
    if (component.behaviour === 'cancel') return tell('printed', 'canceled');
    paper();
    if (component.behaviour !== 'silent') tell('printed', 'success');
    return undefined;
  }

  server.on('connection', (socket) => {
    socket.on('message', (data, binary) => {
      if (binary || !Buffer.isBuffer(data)) return fault('a binary message');
      const message = JSON.parse(data.toString('utf8')) as Record<string, unknown>;
      if (message['version'] !== '1.0') fault('version');
      if (typeof message['requestID'] !== 'string' || message['requestID'] === '') fault('no requestID');
      if (message['cmd'] === 'print') return print(socket, message);
      if (message['cmd'] !== 'getPrinters') return fault(`command ${String(message['cmd'])}`);
      only(message, KEYS.ask, 'getPrinters');
      socket.send(
        JSON.stringify({
          cmd: 'getPrinters',
          requestID: message['requestID'],
          defaultPrinter: printers[0] ?? '',
          printers: printers.map((name) => ({ name, status: 'enable', type: 'local' })),
        }),
      );
      return undefined;
    });
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  component.port = (http.address() as AddressInfo).port;
  return component;
}
