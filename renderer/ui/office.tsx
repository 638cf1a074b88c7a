import { MantineProvider, mergeThemeOverrides } from '@mantine/core';
import { useMemo } from 'react';
import type { ReactNode } from 'react';
import { useWords } from '../i18n/index.ts';
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
  const { text } = useWords();
  // Arrows are pictures: they get their names here, for every page.
  const named = useMemo(
    () =>
      mergeThemeOverrides(theme, {
        components: {
          Pagination: {
            defaultProps: {
              getControlProps: (control: 'first' | 'previous' | 'next' | 'last') => ({
                'aria-label': text(`app.pager.${control}`),
              }),
            },
          },
          Modal: { defaultProps: { closeButtonProps: { 'aria-label': text('app.close') } } },
        },
      }),
    [text],
  );
  return (
    <MantineProvider theme={named} forceColorScheme="dark" withCssVariables={false} withGlobalClasses={false}>
      <div className="office">{children}</div>
    </MantineProvider>
  );
}
