import { MantineProvider } from '@mantine/core';
import type { ReactNode } from 'react';
import { theme } from './mantine.ts';
import '@mantine/core/styles/baseline.css';
import '@mantine/core/styles/default-css-variables.css';
import '@mantine/core/styles/global.css';
import '@mantine/core/styles.css';
import './office.css';

/**
 * Frame of the office screens. Variables and classes come from the style sheets above, never from <style> elements
 * made at run time: the page's content policy refuses those.
 */
export default function OfficeFrame({ children }: { readonly children: ReactNode }) {
  return (
    <MantineProvider theme={theme} forceColorScheme="dark" withCssVariables={false} withGlobalClasses={false}>
      <div className="office">{children}</div>
    </MantineProvider>
  );
}
