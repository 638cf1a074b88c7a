import Bonjour from 'bonjour-service';

/** How hubs are found in a local network without a server of names (RFC 6762, 6763): `_packline._tcp`. */
export const SERVICE_TYPE = 'packline';

export interface Announced {
  readonly name: string;
  readonly port: number;
  /** Stations speak TLS to it. */
  readonly secure: boolean;
}

/** Where others cannot reach the hub, or only this machine can, it is not announced. */
export const isReachable = (host: string): boolean =>
  !/^(?:127\.|localhost$|::1$|\[::1\]$)/.test(host.toLowerCase());

/**
 * Tells the local network that a hub is here, until it is stopped.
 * @param options.multicast for tests: the interface and its address
 * @param onError a network without multicast is no reason not to serve
 */
export function announce(
  { name, port, secure }: Announced,
  onError: (error: unknown) => void,
  options: Partial<{ interface: string; bind: string; port: number; loopback: boolean }> = {},
): { close(): Promise<void> } {
  // Several hubs of one name get a number each (`probe`).
  const bonjour = new Bonjour(options as object, (error: unknown) => onError(error));
  const service = bonjour.publish({
    name: name.slice(0, 60),
    type: SERVICE_TYPE,
    port,
    txt: { tls: secure ? '1' : '0' },
  });
  service.on('error', onError);
  return {
    close: () =>
      new Promise((resolve) => {
        bonjour.unpublishAll(() => bonjour.destroy(() => resolve()));
      }),
  };
}
