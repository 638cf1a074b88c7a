import { Tabs } from '@mantine/core';
import { useWords } from '../../i18n/index.ts';
import { useMay } from '../../stores/index.ts';
import { CarrierCards } from '../../ui/carrier-cards.tsx';
import { OfficePage } from '../../ui/page.tsx';
import { Agreements } from './Agreements.tsx';
import { Freight } from './Freight.tsx';
import { TryIt } from './TryIt.tsx';
import './carriers.css';

/** Carriers, what was agreed with them, what they cost and how well they serve. */
export default function CarriersPage() {
  const { text } = useWords();
  const mayKeep = useMay('carriers.save');
  return (
    <OfficePage title={text('carriers.title')} sub={text('carriers.sub')}>
      <Tabs defaultValue="agreements" keepMounted={false}>
        <Tabs.List>
          <Tabs.Tab value="agreements">{text('carriers.tabAgreements')}</Tabs.Tab>
          <Tabs.Tab value="try" data-testid="tab-try">
            {text('carriers.tabTry')}
          </Tabs.Tab>
          <Tabs.Tab value="freight" data-testid="tab-freight">
            {text('carriers.tabCost')}
          </Tabs.Tab>
          {mayKeep ? <Tabs.Tab value="carriers">{text('carriers.tabCarriers')}</Tabs.Tab> : null}
        </Tabs.List>
        <Tabs.Panel value="agreements" pt="md">
          <Agreements />
        </Tabs.Panel>
        <Tabs.Panel value="try" pt="md">
          <TryIt />
        </Tabs.Panel>
        <Tabs.Panel value="freight" pt="md">
          <Freight />
        </Tabs.Panel>
        {mayKeep ? (
          <Tabs.Panel value="carriers" pt="md">
            <CarrierCards />
          </Tabs.Panel>
        ) : null}
      </Tabs>
    </OfficePage>
  );
}
