import { useEffect, useRef, useState } from 'react';
import type { MethodInput, TemplateDrawing } from '../../../shared/contract/index.ts';
import { RpcError } from '../../../shared/rpc/index.ts';
import { useStationState } from '../../stores/index.ts';

/** Changes that follow each other quickly are drawn once, ms. */
const PAUSE_MS = 120;

export interface Drawn {
  readonly drawing: TemplateDrawing | null;
  /** Why there is no drawing, where the station refused the template or the order. */
  readonly refused: {
    readonly code: string;
    readonly data: Record<string, string | number | boolean | null>;
  } | null;
}

/** Has the station draw the template whenever it changes. While it draws, the picture before stays. */
export function useDrawing(input: MethodInput<'templates.draw'> | null): Drawn {
  const client = useStationState((s) => s.client);
  const [drawn, setDrawn] = useState<Drawn>({ drawing: null, refused: null });
  const asked = useRef(0);
  const key = input === null ? null : JSON.stringify(input);
  useEffect(() => {
    if (key === null || !client) return undefined;
    asked.current += 1;
    const mine = asked.current;
    const timer = setTimeout(
      () => {
        client
          .call('templates.draw', JSON.parse(key) as MethodInput<'templates.draw'>)
          .then((answer) => {
            // A slower answer to an older question must not cover the newer picture.
            if (mine !== asked.current) return;
            if (answer.ok) setDrawn({ drawing: answer.value, refused: null });
            else setDrawn((before) => ({ ...before, refused: { code: answer.code, data: answer.data } }));
          })
          .catch((error: unknown) => {
            if (mine !== asked.current) return;
            const code = error instanceof RpcError ? error.code : 'internal';
            setDrawn((before) => ({ ...before, refused: { code, data: {} } }));
          });
      },
      mine === 1 ? 0 : PAUSE_MS,
    );
    return () => clearTimeout(timer);
  }, [key, client]);
  return drawn;
}
