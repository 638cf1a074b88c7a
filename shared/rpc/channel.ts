import type { Disposable } from '../base/index.ts';

/**
 * A two-way pipe of JSON-safe values between two processes: a MessagePort, a WebSocket, or a pair in memory.
 * Order is kept, nothing is delivered twice; what is sent after the close is dropped.
 */
export interface Channel {
  send(message: unknown): void;
  onMessage(listener: (message: unknown) => void): Disposable;
  /** Told once, also to those who ask after it closed. */
  onClose(listener: () => void): Disposable;
  close(): void;
}

/** The listeners of a channel, for those who adapt a pipe to it. */
export interface ChannelSide {
  readonly channel: Channel;
  /** Hands a message in from the pipe. */
  receive(message: unknown): void;
  /** The pipe is gone. */
  closed(): void;
}

/**
 * Makes a channel out of a pipe's two verbs. Messages that arrive before the first listener are kept for it,
 * so that nothing is lost between opening the pipe and serving it.
 */
export function createChannel(pipe: { send(message: unknown): void; close(): void }): ChannelSide {
  const messageListeners = new Set<(message: unknown) => void>();
  const closeListeners = new Set<() => void>();
  let early: unknown[] = [];
  let open = true;

  function closed(): void {
    if (!open) return;
    open = false;
    const listeners = [...closeListeners];
    closeListeners.clear();
    messageListeners.clear();
    for (const listener of listeners) listener();
  }

  return {
    channel: {
      send(message) {
        if (open) pipe.send(message);
      },
      onMessage(listener) {
        messageListeners.add(listener);
        const kept = early;
        early = [];
        for (const message of kept) listener(message);
        return { dispose: () => void messageListeners.delete(listener) };
      },
      onClose(listener) {
        if (open) closeListeners.add(listener);
        else listener();
        return { dispose: () => void closeListeners.delete(listener) };
      },
      close() {
        if (!open) return;
        pipe.close();
        closed();
      },
    },
    receive(message) {
      if (!open) return;
      if (messageListeners.size === 0) early.push(message);
      else for (const listener of [...messageListeners]) listener(message);
    },
    closed,
  };
}

/** Two joined channels in one process. What is sent arrives later and as a copy through JSON, as over a real pipe. */
export function createChannelPair(): [Channel, Channel] {
  const a: ChannelSide = createChannel({
    send: (m) => deliver(m, () => b),
    close: () => later(() => b.closed()),
  });
  const b: ChannelSide = createChannel({
    send: (m) => deliver(m, () => a),
    close: () => later(() => a.closed()),
  });
  return [a.channel, b.channel];
}

function deliver(message: unknown, to: () => ChannelSide): void {
  const text = JSON.stringify(message);
  later(() => to().receive(JSON.parse(text)));
}

function later(work: () => void): void {
  void Promise.resolve().then(work);
}
