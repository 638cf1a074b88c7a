import { isIPv4 } from 'node:net';
import Bonjour, { type Service } from 'bonjour-service';
import type { FoundHub } from '../../../shared/contract/index.ts';

/** As hubs announce themselves (hub/discovery). */
const TYPE = 'packline';
/** ms: an answer comes within a second, or not at all (RFC 6762 8.3). */
const LISTEN_MS = 1_500;
const MOST = 20;

/**
 * Hubs that answer in the local network. What they say of themselves is believed by nobody: a station joins with a code.
 * @param options.multicast for tests: the interface and its address
 */
export async function discoverHubs(
  options: {
    readonly listenMs?: number;
    readonly multicast?: Partial<{ interface: string; bind: string; port: number; loopback: boolean }>;
    readonly onError?: (error: unknown) => void;
  } = {},
): Promise<FoundHub[]> {
  const found = new Map<string, FoundHub>();
  const { onError = () => undefined } = options;
  const bonjour = new Bonjour((options.multicast ?? {}) as object, (error: unknown) => onError(error));
  const browser = bonjour.find({ type: TYPE }, (service) => {
    const hub = hubOf(service);
    if (hub && found.size < MOST) found.set(hub.url, hub);
  });
  await new Promise((resolve) => setTimeout(resolve, options.listenMs ?? LISTEN_MS));
  browser.stop();
  await new Promise<void>((resolve) => bonjour.destroy(() => resolve()));
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function hubOf({ name, port, addresses = [], referer, txt }: Service): FoundHub | undefined {
  const address = [...addresses, referer?.address ?? ''].find((each) => isIPv4(each));
  if (address === undefined || !Number.isInteger(port) || port < 1 || port > 65_535) return undefined;
  const { tls } = (txt ?? {}) as { readonly tls?: unknown };
  return { name: String(name).slice(0, 60), url: `${tls === '1' ? 'https' : 'http'}://${address}:${port}` };
}
