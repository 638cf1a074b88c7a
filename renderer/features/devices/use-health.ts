import { useEffect } from 'react';
import type { DeviceLine } from '../../../shared/contract/index.ts';
import { useList } from '../../stores/index.ts';

const EVERY_MS = 3000;

/** Health lines of all devices, looked at again every few seconds while the page is open. */
export function useHealth(): (kind: DeviceLine['kind'], id: string) => DeviceLine | undefined {
  const { value, refresh } = useList('devices.health', {}, []);
  useEffect(() => {
    const timer = setInterval(refresh, EVERY_MS);
    return () => clearInterval(timer);
  }, [refresh]);
  return (kind, id) => value?.find((line) => line.kind === kind && line.id === id);
}
