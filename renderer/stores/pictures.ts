import { useEffect, useState } from 'react';
import { useStation, useStationState } from './context.tsx';
import type { Station } from './station.ts';

/** Pictures kept; the pictures of a day's orders, some MB. The oldest is dropped first. */
const KEEP = 300;
const caches = new WeakMap<Station, Map<string, Promise<string | null>>>();

/** Data URL of a product picture; null while it is not there. */
export function usePicture(key: string | null): string | null {
  const station = useStation();
  const ready = useStationState((s) => s.client !== null);
  const [loaded, setLoaded] = useState<{ key: string; url: string | null } | null>(null);
  useEffect(() => {
    if (key === null || !ready) return undefined;
    let wanted = true;
    void load(station, key).then((url) => {
      if (wanted) setLoaded({ key, url });
    });
    return () => {
      wanted = false;
    };
  }, [station, key, ready]);
  return loaded && loaded.key === key ? loaded.url : null;
}

function load(station: Station, key: string): Promise<string | null> {
  const cache = caches.get(station) ?? new Map<string, Promise<string | null>>();
  caches.set(station, cache);
  const known = cache.get(key);
  if (known) return known;
  const oldest = cache.keys().next();
  if (cache.size >= KEEP && !oldest.done) cache.delete(oldest.value);
  const asked = fetchPicture(station, key);
  cache.set(key, asked);
  // What is missing now may come with the next import.
  void asked.then((url) => {
    if (url === null) cache.delete(key);
  });
  return asked;
}

/** A missing picture is no fault that a packer must hear of: the place shows a shape instead. */
async function fetchPicture(station: Station, key: string): Promise<string | null> {
  const client = station.store.getState().client;
  if (!client) return null;
  try {
    const answer = await client.call('product.picture', { key });
    if (!answer.ok || !/^image\/(png|jpeg|webp|gif|svg\+xml)$/.test(answer.value.type)) return null;
    return `data:${answer.value.type};base64,${answer.value.base64}`;
  } catch {
    return null;
  }
}
